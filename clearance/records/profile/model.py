"""A source profile: how an agency's own extract becomes the record format. A TOML file, read and checked here."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from clearance.engine.records import RecordsError
from clearance.engine.records.tables import IDENTITIES, READ
from clearance.engine.records.text_file import Encoding, TextFormat
from clearance.law.problem import Strict, policy_error, problem
from clearance.law.vocabulary import TABLES

from .conditions import When
from .extract import ExtractFile, Lookup
from .forms import AnyForm, Constant, DateCell, Extract, Flags, Form, Key, OnTrouble, Rules

PROFILES = Path(__file__).parent.parent / "profiles"
MAX_BYTES = 1_000_000

#: The kinds of column that each way of making a cell may fill. Any may copy, be constant or follow rules.
_FITS: dict[type[Form], tuple[str, ...]] = {
    DateCell: ("date",),
    Extract: ("text", "whole", "decimal"),
    Key: ("text",),
    Flags: ("flags",),
}


class ProfileError(RecordsError):
    """A profile that cannot be used. `str()` is one line per problem, each with the file and the key's path."""


def _file_name(name: str) -> str:
    if not name or "/" in name or "\\" in name or name in (".", ".."):
        raise problem(name, 'the name of a file, or a pattern such as "charges-*.csv.gz", without a folder')
    return name


FileName = Annotated[str, AfterValidator(_file_name)]


class Join(Strict):
    """Columns of a table beside the extract, brought to each row by what stands in `on`."""

    file: FileName
    on: dict[str, str] = Field(min_length=1, max_length=1)
    take: list[str] = Field(min_length=1)
    not_found: OnTrouble = "unknown"

    def lookup(self, folder: Path) -> Lookup:
        [(column, key)] = self.on.items()
        return Lookup(folder / self.file, column, key, self.take, self.not_found)


class LeaveOut(Strict):
    """Rows that are not records of this state's law, and why."""

    model_config = {"arbitrary_types_allowed": True}

    reason: str = Field(min_length=1)
    when: When


class SourceFile(Strict):
    """A file of the extract, or several written alike."""

    name: FileName
    delimiter: str = Field(",", pattern=r"^[\t !#$%&*+,./:;<=>?@^_|~-]$")
    encoding: Encoding = "utf-8"
    quotes: bool = True
    empty: list[str] = Field(default_factory=list)
    join: list[Join] = Field(default_factory=list)
    leave_out: list[LeaveOut] = Field(default_factory=list)


class Table(Strict):
    """A table of the record format: the file whose rows fill it, and how each column is made."""

    file: str
    columns: dict[str, AnyForm]


