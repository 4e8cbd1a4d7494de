"""`python -m tests.bench NAME [options]`: runs one benchmark and prints its figures."""

import argparse

from . import apply, evaluate, impact, lookup, match

BENCHMARKS = {"apply": apply, "evaluate": evaluate, "impact": impact, "lookup": lookup, "match": match}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    names = parser.add_subparsers(dest="name", required=True)
    for name, module in BENCHMARKS.items():
        module.add_arguments(names.add_parser(name, help=module.__doc__, description=module.__doc__))
    arguments = parser.parse_args()
    BENCHMARKS[arguments.name].run(arguments)


main()
