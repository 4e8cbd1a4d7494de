"""Errors that help the writer of a policy mend it: where, what was found, what is allowed, the nearest right name."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

#: What pydantic's kinds of error allow, in the words of someone who writes a law.
_ALLOWED = {
    "model_type": "a table",
    "dict_type": "a table",
    "tuple_type": "a list",
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "date_type": "a date such as 2024-07-01, without quotes",
}


class PolicyError(Exception):
    """A policy that cannot be used. `str()` is one line per problem, each with the file and the key's path."""


def problem(found: Any, allowed: str | Iterable[str], path: Iterable[str | int] = ()) -> PydanticCustomError:
    """A pydantic error that says what was found and what is allowed, `path` below the place where it is raised."""
    message = f"found {show(found)}; allowed: {listing(allowed)}"
    if isinstance(found, str) and not isinstance(allowed, str):
        near = get_close_matches(found, list(allowed), n=1, cutoff=0.5)
        if near:
            message += f". Did you mean {near[0]!r}?"
    return PydanticCustomError("policy", "{message}", {"message": message, "path": tuple(path)})


def refuse_doubles(key: str, ids: list[str]) -> None:
    """Raise a problem where an id stands twice in the list under `key`."""
    for one in ids:
        if ids.count(one) > 1:
            raise problem(one, "each id once", (key,))


def listing(allowed: str | Iterable[str]) -> str:
    return allowed if isinstance(allowed, str) else ", ".join(allowed)


def show(value: Any) -> str:
    """The value as its writer knows it, cut where it is long."""
    text = repr(str(value)) if not isinstance(value, str | int | bool | dict | list) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


class Strict(BaseModel):
    """A table of the policy file: unknown keys are refused by name, and it never changes once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if isinstance(data, dict):
            keys = {name: field.alias or name for name, field in cls.model_fields.items()}
            for key in data:
                if key not in keys.values():
                    raise problem(key, [key for name, key in keys.items() if not cls.model_fields[name].exclude])
        return data


_T = TypeVar("_T")
#: A list of the policy file; like all of a policy it never changes once read.
ListOf = Annotated[tuple[_T, ...], BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)]


def policy_error(error: ValidationError, source: str) -> PolicyError:
    """The problems pydantic found, in the words of the policy's writer."""
    lines = []
    for one in error.errors(include_url=False):
        context = one.get("ctx", {})
        path = _path((*one["loc"], *context.get("path", ())))
        if one["type"] == "missing":
            message = "is missing"
        elif one["type"] == "policy":
            message = context["message"]
        elif one["type"] in _ALLOWED:
            message = f"found {show(one['input'])}; allowed: {_ALLOWED[one['type']]}"
        elif one["type"] == "literal_error":
            message = f"found {show(one['input'])}; allowed: {context['expected']}"
        else:
            message = f"found {show(one['input'])}; {one['msg'][0].lower()}{one['msg'][1:]}"
        lines.append(f"{source}: {path}: {message}")
    return PolicyError("\n".join(dict.fromkeys(lines)))


def _path(loc: Iterable[str | int]) -> str:
    """`track[1].requires[2].wait.from`, counting from one; the names pydantic gives to alternatives left out."""
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif not part.startswith("?") and part != "dates":
            text += f".{part}" if text else part
    return text or "the file"
