"""What the rest of the site may wait for."""

from django.dispatch import Signal

#: An account is about to be deleted, inside of the transaction that deletes it: whoever keeps something of it that the
#: database would not let go takes it away. Arguments: account, by, at.
account_closing = Signal()
