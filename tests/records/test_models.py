import pytest
from django.db import IntegrityError, models, transaction

from clearance.law.vocabulary import TABLES
from clearance.records.models import Case, Charge, Import, Person
from tests.records.extracts import extract, take_in

MODELS = {"people": Person, "cases": Case, "charges": Charge}
#: How each kind of column is kept.
FIELDS = {
    "text": models.TextField,
    "code": models.TextField,
    "flags": models.TextField,
    "date": models.DateField,
    "yes_no": models.BooleanField,
    "whole": models.BigIntegerField,
    "decimal": models.DecimalField,
}


@pytest.mark.parametrize("table", MODELS)
def test_every_column_of_the_format_is_kept_and_may_be_unknown(table):
    keys = {"person_id", "case_id", "charge_id"}
    for name, column in TABLES[table].items():
        (field,) = (field for field in MODELS[table]._meta.concrete_fields if field.column == name)
        if name not in keys:
            assert isinstance(field, FIELDS[column.kind]) and field.null, name


@pytest.fixture
def kept(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return take_in(extract(tmp_path / "sent"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("model", "column"), [(Case, "status"), (Case, "medium"), (Charge, "level"), (Charge, "disposition")]
)
def test_the_database_takes_only_codes_of_the_vocabulary(kept, model, column):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**{column: "unheard-of"})
    model.objects.update(**{column: None})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("model", "key"), [(Person, "person_id"), (Case, "case_id"), (Charge, "charge_id")])
def test_a_key_stands_once_and_is_not_empty(kept, model, key):
    first, second = model.objects.order_by("pk")
    for wrong in (getattr(first, key), ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=second.pk).update(**{key: wrong})


@pytest.mark.django_db(transaction=True)
def test_an_import_has_one_of_three_outcomes(kept):
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.update(outcome="perhaps")
