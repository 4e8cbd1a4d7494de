"""kill -9 at any line of the client: what follows goes on from there, nothing is lost and nothing comes twice."""

import random
import signal
from collections import Counter

import pytest

from tests.notices.client.court import tell
from tests.notices.client.system import System

#: So many lines of the client run before it is killed at a time.
FEWEST, MOST = 1, 900
#: Runs after which it is clear that nothing comes of them any more.
TOO_MANY = 200
AT_LINE = """
import os, signal, sys
left = {lines}
def count(frame, event, argument):
    global left
    if "/notices/client/" not in frame.f_code.co_filename:
        return None
    if event == "line":
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
    return count
sys.settrace(count)
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_client_that_is_killed_at_any_line_finishes_all_the_same(court, law, seed):
    draws = random.Random(seed)
    notices = list(tell(law, 3, 5, 2))
    system = System(court, parts=2)
    court.client("status")
    ended = Counter()
    while system.waits():
        running = court.process("run", before=AT_LINE.format(lines=draws.randint(FEWEST, MOST)))
        said = running.communicate(timeout=30)
        assert running.returncode in (0, -signal.SIGKILL), said
        ended[running.returncode] += 1
        assert ended.total() < TOO_MANY
        system.work()
    assert ended[-signal.SIGKILL] > 5
    assert court.client("run") == 0
    system.check(notices)
