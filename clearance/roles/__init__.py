"""What members of staff do, role by role, and what each role may do."""
