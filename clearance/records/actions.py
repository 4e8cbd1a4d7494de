"""Everything that writes records: registering a source, and importing what it sends."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import file_digest, sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from clearance.audit import actions as audit
from clearance.database import only_one
from clearance.engine.records import Identities, Records, Rejects, open_identities, open_records
from clearance.progress import Progress, no_progress
from clearance.records.identities.merge import replace
from clearance.records.identities.tables import IDENTITIES
from clearance.records.merge import charges_follow_their_cases, merge
from clearance.records.models import Import, ImportProblem, Person, Source
from clearance.records.profile import parse_profile
from clearance.records.rotation import finish_digests
from clearance.records.signals import identities_changed, records_changed
from clearance.records.staging import Staging, staging
from clearance.records.tables import ALL


@transaction.atomic
def register_source(
    *, by: str, name: str, at: datetime, profile: str = "", title: str = "", agency: str = ""
) -> Source:
    """A new source. `profile` is the text of a profile; empty where the source sends the record format.

    Raises ProfileError, or ValidationError for a bad name or one that is taken.
    """
    source = Source(name=name, title=title, agency=agency, profile=profile, created_at=at)
    _save(source)
    audit.record(by=by, action="source.registered", subject=f"source:{source.pk}", detail=_described(source))
    return source


@transaction.atomic
def change_source(*, by: str, source: Source) -> None:
    """Save a source's new title, agency or profile. Later imports follow it. Raises as register_source."""
    _save(source)
    audit.record(by=by, action="source.changed", subject=f"source:{source.pk}", detail=_described(source))


def import_records(
    *,
    by: str,
    source: Source,
    path: Path,
    at: datetime,
    dry_run: bool = False,
    max_bad: Decimal = Decimal("0.01"),
    progress: Progress = no_progress,
) -> Import:
    """Take in what a source sent: what is new is added, what differs is changed. `at` is the time of the call.

    Names, identifiers and addresses take the place of those that a person had, where the file has any of that person.

    All of it in one transaction with its event; of an import that is killed nothing is kept. Bad rows go to a rejects
    file; a share of them above `max_bad` refuses the whole file. Records that the file lacks stay as they are. With
    `dry_run` only the rejects file is written, and the Import that comes back is not saved.

    Raises RecordsError or ProfileError for a file that cannot be read, Busy while another import runs.
    """
    begun = time.monotonic()
    new = Import(source=source, file=path.name, started_at=at, by=by)
    with only_one("import"), _rejects_file(new) as rejects, staging(rejects) as waiting:
        finish_digests(progress)
        records, identities = _stage(source, path, waiting, rejects, progress)
        limit = max_bad * (sum(records.counts.values()) + sum(identities.counts.values()))
        waiting.check(source, limit)
        new.sha256 = _sha256(path)
        new.left_out = dict(records.left_out)
        new.rejects_file = rejects.path.name if rejects.count else ""
        progress("merging", 0)
        with transaction.atomic(durable=True):
            _land(new, records, identities, waiting, rejects, limit)
            new.finished_at = at + timedelta(seconds=time.monotonic() - begun)
            new.save()
            detail = {"sha256": new.sha256, "counts": new.counts}
            audit.record(by=by, action=f"import.{new.outcome}", subject=f"import:{new.pk}", detail=detail)
            transaction.set_rollback(dry_run)
        if new.outcome == Import.Outcome.LANDED:
            waiting.analyze_kept()
    if dry_run:
        new.pk = None
    elif new.outcome == Import.Outcome.LANDED:
        if Person.objects.identity_changed_since(new.pk - 1).exists():
            identities_changed.send(Import, by=by, import_number=new.pk, at=new.finished_at)
        records_changed.send(Import, by=by, import_number=new.pk, at=new.finished_at, progress=progress)
    return new


@transaction.atomic
def open_rejects(*, by: str, of: Import) -> Path:
    """The file of the rows that an import rejected, for someone who asks to see it."""
    audit.record(by=by, action="rejects.downloaded", subject=f"import:{of.pk}")
    return rejects_path(of)


