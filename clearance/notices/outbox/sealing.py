"""Sealing a notice: from then on it is numbered, hashed and signed, and may leave the house."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Max, Q

from clearance.agencies.duties import duty_of
from clearance.agencies.models import Agency
from clearance.audit import actions as audit
from clearance.days import later, state_day
from clearance.installation_key import installation_key
from clearance.law.policy import PolicyError
from clearance.notices.messages import VERSION
from clearance.notices.outbox.files import columns, csv_line, json_line, rows
from clearance.notices.outbox.models import Notice
from clearance.progress import Progress, no_progress
from clearance.runs.laws import law_of
from clearance.runs.models import Run
from clearance.signing import canonical_json, sign

#: A notice that nothing fills any more is sealed after this, whatever its run still waits for.
LONGEST_OPEN = timedelta(hours=1)


class NotWhole(Exception):
    """A notice whose lines are not those that were put into it."""


def to_seal(at: datetime) -> list[Notice]:
    """The open notices that are full, whose run rests, or that have been open for long; the oldest first."""
    busy = [run.stage_reference for run in Run.objects.to_apply()]
    rests = ~Q(origin__in=busy) | Q(opened_at__lte=at - LONGEST_OPEN) | Q(lines__gte=Notice.MOST_LINES)
    return list(Notice.objects.unsealed().filter(rests).order_by("opened_at", "agency_id", "origin", "part"))


def seal_due(*, by: str, at: datetime, progress: Progress = no_progress) -> int:
    """Seal every notice that is to be sealed, each in a transaction of its own; how many.

    Of those that cannot be sealed it raises the last error, after all others were.
    """
    sealed, failed = 0, None
    for notice in to_seal(at):
        try:
            sealed += seal(by=by, notice=notice, at=at)
        except (NotWhole, PolicyError) as error:
            failed = error
        progress("sealing lines", notice.lines)
    if failed:
        raise failed
    return sealed


@transaction.atomic
def seal(*, by: str, notice: Notice, at: datetime) -> bool:
    """Close, number, hash and sign a notice; False if that was done already.

    Raises NotWhole where its lines are not as many as it counts, so that nothing wrong ever leaves, and PolicyError
    where its law cannot be read any more.
    """
    # One after the other for an agency, so that its numbers have no gap.
    agency = Agency.objects.select_for_update(no_key=True).get(pk=notice.agency_id)
    notice.refresh_from_db(from_queryset=Notice.objects.select_for_update().select_related("policy"))
    if notice.sealed_at:
        return False
    notice.number = (Notice.objects.filter(agency=agency).aggregate(last=Max("number"))["last"] or 0) + 1
    notice.sealed_at = at
    notice.due_on = _due_on(agency, notice, at)
    notice.sha256_jsonl, notice.sha256_csv = _hashes(notice)
    notice.manifest = canonical_json(_manifest(agency, notice)).decode()
    notice.signature = sign(installation_key(), notice.manifest.encode())
    notice.save()
    detail = {"agency": agency.code, "number": notice.number, "lines": notice.lines, "sha256": notice.manifest_sha256}
    audit.record(by=by, action="notice.sealed", subject=notice.reference, detail=detail)
    return True


def _due_on(agency: Agency, notice: Notice, at: datetime) -> date | None:
    duty = duty_of(agency, law_of(notice.policy))
    return later(state_day(at), duty.within) if duty and duty.within else None


def _hashes(notice: Notice) -> tuple[str, str]:
    """SHA-256 of its two files, in one pass over the lines."""
    as_json, as_csv, lines = sha256(), sha256(csv_line(columns(notice))), 0
    for lines, row in enumerate(rows(notice), 1):  # noqa: B007
        as_json.update(json_line(row))
        as_csv.update(csv_line(row.values()))
    if lines != notice.lines:
        raise NotWhole(f"Notice {notice.pk} counts {notice.lines} lines and has {lines}. Do not send it.")
    return as_json.hexdigest(), as_csv.hexdigest()


def _manifest(agency: Agency, notice: Notice) -> dict[str, object]:
    policy = notice.policy
    return {
        "version": VERSION,
        "notice": str(notice.pk),
        "number": notice.number,
        "agency": agency.code,
        "kind": notice.kind,
        "policy": {"id": policy.policy_id, "citation": policy.citation, "sha256": policy.sha256},
        "origin": notice.origin,
        "data": notice.data,
        "lines": notice.lines,
        "sha256": {"jsonl": notice.sha256_jsonl, "csv": notice.sha256_csv},
        "sealed_at": notice.sealed_at.astimezone(UTC).isoformat(timespec="seconds"),
        "due_on": notice.due_on and notice.due_on.isoformat(),
    }
