"""What can keep the client from its work, and with which exit status it then ends."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit statuses, for whoever watches the client."""

    DONE = 0  # all that could be done was done
    LOOK = 1  # a notice or an answers file was refused and lies in refused/, with the reason; the rest was done
    SETUP = 2  # the command, the configuration or the key is wrong
    UNREACHABLE = 3  # the server did not answer; the next run goes on from here
    NOT_ADMITTED = 4  # the server answered, but does not take our requests
    BUSY = 5  # another client is at work in the same folder


class Problem(Exception):
    """Says what was found, where, what is allowed, and what to do. Ends the client with `status`."""

    status = Exit.SETUP


class Unreachable(Problem):
    status = Exit.UNREACHABLE


class NotAdmitted(Problem):
    status = Exit.NOT_ADMITTED


class Busy(Problem):
    status = Exit.BUSY


class Refused(Exception):
    """One notice, or one file of answers, is not what it should be. The others are not held up by it."""
