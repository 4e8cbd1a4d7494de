import pytest

from clearance.accounts.session_data import PERSONAL, NothingPersonal, PersonalData
from clearance.accounts.session_store import SessionStore


def test_ids_and_marks_are_kept_as_django_keeps_them():
    content = {"visit": 31, "steps": [{"at": 1.5}], "phone": "", "address": None}
    assert NothingPersonal().loads(NothingPersonal().dumps(content)) == content


@pytest.mark.parametrize("name", sorted(PERSONAL))
def test_what_is_personal_is_refused_however_deep(name):
    with pytest.raises(PersonalData, match=f"(?i){name}"):
        NothingPersonal().dumps({"flow": [{"user": {name.upper(): "x"}}]} if name < "m" else {name: "x"})


@pytest.mark.django_db
def test_no_session_takes_it():
    session = SessionStore()
    session["last_name"] = "Quill"
    with pytest.raises(PersonalData):
        session.save()
