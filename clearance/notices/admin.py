"""Notices in the admin: what of each part of the app staff see."""

# This is where Django looks for them.
from clearance.notices.deadlines.admin import ReminderAdmin  # noqa: F401
