"""The court's own system, as far as the client sees it: it takes what lies in incoming/, and answers in parts."""

import csv
import json
from collections import Counter
from hashlib import sha256
from itertools import islice

from clearance.notices.models import Line, Notice
from tests.notices.client.court import Court

#: What becomes of a line in the court's files, by the last digit of its number.
OUTCOMES = {"3": "not_found", "5": "conflict", "7": "refused"}
COLUMNS = ("line", "outcome", "code", "case_number")


class System:
    """Takes each notice once, and fails if one comes again. Answers it in so many parts, one after the other."""

    def __init__(self, court: Court, parts: int) -> None:
        self._court, self._parts = court, parts
        #: What is still to be answered of each notice, by its id.
        self._waiting: dict[str, list[list[dict[str, object]]]] = {}
        self.taken: dict[str, int] = {}

    def waits(self) -> bool:
        """Whether a line of a notice to the court has no answer, or an answer lies there still."""
        waiting = Notice.objects.unacknowledged().filter(agency=self._court.agency)
        return waiting.exists() or any((self._court.folder / "answers").iterdir())

    def work(self) -> None:
        """Take what came, and write the next part of the answers of which the last part was fetched."""
        for manifest in sorted((self._court.folder / "incoming").glob("*.manifest.json")):
            self._take(json.loads(manifest.read_bytes())["manifest"])
            manifest.unlink()
        for notice, parts in self._waiting.items():
            if parts and not (self._court.folder / "answers" / f"{notice}.csv").exists():
                self._court.answer(notice, parts.pop(0), COLUMNS)

    def _take(self, manifest: dict) -> None:
        notice = manifest["notice"]
        assert notice not in self.taken, "it came twice"
        file = self._court.folder / "incoming" / f"{notice}.csv"
        assert sha256(file.read_bytes()).hexdigest() == manifest["sha256"]["csv"]
        with file.open(newline="") as lines:
            answers = [_answer(line) for line in csv.DictReader(lines)]
        assert [answer["line"] for answer in answers] == [str(line + 1) for line in range(manifest["lines"])]
        file.unlink()
        (self._court.folder / "incoming" / f"{notice}.jsonl").unlink()
        self.taken[notice] = len(answers)
        rows = iter(answers)
        size = -(-len(answers) // self._parts)
        self._waiting[notice] = [part for _ in range(self._parts) if (part := list(islice(rows, size)))]

    def check(self, notices: list[Notice]) -> None:
        """Every line of these came, and was answered exactly once, as the court's files have it."""
        assert self.taken == {str(notice.pk): notice.lines for notice in notices}
        for notice in notices:
            messages = [json.loads(kept.message) for kept in notice.acknowledgements.order_by("number")]
            items = [item for message in messages for item in message["items"]]
            assert Counter(item["line"] for item in items) == Counter(range(1, notice.lines + 1))
            parts = min(self._parts, notice.lines)
            assert [message["number"] for message in messages] == list(range(1, parts + 1))
            found = dict(Line.objects.filter(notice=notice).values_list("number", "outcome"))
            assert found == {line: _outcome(line) for line in range(1, notice.lines + 1)}
            assert found == {item["line"]: item["outcome"] for item in items}
            sent = (self._court.folder / "sent").glob(f"{notice.pk}.*.csv")
            assert len(list(sent)) == parts


def _outcome(line: int | str) -> str:
    return OUTCOMES.get(str(line)[-1], "done")


def _answer(line: dict[str, str]) -> dict[str, object]:
    outcome = _outcome(line["line"])
    return {
        "line": line["line"],
        "outcome": outcome,
        "code": "under_litigation" if outcome == "refused" else "",
        "case_number": f"{line['case_number']}-A" if outcome == "conflict" else "",
    }
