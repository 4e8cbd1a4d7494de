"""What pages and alerts may wait for. Each is sent after the transaction has been committed."""

from django.dispatch import Signal

#: An account's link was made, frozen or ended. Arguments: link, at.
link_changed = Signal()
