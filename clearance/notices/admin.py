"""Notices, for staff: by agency, in counts. No page lists people; a record is reached by its work item alone."""

# This is where Django looks for them.
from clearance.notices.acknowledgements.admin import AcknowledgementAdmin  # noqa: F401
from clearance.notices.deadlines.admin import ReminderAdmin  # noqa: F401
from clearance.notices.disclosure.admin import DisclosureCheckAdmin  # noqa: F401
from clearance.notices.outbox.admin import NoticeAdmin  # noqa: F401
from clearance.notices.tallies.admin import TallyAdmin  # noqa: F401
from clearance.notices.work_items.admin import WorkItemAdmin  # noqa: F401
