"""How far the answers to each notice are, from what the client remembers. Asks no server."""

import json

from clearance.notices.client.state import Notice, State

HEADER = f"{'number':>6}  {'notice':36}  {'lines':>7}  {'answered':>8}  {'to send':>7}  answer by"


def status(state: State) -> list[str]:
    """A table, one line per notice, the oldest first. A line of a notice is answered when the server has its answer."""
    return [HEADER, *(_row(state, notice) for notice in state.notices())]


def _row(state: State, notice: Notice) -> str:
    answered: dict[bool, set[int]] = {True: set(), False: set()}
    for message in state.messages(notice):
        items = json.loads(message.body)["acknowledgement"]["items"]
        answered[message.taken] |= {item["line"] for item in items}
    counts = f"{len(answered[True]):>8,}  {len(answered[False]):>7,}"
    return f"{notice.number:>6}  {notice.id}  {notice.lines:>7,}  {counts}  {notice.due_on}"
