"""A small invented state with the Franklin law in force, and runs of it as far as a test wants them."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from clearance.law.files import law_file
from clearance.records.invented import write_state
from clearance.records.models import Import, Source
from clearance.runs.actions import put_in_force
from clearance.runs.approval import actions as approval
from clearance.runs.eligibility import actions
from clearance.runs.eligibility.models import Run
from clearance.runs.eligibility.tasks import carry_on_runs
from clearance.runs.models import Policy
from tests.records.extracts import AT, take_in

AS_OF = date(2026, 1, 1)
OPERATOR, FIRST, SECOND = "staff:1", "staff:2", "staff:3"
#: After everything else in these tests.
DECIDED = AT + timedelta(days=30)


def a_state(folder: Path, people: int = 300, seed: int = 7) -> None:
    sent = folder / f"state-{people}"
    sent.mkdir(parents=True)
    for name, content in _files(people, seed).items():
        (sent / name).write_bytes(content)
    take_in(sent, max_bad=1)


@cache
def _files(people: int, seed: int) -> dict[str, bytes]:
    """Made once: the same seed gives the same bytes."""
    with TemporaryDirectory() as folder:
        write_state(Path(folder), people=people, seed=seed, format="csv")
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


def a_newer_import() -> Import:
    """Something landed after everything that is there."""
    of = Source.objects.first()
    return Import.objects.create(
        source=of, file="x", sha256="1" * 64, started_at=AT, finished_at=AT, by="staff:1", outcome="landed"
    )


def law_in_force(folder: Path | None = None, without: tuple[str, ...] = (), add: str = "") -> Policy:
    """The Franklin law without these tables of its process, such as `objections`; with more text at its end."""
    if not (folder and (without or add)):
        return put_in_force(by="staff:9", policy="franklin", at=AT)
    text = law_file("franklin").read_text()
    kept = []
    for block in text.split("\n\n"):
        head = next((line for line in block.splitlines() if line.startswith("[")), "")
        if not any(head.strip("[]").startswith(f"process.{name}") for name in without):
            kept.append(block)
    path = folder / "law.toml"
    path.write_text("\n\n".join(kept) + f"\n\n{add}")
    return put_in_force(by="staff:9", policy=path, at=AT)


def simple_law(folder: Path) -> Policy:
    """Without objections, safeguards and agencies: nothing but the decisions stands between two people and a run."""
    return law_in_force(folder, without=("objections", "safeguards", "agency"))


def prepared(policy: Policy, **options) -> Run:
    return actions.prepare(by=OPERATOR, policy=policy, as_of=AS_OF, at=AT, **options)


def worked(run: Run) -> Run:
    """What a worker does now is done."""
    carry_on_runs.call()
    run.refresh_from_db()
    return run


def computed(policy: Policy, **options) -> Run:
    return worked(prepared(policy, **options))


def ready(policy: Policy, **options) -> Run:
    run = computed(policy, **options)
    return worked(actions.settle(by=OPERATOR, run=run, on=AS_OF, at=AT))


def approve(run: Run, by: str, at: datetime = DECIDED, **options) -> Run:
    options = {"digest": run.digest, "signed_in_at": at} | options
    return approval.approve(by=by, run=run, at=at, **options)


def approved(policy: Policy, **options) -> Run:
    run = ready(policy, **options)
    approve(run, FIRST)
    return approve(run, SECOND)


def applied(policy: Policy, **options) -> Run:
    run = worked(actions.start(by=OPERATOR, run=approved(policy, **options), at=DECIDED))
    while run.paused_at:
        run = worked(actions.carry_on(by=OPERATOR, run=run, at=DECIDED))
    return run
