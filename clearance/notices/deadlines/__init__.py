"""How old notices without an answer are, agency by agency, and reminders of those that are overdue."""
