"""`python -m clearance.notices.client --config agency.toml COMMAND`: fetch notices, verify them, answer them."""

import argparse
import sqlite3
import sys
from pathlib import Path

from clearance.notices.client.acknowledge import Acknowledging
from clearance.notices.client.config import WORK, Config, read_config
from clearance.notices.client.keys import make_key, read_key
from clearance.notices.client.lock import only_one
from clearance.notices.client.problems import Exit, Problem
from clearance.notices.client.pull import pull
from clearance.notices.client.server import Server
from clearance.notices.client.state import State, open_state
from clearance.notices.client.status import status
from clearance.signing import public_key

COMMANDS = {
    "keygen": "make the key pair, and print the public key to register",
    "pull": "fetch new notices, verify them, put them into incoming/",
    "acknowledge": "check, sign and send what lies in answers/",
    "run": "pull, then acknowledge: what a timer calls",
    "status": "how far the answers to each notice are",
}


def main(arguments: list[str] | None = None) -> int:
    """The exit status (`Exit`)."""
    given = _parser().parse_args(arguments)
    try:
        config = read_config(given.config)
        if given.command == "keygen":
            return _keygen(config)
        with only_one(config.folder / WORK), open_state(config.folder / WORK / "state.sqlite3") as state:
            return _work(given.command, config, state)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return problem.status
    except (OSError, sqlite3.Error) as error:
        print(f"{error}. Nothing is lost. Is the disk full? May this user write there?", file=sys.stderr)
        return Exit.SETUP


def _keygen(config: Config) -> int:
    key = make_key(config.key)
    print(f"The private key is in {config.key}. It never leaves this machine.")
    print(f"Give this public key to the state's office, for the agency {config.agency}:")
    print(public_key(key))
    return Exit.DONE


def _work(command: str, config: Config, state: State) -> int:
    if command == "status":
        print("\n".join(status(state)))
        return Exit.DONE
    if not config.server_key:
        raise Problem("server_key is missing from the configuration; the state's office gives it out.")
    key = read_key(config.key)
    server = Server(config, key)
    refused = 0
    if command in ("pull", "run"):
        refused += pull(config, server, state)
    if command in ("acknowledge", "run"):
        refused += Acknowledging(config, key, server, state).all()
    return Exit.LOOK if refused else Exit.DONE


def _parser() -> argparse.ArgumentParser:
    words = "\n".join(f"  {name:12} {what}" for name, what in COMMANDS.items())
    statuses = ", ".join(f"{status.value} {status.name.lower().replace('_', ' ')}" for status in Exit)
    parser = argparse.ArgumentParser(
        prog="python -m clearance.notices.client",
        description=f"Fetches the notices of an agency, and sends its answers.\n\n{words}",
        epilog=f"Exit status: {statuses}. What each means stands in the client's README.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the configuration, a TOML file")
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help=", ".join(COMMANDS))
    return parser


if __name__ == "__main__":
    sys.exit(main())
