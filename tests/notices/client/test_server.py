"""Speaking to a server that fails in every way in which servers and networks do."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from clearance.notices.client.config import Config
from clearance.notices.client.problems import NotAdmitted, Problem, Refused, Unreachable
from clearance.notices.client.server import Server
from clearance.notices.http.signed import read
from clearance.signing import load_private_key, new_private_key

KEY = load_private_key(new_private_key())
Reply = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(*replies: Reply, tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, list]]:
    """A server that gives these replies in turn, and the last of them from then on; what it was asked."""
    asked: list[tuple[str, str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append((self.command, self.path, dict(self.headers), body))
            replies[min(len(asked), len(replies)) - 1](self)

        do_GET = do_POST = handle_one

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def reply(status: int = 200, body: bytes = b"{}", length: int | None = None, **headers: str) -> Reply:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return send


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def client(url: str, tries: int = 3, **configured) -> tuple[Server, list[float]]:
    """With the seconds that it waited."""
    waited: list[float] = []
    config = Config(url, "greene-court", Path("agency.key"), Path(), tries=tries, **configured)
    return Server(config, KEY, waited.append), waited


FAILURES = {
    "it hangs up": (hang_up, "Remote end closed connection without response"),
    "it stops in the middle": (reply(body=b"{", length=50), "the answer did not come whole"),
    "it fails": (reply(500), "it answered 500"),
    "it is being restarted": (reply(503), "it answered 503"),
    "it is asked too often": (reply(429), "it answered 429"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_what_fails_is_tried_again(failure):
    with serving(FAILURES[failure][0], FAILURES[failure][0], reply(body=b"[1]")) as (url, asked):
        server, waited = client(url)
        assert server.get("/agency/notices/") == [1]
    assert len(asked) == 3
    assert waited == [1.0, 2.0]


@pytest.mark.parametrize("failure", FAILURES)
def test_but_not_for_ever(failure):
    with serving(FAILURES[failure][0]) as (url, asked):
        server, waited = client(url, tries=4, pause=0.5)
        with pytest.raises(Unreachable) as problem:
            server.get("/agency/notices/")
    assert FAILURES[failure][1] in str(problem.value)
    assert "(4 tries). Nothing is lost: the next run goes on from here." in str(problem.value)
    assert len(asked) == 4
    assert waited == [0.5, 1.0, 2.0]


def test_a_server_that_is_not_there():
    server, _ = client("http://127.0.0.1:9", tries=1)
    with pytest.raises(Unreachable, match=r"Connection refused \(1 tries\)"):
        server.post("/agency/acknowledgements/", b"{}")


def test_each_try_is_signed_anew():
    with serving(reply(500), reply()) as (url, asked):
        client(url)[0].post("/agency/acknowledgements/", b'{"a": 1}')
    said = [read(headers) for _, _, headers, _ in asked]
    assert {(method, path, body) for method, path, _, body in asked} == {
        ("POST", "/agency/acknowledgements/", b'{"a": 1}')
    }
    assert len({one.nonce for one in said}) == len({one.signature for one in said}) == 2


def test_the_server_says_how_long_to_wait_within_reason():
    with serving(
        reply(429, Retry_After="7"), reply(429, Retry_After="9999"), reply(429, Retry_After="soon"), reply()
    ) as (
        url,
        _,
    ):
        server, waited = client(url, tries=4)
        server.get("/")
    assert waited == [7.0, 60, 4.0]


def test_what_is_asked_of_this_machine_passes_no_proxy(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(reply(body=b"[1]")) as (url, _):
        assert client(url)[0].get("/") == [1]


def test_a_server_below_a_path_is_asked_below_it():
    with serving(reply()) as (url, asked):
        client(f"{url}/clearance")[0].get("/agency/notices/?after=2")
    assert asked[0][1] == "/clearance/agency/notices/?after=2"


def test_a_file_that_stops_in_the_middle_is_fetched_again_from_its_beginning(tmp_path):
    with serving(reply(body=b"abc", length=6), reply(body=b"abcdef")) as (url, _):
        client(url)[0].download("/lines.csv", tmp_path / "file", most=6)
    assert (tmp_path / "file").read_bytes() == b"abcdef"


def test_a_file_that_never_ends_is_refused(tmp_path):
    with serving(reply(body=b"x" * 100_000)) as (url, _), pytest.raises(Refused, match="more than 6 bytes came"):
        client(url)[0].download("/lines.csv", tmp_path / "file", most=6)


def test_what_the_server_does_not_take_is_refused_with_its_words_and_not_tried_again():
    body = b'{"error": {"code": "backwards", "words": "Line 1 was answered done."}}'
    for status in (409, 413, 422):
        with (
            serving(reply(status, body)) as (url, asked),
            pytest.raises(Refused, match=r"^Line 1 was answered done\.$"),
        ):
            client(url)[0].post("/agency/acknowledgements/", b"{}")
        assert len(asked) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b'{"error": 1}', b"\xff"])
def test_words_that_are_none(body):
    with (
        serving(reply(422, body)) as (url, _),
        pytest.raises(Refused, match="the server answered 422, without saying why"),
    ):
        client(url)[0].post("/", b"{}")


def test_who_is_not_admitted_is_told_what_to_check():
    with serving(reply(403)) as (url, asked), pytest.raises(NotAdmitted) as problem:
        client(url)[0].get("/")
    assert len(asked) == 1
    for word in ("the clock of this machine is right;", "`agency`", "the key"):
        assert word in str(problem.value)


@pytest.mark.parametrize("away", [timedelta(minutes=-42), timedelta(minutes=42)])
def test_where_the_clock_is_wrong_it_says_so(away):
    date = format_datetime(datetime.now(UTC) + away, usegmt=True)
    with (
        serving(reply(403, Date=date)) as (url, _),
        pytest.raises(NotAdmitted, match="is 42 minutes from the server's"),
    ):
        client(url)[0].get("/")


@pytest.mark.parametrize("date", ["", "yesterday", "now"])
def test_where_the_clock_is_right_or_nobody_knows_it_is_only_named(date):
    said = format_datetime(datetime.now(UTC), usegmt=True) if date == "now" else date
    with (
        serving(reply(403, **({"Date": said} if said else {}))) as (url, _),
        pytest.raises(NotAdmitted, match="the clock of this machine is right"),
    ):
        client(url)[0].get("/")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_sends_the_client_elsewhere(status):
    with serving(reply()) as (elsewhere, asked_elsewhere), serving(reply(status, Location=elsewhere)) as (url, asked):
        with pytest.raises(Problem, match=f"it answered {status}; expected: 200"):
            client(url)[0].get("/")
        assert len(asked) == 1
        assert not asked_elsewhere


@pytest.mark.parametrize("body", [b"<html>Sign in to the network</html>", b"\xff", b"[" * 50_000])
def test_a_page_of_something_in_between_is_not_taken_for_an_answer(body):
    with serving(reply(body=body)) as (url, _), pytest.raises(Problem, match="not what the server of a state answers"):
        client(url)[0].get("/")


@pytest.fixture
def certificate(tmp_path):
    """Of 127.0.0.1, signed by itself: no authority that the machine knows."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(alternative, critical=True)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "state.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (tmp_path / "state.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return tmp_path / "state.pem"


@pytest.fixture
def tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    return context


def test_a_certificate_that_nobody_vouches_for_is_not_accepted_and_not_tried_again(tls):
    with serving(reply(), tls=tls) as (url, asked), pytest.raises(Problem) as problem:
        client(url)[0].get("/")
    assert "its certificate was not accepted: self-signed certificate. Nothing was sent." in str(problem.value)
    assert problem.value.status == 2
    assert not asked


def test_with_the_file_of_the_states_own_authority_it_is(tls, certificate):
    with serving(reply(body=b"[1]"), tls=tls) as (url, _):
        assert client(url, ca_file=certificate)[0].get("/") == [1]


def test_a_certificate_of_another_host_is_not_accepted(tls, certificate):
    with (
        serving(reply(), tls=tls) as (url, asked),
        pytest.raises(Problem, match="certificate was not accepted: Hostname"),
    ):
        client(url.replace("127.0.0.1", "localhost"), ca_file=certificate)[0].get("/")
    assert not asked


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_an_authority_that_is_none(tmp_path, content):
    path = tmp_path / "state.pem"
    if content:
        path.write_text(content)
    with pytest.raises(Problem, match=r"state\.pem: .*Give the file of a certificate as PEM\."):
        client("https://127.0.0.1", ca_file=path)
