"""A court with the client on a machine of its own, and the state's office that tells it of clearances."""

import csv
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from clearance.agencies.models import Key
from clearance.installation_key import installation_key
from clearance.notices.client.__main__ import main
from clearance.notices.client.keys import make_key
from clearance.notices.models import Notice
from clearance.notices.outbox.sealing import seal
from clearance.runs.models import Policy
from clearance.signing import public_key
from tests.notices.told import AT, agency, charges, clear, run_of

CODE = "greene-court"
COURT = ("court", "Greene District Court")


class Court:
    """The court's machine: a folder, in which the client is set up and registered."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        folder.mkdir()
        self.agency = agency(CODE, "court", COURT)
        self.config = folder / "agency.toml"
        self.configure(server=server)
        self.new_key()

    def configure(self, **changed: object) -> None:
        said = {"agency": CODE, "key": "agency.key", "folder": ".", "server_key": public_key(installation_key())}
        said |= {"tries": 1, "pause": 0} | changed
        quoted = ((name, f'"{value}"' if isinstance(value, str) else value) for name, value in said.items())
        self.config.write_text("".join(f"{name} = {value}\n" for name, value in quoted))

    def new_key(self) -> None:
        """Made and registered; the one before is ended."""
        self.agency.keys.valid().update(ended_at=AT)
        (self.folder / "agency.key").unlink(missing_ok=True)
        key = make_key(self.folder / "agency.key")
        Key.objects.create(agency=self.agency, public_key=public_key(key), added_at=AT, added_by="staff:1")

    def client(self, command: str = "run") -> int:
        """The exit status of the client, run here."""
        return main(["--config", str(self.config), command])

    def process(self, command: str = "run", before: str = "") -> subprocess.Popen:
        """The client in a process of its own, after some statements."""
        statements = f"{before}\nimport sys\nfrom clearance.notices.client.__main__ import main\n"
        arguments = ["--config", str(self.config), command]
        return subprocess.Popen(
            [sys.executable, "-c", f"{statements}sys.exit(main({arguments!r}))"],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def files(self, folder: str) -> list[str]:
        return sorted(file.name for file in (self.folder / folder).iterdir())

    def answer(
        self, notice: Notice | str, rows: list[dict[str, object]], columns: tuple[str, ...] = ("line", "outcome")
    ) -> None:
        """A file of answers, moved into its place whole."""
        name = notice if isinstance(notice, str) else str(notice.pk)
        beside = self.folder / "answers" / f"{name}.tmp"
        with beside.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
        beside.replace(beside.with_suffix(".csv"))

    def read(self, notice: Notice | str) -> list[dict[str, str]]:
        """The lines of a notice, as they lie in incoming/."""
        name = notice if isinstance(notice, str) else str(notice.pk)
        with (self.folder / "incoming" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))


def done(*lines: int) -> list[dict[str, object]]:
    return [{"line": line, "outcome": "done"} for line in lines]


def tell(law: Policy, *counts: int, make: Callable[..., list] = charges) -> Iterator[Notice]:
    """Clear so many charges, and tell the court of each lot in a notice of its own."""
    for count in counts:
        of = make(count)
        clear(run := run_of(law, of), of)
        type(run).objects.filter(pk=run.pk).update(state="applied", applied_at=AT)
        notice = Notice.objects.unsealed().get(agency__code=CODE)
        seal(by="worker", notice=notice, at=AT)
        yield notice
