"""Work in the background: workers, their signs of life, the queue of sweeps, and what waits too long.

A sweep is a task without arguments, listed in settings.SWEEPS, that finds out by itself what is left to do: it may be
run at any time, twice at once, and be killed anywhere. One that may take long goes on the long lane and calls
`stopping.until_stopped` between two chunks; one that finds another process at its job raises `database.Busy`, and is
run again a little later. What may be stuck of it is said by a function listed in settings.WAITING.
"""
