"""Notices and their lines, acknowledgements, and the work that some of these leave for someone to do."""

# This is where Django looks for them.
from clearance.notices.acknowledgements.models import Acknowledgement  # noqa: F401
from clearance.notices.deadlines.models import Reminder  # noqa: F401
from clearance.notices.disclosure.models import DisclosureCheck  # noqa: F401
from clearance.notices.http.models import Nonce  # noqa: F401
from clearance.notices.outbox.models import Line, Notice, ToldBatch  # noqa: F401
from clearance.notices.tallies.models import Tally  # noqa: F401
from clearance.notices.work_items.models import WorkItem  # noqa: F401
