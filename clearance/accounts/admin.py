"""This is where Django looks for pages of the admin."""

from clearance.accounts.staff import admin  # noqa: F401
