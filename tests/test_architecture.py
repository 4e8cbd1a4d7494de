"""Imports run one way, and every part of the house has its arrows."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Each part, and the parts of the project it may import; anyone may write to the audit log.
ARROWS = {
    "clearance.law": set(),
    "clearance.engine": {"clearance.law"},
    "clearance.audit": {"clearance.database", "clearance.signing"},
    "clearance.database": set(),
    "clearance.work": {"clearance.database"},
    "clearance.signing": set(),
    "clearance.records": {"clearance.law", "clearance.engine", "clearance.database"},
    "clearance.agencies": {"clearance.records", "clearance.law"},
    "clearance.runs": {
        "clearance.agencies",
        "clearance.records",
        "clearance.engine",
        "clearance.law",
        "clearance.database",
        "clearance.signing",
        "clearance.work",
    },
    "clearance.notices": {
        "clearance.runs",
        "clearance.agencies",
        "clearance.records",
        "clearance.law",
        "clearance.database",
        "clearance.work",
        "clearance.signing",
    },
    "clearance.accounts": {"clearance.database"},
    "clearance.roles": set(),
    "lookup.identity": {"clearance", "lookup"},
    "lookup.law": {"clearance", "lookup"},
    "lookup.record": {"clearance", "lookup"},
}
NO_DJANGO = (
    "clearance.law",
    "clearance.engine",
    "clearance.signing",
    "clearance.csv_cells",
    "clearance.notices.messages",
    "clearance.notices.http.signed",
    "clearance.notices.client",
)


def modules(part: str) -> list[Path]:
    folder = ROOT / part.replace(".", "/")
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def imports(path: Path) -> set[str]:
    """The full names of all that a module imports, relative imports resolved."""
    package = path.relative_to(ROOT).parts[:-1]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            start = ".".join(part for part in (base, node.module or "") if part)
            names |= {start, *(f"{start}.{alias.name}" for alias in node.names)}
    return names


def within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


@pytest.mark.parametrize("part", ARROWS)
def test_a_part_imports_only_what_stands_before_it(part):
    allowed = {part, "clearance.audit", *ARROWS[part]}
    parts = [*ARROWS, "lookup"]
    for path in modules(part):
        for name in imports(path):
            reached = [other for other in parts if within(name, other)]
            assert all(any(within(other, one) for one in allowed) for other in reached), f"{path} imports {name}"


@pytest.mark.parametrize("part", NO_DJANGO)
def test_some_parts_import_no_django(part):
    for path in modules(part):
        assert not any(within(name, "django") for name in imports(path)), path


def test_every_part_of_the_project_has_its_arrows():
    packages = {
        ".".join(path.relative_to(ROOT).parts)
        for top in ("clearance", "lookup")
        for path in (ROOT / top).iterdir()
        if (path / "__init__.py").exists()
    }
    assert packages <= set(ARROWS)


def test_every_module_opens_with_a_sentence():
    for top in ("clearance", "lookup"):
        for path in (ROOT / top).rglob("*.py"):
            if path.stat().st_size and "migrations" not in path.parts:
                assert ast.get_docstring(ast.parse(path.read_text())), path
