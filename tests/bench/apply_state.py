"""For the benchmark of applying: makes a state with a run that two people approved; `apply` lets it take effect."""

import os
import sys
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearance.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from clearance.agencies.models import Agency  # noqa: E402
from clearance.records.actions import register_source  # noqa: E402
from clearance.records.models import Import  # noqa: E402
from clearance.runs.actions import put_in_force  # noqa: E402
from clearance.runs.approval import actions as approval  # noqa: E402
from clearance.runs.eligibility import actions  # noqa: E402
from clearance.runs.eligibility.models import Run  # noqa: E402
from clearance.runs.eligibility.tasks import carry_on_runs  # noqa: E402

NOW = timezone.now()
LAW = """
[policy]
id = "bench"
title = "Law of the benchmark"
jurisdiction = "US-XX"
citation = "X.S. 1"

[[track]]
id = "dismissed"
relief = "seal"
covers = { disposition = "dismissed" }

[[process.agency]]
id = "bureau"
name = "The bureau"
kind = "repository"
role = "must_shield"
within = { days = 30 }

[[process.agency]]
id = "courts"
name = "The courts"
kind = "court"
role = "must_shield"
within = { days = 30 }

[[process.agency]]
id = "police"
name = "The police"
kind = "police"
role = "notified_only"
"""
AGENCIES = {
    "repository": ["tracking_number", "statute", "disposition_date"],
    "court": ["court", "case_number", "sequence"],
    "police": ["tracking_number", "arrest_date"],
}
RECORDS = """
INSERT INTO records_person (source_id, last_import_id, person_id, birth_date)
SELECT {source}, {number}, 'P' || n, date '1980-01-01' + n % 9000 FROM generate_series(1, {people}) n;
INSERT INTO records_case (source_id, last_import_id, case_id, person_id, court, county, case_number, tracking_number)
SELECT {source}, {number}, 'C' || id, id, 'Court ' || id % 40, 'County ' || id % 60, 'CR-' || id, 'T' || id * 7
FROM records_person;
INSERT INTO records_charge (source_id, last_import_id, charge_id, case_id, person_id, sequence, statute, level,
    disposition, disposition_date, arrest_date)
SELECT {source}, {number}, 'X' || c.id || '-' || n, c.id, c.person_id, n, '18-4-' || c.id % 500, 'misdemeanor',
    'dismissed', date '2015-01-01' + c.id::int % 3000, date '2014-01-01' + c.id::int % 3000
FROM records_case c CROSS JOIN generate_series(1, 4) n;
ANALYZE
"""


def prepare(charges: int) -> None:
    source = register_source(by="bench", name="bench", at=NOW)
    landed = Import.objects.create(
        source=source, file="bench", sha256="0" * 64, started_at=NOW, finished_at=NOW, by="bench", outcome="landed"
    )
    with connection.cursor() as cursor:
        for sql in RECORDS.format(source=source.pk, number=landed.pk, people=charges // 4).split(";"):
            cursor.execute(sql)
    for kind, data in AGENCIES.items():
        Agency.objects.create(code=kind, name=kind, kind=kind, statewide=True, data=data, registered_at=NOW)
    policy = put_in_force(by="bench", policy=_file(), at=NOW)
    run = actions.prepare(by="staff:1", policy=policy, as_of=date(2026, 1, 1), at=NOW)
    carry_on_runs.call()
    actions.settle(by="staff:1", run=run, on=date(2026, 1, 1), at=NOW)
    carry_on_runs.call()
    run.refresh_from_db()
    later = NOW + timedelta(hours=1)
    for by in ("staff:2", "staff:3"):
        approval.approve(by=by, run=run, digest=run.digest, signed_in_at=later, at=later)


def apply() -> None:
    run = Run.objects.get()
    actions.start(by="staff:1", run=run, at=NOW)
    while run.state != Run.State.APPLIED:
        carry_on_runs.call()
        run.refresh_from_db()
        if run.paused_at:
            actions.carry_on(by="staff:1", run=run, at=NOW)


def _file():
    path = settings.DATA_DIR / "bench-law.toml"
    path.write_text(LAW)
    return path


apply() if sys.argv[1] == "apply" else prepare(int(sys.argv[1]))
