import json
import re
from pathlib import Path

import clearance.notices
from tests.notices.published import is_valid

FOLDER = Path(clearance.notices.__file__).parent
README = (FOLDER / "README.md").read_text()


def examples(*fields: str) -> list[dict]:
    """The examples in JSON with these fields at the top, hashes filled in."""
    found = re.findall(r"```json\n(.*?)```", README.replace("…", "0" * 64), re.DOTALL)
    return [one for one in map(json.loads, found) if set(fields) <= set(one)]


def test_the_examples_are_of_the_published_forms():
    for name, field in (("manifest", "manifest"), ("line", "line"), ("acknowledgement", "acknowledgement")):
        [example] = examples(field)
        assert is_valid(name, example)


def test_every_code_of_a_refusal_is_explained_and_no_other():
    sources = [FOLDER / "messages.py", *(FOLDER / "acknowledgements").glob("*.py")]
    raised = {code for path in sources for code in re.findall(r'MessageError\(\s*"(\w+)"', path.read_text())}
    explained = README.partition("### When an answer is refused")[2].partition("## For operators")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", explained, re.MULTILINE)) == raised
