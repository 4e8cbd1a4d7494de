"""Answering notices: each file of answers becomes one signed, numbered message, sent until the server has it."""

import json
from hashlib import sha256
from pathlib import Path

from clearance.notices.client.answers import read_answers
from clearance.notices.client.config import ANSWERS, REFUSED, SENT, WORK, Config
from clearance.notices.client.problems import Refused
from clearance.notices.client.pull import listed
from clearance.notices.client.server import Server
from clearance.notices.client.state import Message, Notice, State
from clearance.notices.messages import MOST_BYTES, OUTCOMES, acknowledgement, sha256_of, signed
from clearance.signing import PrivateKey


class Acknowledging:
    """One pass over answers/. A kill anywhere leaves what the next pass goes on from.

    A file is first moved into work/, so that a new one of its name is a file of its own. Its message is written down,
    with its number, before it is sent: sent twice, it is the same message, and the server takes it once.
    """

    def __init__(self, config: Config, key: PrivateKey, server: Server, state: State):
        self._config, self._key, self._server, self._state = config, key, server, state
        self._numbers: dict[str, int] | None = None

    def all(self) -> int:
        """How many files were refused. Raises Problem."""
        return sum(not self._finish(name) for name in self._names())

    def _names(self) -> list[str]:
        """Of each file to take up, without its ending; twice where a kill left one and another came since."""
        left = sorted(file.stem for file in self._folder(WORK).glob("*.answers"))
        return left + sorted(file.stem for file in self._folder(ANSWERS).glob("*.csv"))

    def _finish(self, name: str) -> bool:
        """Whether the file was taken."""
        file = self._folder(WORK) / f"{name}.answers"
        if not file.exists():
            (self._folder(ANSWERS) / f"{name}.csv").replace(file)
        try:
            message = self._message(name, file.read_bytes())
            self._send(message)
        except Refused as why:
            self._refuse(file, name, str(why))
            return False
        file.replace(self._folder(SENT) / f"{name}.{message.number}.csv")
        return True

    def _message(self, name: str, content: bytes) -> Message:
        """The message of that file: the one that was written down before, or a new one."""
        notice = self._state.notice(name)
        if not notice or not notice.placed:
            raise Refused(f"{name}.csv: no notice of this name was fetched; allowed: the notice's id and .csv")
        answers_sha256 = sha256(content).hexdigest()
        if message := self._state.message_from(notice, answers_sha256):
            return message
        items, number = read_answers(content, notice), self._next_number(notice)
        said = acknowledgement(
            agency=self._config.agency,
            notice=notice.id,
            manifest_sha256=sha256_of(notice.manifest),
            number=number,
            items=items,
        )
        body = signed("acknowledgement", said, self._key)
        if len(body) > MOST_BYTES:
            raise Refused(
                "more than an answer may hold; allowed: several files, one after the other, with some lines each"
            )
        return self._state.add_message(notice, number, body, answers_sha256)

    def _next_number(self, notice: Notice) -> int:
        """By what we remember, and by what the server has, should our memory be lost."""
        if self._numbers is None:
            self._numbers = {entry.id: entry.next_message for entry in listed(self._server)}
        ours = [message.number for message in self._state.messages(notice)]
        return max(self._numbers.get(notice.id, 1), max(ours, default=0) + 1)

    def _send(self, message: Message) -> None:
        if message.taken:
            return
        try:
            self._server.post("/agency/acknowledgements/", message.body)
        except Refused:
            self._state.drop(message)
            raise
        self._state.take(message)
        print(f"answered {message.notice}: message {message.number}, {_counts(message)}")

    def _refuse(self, file: Path, name: str, why: str) -> None:
        (self._folder(REFUSED) / f"{name}.answers.reason.txt").write_text(f"{why}\n", encoding="utf-8")
        file.replace(self._folder(REFUSED) / f"{name}.answers.csv")
        print(f"refused {name}.csv: {why.rstrip('.')}. It lies in {self._folder(REFUSED)}.")

    def _folder(self, name: str) -> Path:
        return self._config.folder / name


def _counts(message: Message) -> str:
    counts = json.loads(message.body)["acknowledgement"]["counts"]
    return ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in OUTCOMES if counts[outcome])
