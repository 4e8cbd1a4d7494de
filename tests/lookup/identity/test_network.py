import pytest
from django.test import RequestFactory

from lookup.identity.network import network_digest


def digest(address, **headers):
    return network_digest(RequestFactory().get("/", REMOTE_ADDR=address, headers=headers))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.2.254"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:192.0.2.1", "192.0.2.7"),
        ("", "not an address"),
    ],
)
def test_neighbors_count_as_one_network(one, other):
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"), [("192.0.2.1", "192.0.3.1"), ("2001:db8:1:2::1", "2001:db8:1:3::1"), ("192.0.2.1", "")]
)
def test_strangers_do_not(one, other):
    assert digest(one) != digest(other)


def test_the_address_is_not_kept_and_the_key_is_needed_to_guess_it(settings):
    before = digest("192.0.2.1")
    assert "192" not in before[:3] or len(before) == 64
    settings.SECRET_KEY = "another key"
    assert digest("192.0.2.1") != before


def test_without_a_proxy_visitors_cannot_choose_their_network():
    assert digest("192.0.2.1", x_forwarded_for="198.51.100.1") == digest("192.0.2.1")


def test_behind_the_proxy_only_the_address_that_it_saw_counts(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    behind = digest("10.0.0.1", x_forwarded_for="203.0.113.9, 198.51.100.1")
    assert behind == digest("10.0.0.2", x_forwarded_for="198.51.100.77")
    assert behind != digest("10.0.0.1", x_forwarded_for="203.0.113.9")
