"""A worker that works in small ranges and parts, so that there are many moments at which it can be killed."""

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from clearance.runs import facts  # noqa: E402
from clearance.runs.eligibility import decide  # noqa: E402

facts.CHARGES_PER_RANGE = 500
decide.SECOND_STAGE = 100

(settings.DATA_DIR / "at-work").touch()
call_command("worker", every=0.5)
