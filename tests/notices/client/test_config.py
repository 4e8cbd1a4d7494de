"""The client's configuration."""

import pytest

from clearance.notices.client.config import read_config
from clearance.notices.client.problems import Problem

SERVER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
WHOLE = {
    "server": '"https://clearance.example.gov/"',
    "agency": '"greene-court"',
    "key": '"agency.key"',
    "folder": '"notices"',
    "server_key": f'"{SERVER_KEY}"',
    "ca_file": '"/etc/ssl/state.pem"',
    "tries": "3",
    "pause": "0.5",
}


def written(folder, **changed):
    path = folder / "agency.toml"
    said = {name: value for name, value in (WHOLE | changed).items() if value is not None}
    path.write_text("".join(f"{name} = {value}\n" for name, value in said.items()))
    return path


def problem(path):
    with pytest.raises(Problem) as found:
        read_config(path)
    assert found.value.status == 2
    return str(found.value)


def test_a_whole_one(tmp_path):
    config = read_config(written(tmp_path))
    assert config.server == "https://clearance.example.gov"
    assert (config.agency, config.server_key, config.tries, config.pause) == ("greene-court", SERVER_KEY, 3, 0.5)
    assert config.key == tmp_path / "agency.key"
    assert config.folder == tmp_path / "notices"
    assert str(config.ca_file) == "/etc/ssl/state.pem"


def test_paths_are_read_from_where_the_file_is(tmp_path, monkeypatch):
    written(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert read_config(tmp_path / "elsewhere" / ".." / "agency.toml").key.resolve() == tmp_path / "agency.key"


def test_what_may_be_left_out(tmp_path):
    config = read_config(written(tmp_path, **dict.fromkeys(("server_key", "ca_file", "tries", "pause"))))
    assert (config.server_key, config.ca_file, config.tries, config.pause) == ("", None, 5, 1.0)


def test_folders_are_made_for_their_owner_only(tmp_path):
    folder = read_config(written(tmp_path)).folder
    assert sorted(one.name for one in folder.iterdir()) == ["answers", "incoming", "refused", "sent", "work"]
    assert {one.stat().st_mode & 0o777 for one in (folder, *folder.iterdir())} == {0o700}


def test_folders_that_are_there_stay_as_they_are(tmp_path):
    (tmp_path / "notices").mkdir(mode=0o750)
    (tmp_path / "notices" / "incoming").mkdir(mode=0o750)
    folder = read_config(written(tmp_path)).folder
    assert folder.stat().st_mode & 0o777 == (folder / "incoming").stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize(
    "server", ["http://localhost:8000", "http://127.0.0.1:8000", "https://x.example:8443/clearance"]
)
def test_servers_that_are_allowed(tmp_path, server):
    assert read_config(written(tmp_path, server=f'"{server}"')).server == server


@pytest.mark.parametrize(
    "server",
    [
        "http://clearance.example.gov",
        "http://localhost.example.gov",
        "http://localhost@example.gov",
        "clearance.example.gov",
        "ftp://localhost",
        "file:///etc/passwd",
        "https://",
        "https://user:word@clearance.example.gov",
        "https://clearance.example.gov?a=1",
        "https://[",
        "https://clearance.example.gov:port",
    ],
)
def test_servers_that_are_not(tmp_path, server):
    path = written(tmp_path, server=f'"{server}"')
    assert problem(path) == (
        f"{path}: server: found {server!r}; allowed: an address such as https://clearance.example.gov "
        "(http:// only for localhost and 127.0.0.1)."
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"server": None}, "server is missing; needed: server, agency, key, folder."),
        ({"sever": '"x"'}, "found 'sever'; allowed: server, agency, key, folder, server_key, ca_file, tries, pause."),
        (
            {"agency": '"Greene Court"'},
            "agency: found 'Greene Court'; allowed: the code under which the state registered",
        ),
        ({"agency": "7"}, "agency: found 7; allowed: text in quotes."),
        ({"key": '""'}, "key: found ''; allowed: text in quotes."),
        (
            {"server_key": '"AAEC"'},
            "server_key: found 'AAEC'; allowed: the 44 characters that the state's office gives",
        ),
        ({"server_key": '"é"'}, "server_key: found 'é'; allowed: the 44 characters"),
        ({"tries": "0"}, "tries: found 0; allowed: a whole number from 1 to 20."),
        ({"tries": "true"}, "tries: found True; allowed: a whole number from 1 to 20."),
        ({"tries": "2.0"}, "tries: found 2.0; allowed: a whole number from 1 to 20."),
        ({"pause": "61"}, "pause: found 61; allowed: seconds, from 0 to 60."),
        ({"pause": "nan"}, "pause: found nan; allowed: seconds, from 0 to 60."),
        ({"tries": "three"}, "not TOML: "),
    ],
)
def test_a_mistake_says_where_it_is_and_what_is_allowed(tmp_path, changed, words):
    path = written(tmp_path, **changed)
    assert problem(path).startswith(f"{path}: {words}")


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    assert problem(tmp_path / "none.toml").endswith(
        "none.toml: No such file or directory. Give the path of the configuration with --config."
    )
    (tmp_path / "binary.toml").write_bytes(b"\xff")
    assert "binary.toml: not TOML: " in problem(tmp_path / "binary.toml")


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "notices").write_text("a file")
    path = written(tmp_path)
    assert problem(path).startswith(f"{path}: folder: {tmp_path / 'notices'}")
