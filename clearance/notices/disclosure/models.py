"""What lets the page for checks stand in the admin."""

from clearance.agencies.models import Agency


class DisclosureCheck(Agency):
    """An agency, as the page on which its members ask. It keeps nothing: each question is an event."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "check before disclosing"