class Header(Strict):
    """The `[profile]` table."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    jurisdiction: str = Field(pattern=r"^US-[A-Z]{2}$")


def _one_or_more(found: Any) -> Any:
    return [found] if isinstance(found, dict) else found


#: `[names]`, or `[[names]]` where an agency's row says more than one.
Tables = Annotated[list[Table], BeforeValidator(_one_or_more), Field(default_factory=list)]


class Profile(Strict):
    """A source profile, whole. The tables people and cases may be absent: their keys are then those of the charges."""

    profile: Header
    files: dict[str, SourceFile] = Field(min_length=1)
    people: Table | None = None
    cases: Table | None = None
    charges: Table
    names: Tables
    identifiers: Tables
    addresses: Tables

    @property
    def tables(self) -> dict[str, Table]:
        """The tables of records that it fills, from the coarsest to the finest."""
        return {name: table for name in READ if (table := getattr(self, name))}

    @property
    def identities(self) -> list[tuple[str, Table]]:
        """What it says of who people are: each way to fill a table of that name."""
        return [(name, table) for name in IDENTITIES for table in getattr(self, name)]

    @model_validator(mode="after")
    def _tables_fit_the_format(self) -> "Profile":
        every = [*self.tables.items(), *self.identities]
        for name, table in every:
            if table.file not in self.files:
                raise problem(table.file, self.files, (name, "file"))
            for column, form in table.columns.items():
                if column not in TABLES[name]:
                    raise problem(column, TABLES[name], (name, "columns", column))
                _check_form(form, name, column)
            for column in TABLES[name].values():
                if column.required and column.name not in table.columns:
                    raise problem("nothing", f"a column for {column.name}", (name, "columns", column.name))
        for file in self.files:
            if all(table.file != file for _, table in every):
                raise problem(file, [table.file for _, table in every], ("files", file))
        self._numbered_ids_name_their_person()
        return self

    def _numbered_ids_name_their_person(self) -> None:
        """Ids are numbered person by person, so equal ids of different people would stay equal."""
        for name, table in [*self.tables.items(), *self.identities]:
            for column, form in table.columns.items():
                if isinstance(form, Key) and form.repeats == "number":
                    path = (name, "columns", column)
                    if column != "charge_id":
                        raise problem("number", "reject; only the charge_id may be numbered", (*path, "repeats"))
                    if not table.columns["person_id"].columns() <= form.columns():
                        raise problem(form.key, "a list with all columns that make the person_id", (*path, "key"))

    def layouts(self, path: Path) -> list[ExtractFile]:
        """The files of the extract: `path` is their folder, or the file itself where the profile has only one."""
        tables = {
            name: {table: spec for table, spec in self.tables.items() if spec.file == name} for name in self.files
        }
        return [layout for name, filled in tables.items() if filled for layout in self._filled(path, name, filled)]

    def identity_layouts(self, path: Path) -> list[ExtractFile]:
        """The same for what says who people are. A file is read once for each of these tables that it fills."""
        return [layout for table, spec in self.identities for layout in self._filled(path, spec.file, {table: spec})]

    def _filled(self, path: Path, name: str, tables: dict[str, Table]) -> list[ExtractFile]:
        spec = self.files[name]
        return [
            ExtractFile(
                path=file,
                text=TextFormat(spec.delimiter, spec.encoding, spec.quotes),
                empty=tuple(spec.empty),
                lookups=tuple(join.lookup(file.parent) for join in spec.join),
                left_out=tuple((one.reason, one.when) for one in spec.leave_out),
                forms={table: dict(made.columns) for table, made in tables.items()},
                says_who=any(made.file == name for _, made in self.identities),
            )
            for file in self._found(path, spec.name)
        ]

    def _found(self, path: Path, name: str) -> list[Path]:
        if path.is_file():
            if len(self.files) > 1:
                raise RecordsError(
                    f"{path}: {self.profile.id} reads {len(self.files)} files; give the folder they are in."
                )
            return [path]
        if not path.is_dir():
            raise RecordsError(f"{path}: there is no such file or directory.")
        found = sorted(file for file in path.glob(name) if file.is_file())
        if not found:
            raise RecordsError(f'{path}: no file named "{name}" here, which {self.profile.id} reads.')
        return found


def load_profile(name: str | Path) -> Profile:
    """The profile in a file, or the one of that name that comes with the software. Raises ProfileError."""
    path = Path(name)
    if not path.is_file():
        path = PROFILES / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in PROFILES.glob("*.toml")))
        raise ProfileError(f"{name}: no such file, and no source profile of that name. There is: {known}")
    if path.stat().st_size > MAX_BYTES:
        raise ProfileError(f"{path}: found {path.stat().st_size:,} bytes; allowed: {MAX_BYTES:,}. Is this a profile?")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: byte {error.start}: not UTF-8 text. Save the file as UTF-8.") from None
    return parse_profile(text, str(path))


def parse_profile(text: str, source: str = "the profile") -> Profile:
    """The profile that a TOML text means. `source` names it in errors. Raises ProfileError."""
    try:
        return Profile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{source}: not TOML: {error}") from None
    except RecursionError:
        raise ProfileError(f"{source}: tables nested too deeply; allowed: a few levels") from None
    except ValidationError as error:
        raise ProfileError(str(policy_error(error, source))) from None


def _check_form(form: Any, table: str, name: str) -> None:
    """Refuse a way of making a cell that cannot give what the column may hold."""
    column, path = TABLES[table][name], (table, "columns", name)
    if column.kind not in _FITS.get(type(form), (column.kind,)):
        raise problem(type(form).__name__, f"another way: {name} is a column of kind {column.kind!r}", path)
    if isinstance(form, Constant) and column.codes and form.constant not in column.codes:
        raise problem(form.constant, column.codes, (*path, "constant"))
    if isinstance(form, Rules) and column.codes:
        for number, rule in enumerate(form.rules):
            if rule.then and rule.then not in column.codes:
                raise problem(rule.then, column.codes, (*path, "rules", number, "then"))
        if form.otherwise and form.otherwise not in column.codes:
            raise problem(form.otherwise, column.codes, (*path, "otherwise"))
