"""The backends for text messages, the one over HTTP against a server of its own."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lookup.record.alerts import numbers
from lookup.record.alerts.sms import SmsError, TextMessage, get_connection, http, is_offered

MESSAGE = TextMessage(to="+15552014233", text="You have a message.", key="message:7")


def backend(name):
    return get_connection(f"lookup.record.alerts.sms.{name}.Backend")


class Gateway(HTTPServer):
    """Takes what is posted, and answers with `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.status = [], 202


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway(settings):
    server = Gateway()
    settings.SMS_GATEWAY = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_KEY = "a-key-of-the-gateway-1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_gateway_gets_json_with_the_key_and_the_name_of_the_message(gateway):
    assert backend("http").send_messages([MESSAGE]) == 1
    [(path, headers, body)] = gateway.taken
    assert path == "/send"
    assert body == {"to": "+15552014233", "text": "You have a message."}
    assert headers["Authorization"] == "Bearer a-key-of-the-gateway-1"
    assert headers["Idempotency-Key"] == "message:7"


@pytest.mark.parametrize("status", [302, 400, 401, 429, 500])
def test_any_other_answer_is_an_error_and_the_key_goes_nowhere_else(gateway, status):
    gateway.status = status
    with pytest.raises(SmsError, match=f"answered {status}") as error:
        backend("http").send_messages([MESSAGE])
    assert "2014233" not in str(error.value)
    assert [path for path, *_ in gateway.taken] == ["/send"]


def test_a_gateway_that_is_away_is_an_error_without_the_number(gateway, settings, monkeypatch):
    settings.SMS_GATEWAY = "http://127.0.0.1:9/send"
    with pytest.raises(SmsError, match="does not answer") as error:
        backend("http").send_messages([MESSAGE])
    assert "2014233" not in str(error.value)


def test_a_gateway_that_is_silent_is_not_waited_for_long(settings, monkeypatch):
    silent = HTTPServer(("127.0.0.1", 0), Handler)
    settings.SMS_GATEWAY, settings.SMS_KEY = f"http://127.0.0.1:{silent.server_port}/", "a-key-of-the-gateway-1"
    monkeypatch.setattr(http, "TIMEOUT", 0.05)
    with pytest.raises(SmsError, match="TimeoutError"):
        backend("http").send_messages([MESSAGE])
    silent.server_close()


def test_the_console_shows_it(capsys):
    assert backend("console").send_messages([MESSAGE]) == 1
    assert "Text message to +15552014233: You have a message." in capsys.readouterr().out


def test_a_file_for_each_that_only_its_owner_reads(settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "texts"
    for _ in range(2):
        backend("file").send_messages([MESSAGE])
    [file] = settings.SMS_FILE_PATH.iterdir()
    assert json.loads(file.read_text())["to"] == "+15552014233"
    assert file.stat().st_mode & 0o777 == 0o600


def test_none_are_offered_where_none_can_be_sent(settings):
    assert is_offered()
    settings.SMS_BACKEND = ""
    assert not is_offered()


@pytest.mark.parametrize("typed", ["555-201-4233", "(555) 201 4233", "+1 555.201.4233", "15552014233"])
def test_a_number_is_read_however_people_write_it(typed):
    assert numbers.read(typed) == "+15552014233"


@pytest.mark.parametrize("typed", ["", "911", "055-201-4233", "555-101-4233", "+44 20 7946 0958", "555-201-4233 x2"])
def test_what_cannot_be_a_number_of_this_country_is_not_read(typed):
    assert numbers.read(typed) is None
