"""On PostgreSQL, where many write at a time: no more tries are looked at than count."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from clearance.accounts.staff import lockout
from clearance.accounts.staff.models import FAILURES, StaffLock
from clearance.audit.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


def test_of_sixteen_wrong_passwords_at_the_same_moment_five_are_looked_at(member):
    user, together, looked = member(), Barrier(16), []

    def try_it(_):
        def check():
            looked.append(1)
            return False

        together.wait()
        try:
            return lockout.is_right(user, "password", check, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as threads:
        assert not any(threads.map(try_it, range(16)))
    assert len(looked) == FAILURES
    assert StaffLock.objects.filter(user=user).count() == 1
    assert Event.objects.filter(action="staff.sign_in_refused").count() == FAILURES
    assert Event.objects.filter(action="staff.locked").count() == 1
