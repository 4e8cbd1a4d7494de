"""Fetching notices: whatever the server has for us, verified, and put into incoming/ whole or not at all."""

from dataclasses import dataclass
from typing import Any

from clearance.notices.client import verify
from clearance.notices.client.config import INCOMING, REFUSED, WORK, Config
from clearance.notices.client.problems import Problem, Refused
from clearance.notices.client.server import Server
from clearance.notices.client.state import Notice, State
from clearance.notices.messages import UUID

#: The manifest is put in place last: where it lies, the others lie too.
MANIFEST = "manifest.json"
ENDINGS = ("jsonl", "csv", MANIFEST)
#: No notice has lines longer than this, in bytes.
LONGEST_LINE = 10_000


@dataclass(frozen=True)
class Listed:
    """A notice in the server's list. `next_message`: the number of our next answer to it, as the server counts."""

    id: str
    number: int
    next_message: int


def listed(server: Server) -> list[Listed]:
    """Every notice that waits for an answer of ours, the oldest first. Raises Problem."""
    found: list[Listed] = []
    more = True
    while more:
        page = server.get(f"/agency/notices/?after={found[-1].number}" if found else "/agency/notices/")
        try:
            found += (entries := [_listed(entry) for entry in page["notices"]])
            more = page["more"] and bool(entries)
        except (LookupError, TypeError, ValueError):
            raise Problem(f"found {page!r:.200}; expected: a list of notices. Is there a newer client?") from None
    return found


def pull(config: Config, server: Server, state: State) -> int:
    """Fetch what is new; how many notices were refused: none, or the one at which it stops. Raises Problem.

    Notices are worked in their order, since a record may be restored that an earlier one cleared. So those that follow
    one that is refused wait with it.
    """
    _clear_away(config, state)
    for entry in listed(server):
        notice = state.notice(entry.id)
        if notice and notice.placed:
            continue
        try:
            _place(config, state, notice or _fetch(config, server, state, entry))
        except Refused as why:
            _refuse(config, entry.id, str(why))
            return 1
    return 0


def _place(config: Config, state: State, notice: Notice) -> None:
    """Put the files of a verified notice into incoming/: each once, whatever was killed in between."""
    _move(config, notice.id, INCOMING)
    for name in (*_names(notice.id), _reason(notice.id)):
        (config.folder / REFUSED / name).unlink(missing_ok=True)
    state.place(notice)
    due = f", to be answered by {notice.due_on}" if notice.due_on else ""
    print(f"fetched {notice.id}: number {notice.number}, {notice.lines:,} lines{due}")


def _fetch(config: Config, server: Server, state: State, entry: Listed) -> Notice:
    """Download a notice into work/ and verify it. Raises Problem, Refused."""
    jsonl, csv, manifest_file = (config.folder / WORK / name for name in _names(entry.id))
    address = f"/agency/notices/{entry.id}"
    server.download(f"{address}/{MANIFEST}", manifest_file, LONGEST_LINE)
    manifest = verify.verify_manifest(
        manifest_file, notice=entry.id, agency=config.agency, server_key=config.server_key
    )
    for ending, file in (("jsonl", jsonl), ("csv", csv)):
        sha256 = server.download(f"{address}/lines.{ending}", file, LONGEST_LINE * (manifest["lines"] + 1))
        verify.verify_file(file, sha256, manifest["sha256"][ending])
    verify.verify_lines(jsonl, manifest["lines"])
    return state.add_notice(manifest)


def _listed(entry: dict[str, Any]) -> Listed:
    # An id becomes part of a file's name, so it must look like one.
    if not UUID.fullmatch(entry["id"]):
        raise ValueError(entry["id"])
    return Listed(entry["id"], int(entry["number"]), int(entry["next_message"]))


def _refuse(config: Config, id: str, why: str) -> None:
    """Keep what came, and the reason, in refused/. The next run fetches it again."""
    _move(config, id, REFUSED)
    (config.folder / REFUSED / _reason(id)).write_text(f"{why}\n", encoding="utf-8")
    print(f"refused {id}: {why.rstrip('.')}. It lies in {config.folder / REFUSED}.")


def _move(config: Config, id: str, folder: str) -> None:
    for name in _names(id):
        if (config.folder / WORK / name).exists():
            (config.folder / WORK / name).replace(config.folder / folder / name)


def _clear_away(config: Config, state: State) -> None:
    """What a kill left of notices that were not verified."""
    waiting = {name for notice in state.notices() if not notice.placed for name in _names(notice.id)}
    for file in (config.folder / WORK).iterdir():
        if file.name.endswith(ENDINGS) and file.name not in waiting:
            file.unlink()


def _reason(id: str) -> str:
    return f"{id}.reason.txt"


def _names(id: str) -> list[str]:
    return [f"{id}.{ending}" for ending in ENDINGS]
