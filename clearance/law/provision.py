"""What every part of a law's text carries: where it stands, and how far someone has checked it."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from .problem import Strict


class Text(Strict):
    """What a person reads, in English and, where it is given, in Spanish."""

    en: str = Field(min_length=1)
    es: str | None = Field(None, min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _from_plain(cls, data: Any) -> Any:
        return {"en": data} if isinstance(data, str) else data

    def in_language(self, language: str) -> str:
        """The text in that language ("en", "es", "es-mx" …), else in English."""
        return self.es if language.split("-")[0] == "es" and self.es else self.en


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=60)]


class Provision(Strict):
    """One part of a law. `verified` says whether the wording was checked against the official code, and `source` where
    it was seen; both empty for a draft or an invented law.
    """

    citation: str | None = Field(None, min_length=1)
    verified: bool | None = None
    source: str | None = Field(None, min_length=1)


class Unstated(Provision):
    """Something the law says that this file does not state, because it is not known or the language has no words."""

    id: Id
    says: Text
