"""The schemas that are published for agencies, to check real messages against."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

import clearance.notices

SCHEMAS = Path(clearance.notices.__file__).parent / "schemas"


def is_valid(name: str, message: Any) -> bool:
    """Whether the message is of the form of that name: line, manifest, acknowledgement."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(message)