def rejects_path(of: Import) -> Path:
    """Where the rejects file of an import lies."""
    return _rejects_directory() / of.rejects_file


def _save(source: Source) -> None:
    if source.profile:
        parse_profile(source.profile, f"the profile of {source.name}")
    source.full_clean()
    source.save()


def _described(source: Source) -> dict[str, str]:
    profile = sha256(source.profile.encode()).hexdigest() if source.profile else ""
    return {"name": source.name, "title": source.title, "agency": source.agency, "profile": profile}


def _stage(
    source: Source, path: Path, waiting: Staging, rejects: Rejects, progress: Progress
) -> tuple[Records, Identities]:
    """Everything in the file, range by range; what the readers counted on the way."""
    profile = parse_profile(source.profile, f"the profile of {source.name}") if source.profile else None
    with open_records(path, profile=profile, rejects=rejects) as records:
        identities = open_identities(path, profile=profile, rejects=rejects)
        for tables in records.tables():
            waiting.add(tables)
            progress("reading charges", tables["charges"].height)
    for table, block in identities.blocks():
        waiting.identities.add(table, block, identities.sieve)
        progress(f"reading {table}", block.height)
    return records, identities


def _land(
    new: Import, records: Records, identities: Identities, waiting: Staging, rejects: Rejects, limit: Decimal
) -> None:
    """Merge what is staged, or refuse it, and say so in the Import with its counts and problems."""
    refused = rejects.count > limit
    new.outcome = Import.Outcome.REFUSED if refused else Import.Outcome.UNCHANGED
    new.finished_at = new.started_at
    new.save()
    ImportProblem.objects.bulk_create(ImportProblem(record=new, **vars(reason)) for reason in rejects.by_reason)
    for table in ALL:
        # A table that the file lacks was made from the keys in the others, and knows nothing else of its rows.
        given = table.name in records.counts
        added, changed = (0, 0) if refused else merge(table, source=new.source_id, number=new.pk, change=given)
        if added or changed:
            new.outcome = Import.Outcome.LANDED
        new.counts[table.name] = {
            "read": records.counts.get(table.name, 0),
            "added": added,
            "changed": changed,
            "unchanged": 0 if refused else waiting.rows[table.name] - added - changed,
            "rejected": _rejected(rejects, table.name),
        }
    if new.counts["cases"]["changed"]:
        charges_follow_their_cases(new.pk)
    for name, read in identities.counts.items():
        added, removed = (0, 0) if refused else replace(IDENTITIES[name], source=new.source_id, number=new.pk)
        if added or removed:
            new.outcome = Import.Outcome.LANDED
        new.counts[name] = {
            "read": read,
            "added": added,
            "removed": removed,
            "unchanged": 0 if refused else waiting.identities.rows[name] - added,
            "rejected": _rejected(rejects, name),
        }


def _rejected(rejects: Rejects, table: str) -> int:
    return sum(reason.rows for reason in rejects.by_reason if reason.table == table)


@contextmanager
def _rejects_file(new: Import) -> Iterator[Rejects]:
    """A file that no other user of the machine can read; gone again if no row was rejected."""
    path = _rejects_directory() / f"{new.started_at:%Y%m%d-%H%M%S-%f}-{new.source.name}.csv"
    path.touch(mode=0o600)
    with Rejects(path) as rejects:
        try:
            yield rejects
        finally:
            if not rejects.count:
                path.unlink()


def _rejects_directory() -> Path:
    directory = settings.DATA_DIR / "rejects"
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory


def _sha256(path: Path) -> str:
    """Of a file; of a directory, over the hashes and names of its files."""
    if path.is_file():
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    files = sorted(file for file in path.iterdir() if file.is_file())
    return sha256("".join(f"{_sha256(file)}  {file.name}\n" for file in files).encode()).hexdigest()
