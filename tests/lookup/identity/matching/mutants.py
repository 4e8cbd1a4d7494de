"""Every small change that could slip into the rule, and whether a test of it fails.

`python -m tests.lookup.identity.matching.mutants` makes each change by itself, and runs the tests of that module in a
process of its own. It takes minutes, so it is no test; it ends with status 1 where fewer than nine in ten are seen.
"""

import ast
import copy
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path

import django
import pytest

PACKAGE = "lookup.identity.matching"
#: Each module, and the tests that must see what is changed in it.
TESTS = {
    "decide": ["test_decide.py"],
    "compare": ["test_decide.py"],
    "births": ["test_births.py"],
    "normalise": ["test_normalise.py"],
}
OPERATORS = (
    (ast.Eq, ast.NotEq),
    (ast.Lt, ast.LtE),
    (ast.Gt, ast.GtE),
    (ast.In, ast.NotIn),
    (ast.Is, ast.IsNot),
    (ast.And, ast.Or),
    (ast.Add, ast.Sub),
    (ast.BitAnd, ast.BitOr),
)
OTHER = {one: other for pair in OPERATORS for one, other in (pair, pair[::-1])}


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "clearance.settings"
    django.setup()
    import_module("tests.conftest")  # once, before there are children
    seen = total = 0
    for name in TESTS:
        tree = ast.parse(Path(f"{PACKAGE.replace('.', '/')}/{name}.py").read_text())
        for what, mutant in mutants(tree):
            total += 1
            if _fails(name, mutant):
                seen += 1
            else:
                print(f"not seen: {name}, {what}", flush=True)
        print(f"{name}: {seen} of {total} so far", flush=True)
    print(f"{seen / total:.1%} of {total} mutants are seen (goal: 90 %)")
    return seen / total < 0.9


def mutants(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    """A whole module for each change, and what it is."""
    beside = {
        id(part) for node in ast.walk(tree) for one in getattr(node, "decorator_list", ()) for part in ast.walk(one)
    }
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in beside:  # how many are kept in a cache, and the like
            continue
        for number, change in enumerate(_changes(node)):
            mutant = copy.deepcopy(tree)
            there = next(one for at, one in enumerate(ast.walk(mutant)) if at == place)
            before = ast.unparse(there)
            list(_changes(there))[number](there)
            yield f"line {getattr(node, 'lineno', '?')}: {before} -> {ast.unparse(there)} ({change.__name__})", mutant


def _changes(node: ast.AST) -> Iterator[Callable[[ast.AST], None]]:
    """What can be changed of one node, in place."""
    if isinstance(node, ast.Compare):
        yield from (_operator(n) for n, operator in enumerate(node.ops) if type(operator) in OTHER)
    if isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in OTHER:
        yield _other_operator
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _without_not
    if isinstance(node, ast.If | ast.IfExp):
        yield from (_always, _never)
    if isinstance(node, ast.comprehension) and node.ifs:
        yield _unfiltered
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
        yield _other_number
    if isinstance(node, ast.Return) and ast.unparse(node) != "return None":
        yield _nothing


def _operator(number: int) -> Callable[[ast.AST], None]:
    def operator(node: ast.Compare) -> None:
        node.ops[number] = OTHER[type(node.ops[number])]()

    return operator


def _other_operator(node: ast.BoolOp) -> None:
    node.op = OTHER[type(node.op)]()


def _without_not(node: ast.UnaryOp) -> None:
    node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)


def _always(node: ast.If) -> None:
    node.test = ast.Constant(True)


def _never(node: ast.If) -> None:
    node.test = ast.Constant(False)


def _unfiltered(node: ast.comprehension) -> None:
    node.ifs = []


def _other_number(node: ast.Constant) -> None:
    node.value = not node.value if isinstance(node.value, bool) else node.value + 1


def _nothing(node: ast.Return) -> None:
    node.value = ast.Constant(None)


def _fails(name: str, mutant: ast.Module) -> bool:
    """Whether some test fails where this stands in the place of a module, in a child that is gone afterwards."""
    child = os.fork()
    if child == 0:
        os._exit(_tested(name, mutant))
    _, status = os.waitpid(child, 0)
    return status != 0


def _tested(name: str, mutant: ast.Module) -> int:
    module = f"{PACKAGE}.{name}"
    code = compile(ast.fix_missing_locations(mutant), module, "exec")
    for loaded in [one for one in sys.modules if one.startswith(PACKAGE)]:
        del sys.modules[loaded]
    as_it_is = SourceFileLoader.get_code
    SourceFileLoader.get_code = lambda self, asked: code if asked == module else as_it_is(self, asked)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        files = [f"tests/lookup/identity/matching/{file}" for file in TESTS[name]]
        return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files]))


if __name__ == "__main__":
    sys.exit(main())
