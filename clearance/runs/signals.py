"""What other apps may wait for. Notices may know runs, never the reverse, so they listen here.

Both are sent inside the transaction that writes the events, so that what listens is kept with them or not at all.
"""

from django.dispatch import Signal

#: A batch of a run took effect. Arguments: run, batch (as in Clearance), at.
clearances_made = Signal()
#: A clearance was undone. Arguments: reversal, at.
clearance_reversed = Signal()
