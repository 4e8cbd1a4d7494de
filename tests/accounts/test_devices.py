import pytest

from clearance.accounts.devices import device

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 "


@pytest.mark.parametrize(
    ("says", "is_called"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}Safari/537.36 Edg/130.0", "Edge, Windows"),
        (f"Mozilla/5.0 (Linux; Android 9; SM-J260T1) {CHROME}Mobile Safari/537.36", "Chrome, Android"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME}Safari/537.36", "Chrome, Chromebook"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        ("curl/8", "A device that does not say what it is"),
        ("", "A device that does not say what it is"),
    ],
)
def test_a_device_is_called_as_its_owner_would(says, is_called):
    assert device(says) == is_called
