import pytest

from lookup.identity.models import Link
from lookup.record.alerts.sms import locmem
from tests.lookup import people
from tests.lookup.visiting import linked


@pytest.fixture(autouse=True)
def text_messages(settings, monkeypatch) -> list:
    """Sent text messages, as a phone would show them."""
    settings.SMS_BACKEND = "lookup.record.alerts.sms.locmem.Backend"
    monkeypatch.setattr(locmem, "outbox", [])
    return locmem.outbox


@pytest.fixture
def law(now, quick_answers, db) -> None:
    people.put_franklin_in_force()


@pytest.fixture
def link(law) -> Link:
    """Made before today, and told of."""
    made = linked(people.someone_with_everything())
    Link.objects.update(made_at=people.NOW.replace(month=1))
    made.refresh_from_db()
    return made
