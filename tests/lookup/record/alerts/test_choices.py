import pytest
from django.core.signing import Signer
from django.db import connection

from lookup.record.alerts import choices
from lookup.record.alerts.models import TRIES, Alert, Message, choice_of
from tests.lookup.identity.claiming import account
from tests.lookup.people import NOW

pytestmark = pytest.mark.django_db
NUMBER, BY = "+15552014233", "account:1"


@pytest.fixture
def holder(now, quick_answers, db):
    return account()


def ask(holder, at=NOW):
    return choices.ask_number(account=holder, number=NUMBER, by=BY, at=at)


def confirm(holder, code, at=NOW):
    return choices.confirm_number(account=holder, code=code, by=BY, at=at)


def test_until_someone_chooses_it_is_by_email_and_not_by_text_message(holder):
    choice = choice_of(holder)
    assert (choice.email, choice.plain_number, choice.number_confirmed_at) == (True, "", None)


def test_a_number_counts_once_its_code_was_given_and_is_kept_sealed(holder):
    code = ask(holder)
    assert choice_of(holder).number_confirmed_at is None
    assert confirm(holder, code)
    assert not confirm(holder, code)
    choice = choice_of(holder)
    assert (choice.plain_number, choice.number_confirmed_at, choice.code) == (NUMBER, NOW, "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM record_alertchoice")
        assert b"2014233" not in bytes(cursor.fetchone()[0])


def test_a_code_stops_after_ten_minutes_and_after_five_tries(holder):
    code = ask(holder)
    assert not confirm(holder, code, NOW + choices.CODE_LIFE)
    code = ask(holder)
    wrong = "000000" if code != "000000" else "111111"
    assert not any(confirm(holder, wrong) for _ in range(TRIES))
    assert not confirm(holder, code)


def test_no_more_than_five_codes_are_sent_in_a_day(holder):
    for _ in range(choices.CODES_PER_DAY):
        ask(holder)
    with pytest.raises(choices.TooManyCodes):
        ask(holder)
    ask(holder, NOW + choices.DAY)


def test_another_number_must_be_confirmed_anew(holder):
    confirm(holder, ask(holder))
    ask(holder)
    assert choice_of(holder).number_confirmed_at is None


def test_a_token_stops_everything_and_can_do_nothing_else(holder):
    confirm(holder, ask(holder))
    for way in Message.Way:
        Message.objects.create(account=holder, way=way, made_at=NOW)
    Alert.objects.create(account=holder, kind="cleared", about="clearance:1", at=NOW)
    token = choices.stop_token(choice_of(holder))
    assert holder.email not in token
    choices.stop(token=token, by="stop")
    choice = choice_of(holder)
    assert (choice.email, choice.number, choice.number_confirmed_at) == (False, None, None)
    assert not Message.objects.exists()
    assert Alert.objects.count() == 1


def test_a_token_that_was_made_up_or_is_of_no_account_stops_nothing(holder):
    key = choice_of(holder).stop_key
    for token in (key, f"{key}:signature", Signer(salt="another").sign(key), choices._SIGNER.sign("unknown")):
        choices.stop(token=token, by="stop")
    assert choice_of(holder).email


def test_only_what_waits_in_that_way_is_dropped(holder):
    for way in Message.Way:
        Message.objects.create(account=holder, way=way, made_at=NOW)
    choices.choose_email(account=holder, wanted=False, by=BY)
    assert [message.way for message in Message.objects.all()] == ["text"]
    choices.forget_number(account=holder, by=BY)
    assert not Message.objects.exists()
