"""A mail server on this machine: takes mail by SMTP (RFC 5321), as real ones do, and keeps it to look at."""

import email
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from threading import Thread


class MailServer(socketserver.ThreadingTCPServer):
    """`refuses`: what it answers to a recipient in place of a yes. `on_mail`: called before it says that it has one."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refuses = ""
        self.on_mail: Callable[[], None] = lambda: None

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 mail.example ready")
        recipients: list[str] = []
        for line in self.rfile:
            command, _, rest = line.decode().strip().partition(" ")
            match command.upper():
                case "QUIT":
                    self.say("221 bye")
                    return
                case "RCPT" if self.server.refuses:
                    self.say(self.server.refuses)
                case "DATA":
                    self.say("354 go on")
                    mail = email.message_from_bytes(self.text(), policy=default)
                    self.server.on_mail()
                    self.server.mails.append(mail)
                    self.server.recipients.append(recipients)
                    self.say("250 kept")
                case "RCPT":
                    recipients.append(rest.partition("<")[2].partition(">")[0])
                    self.say("250 ok")
                case _:
                    self.say("250 ok")

    def text(self) -> bytes:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(line.removeprefix(b".") for line in lines)

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server(settings) -> Iterator[MailServer]:
    """Started, and where the site sends its mail."""
    with MailServer() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "Clearance <clearance@franklin.example>"
        yield server
        server.shutdown()
