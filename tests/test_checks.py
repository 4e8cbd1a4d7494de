import pytest
from django.core.checks import run_checks
from django.db import OperationalError, connection

from clearance.database.checks import the_server_logs_no_values
from clearance.database.roles import QUIET

pytestmark = pytest.mark.django_db


def found():
    return [message for message in run_checks(include_deployment_checks=True) if message.id.startswith("clearance.")]


if connection.vendor == "sqlite":

    def test_sqlite_has_no_log():
        assert found() == []

else:

    @pytest.fixture
    def quiet():
        with connection.cursor() as cursor:
            for name, value in QUIET.items():
                cursor.execute(f"SET LOCAL {name} = '{value}'")
            yield cursor

    def test_a_server_that_logs_no_values_is_fine(quiet):
        assert found() == []

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("log_error_verbosity", "default"),
            ("log_min_error_statement", "error"),
            ("log_parameter_max_length", "-1"),
            ("log_parameter_max_length_on_error", "20"),
            ("log_statement", "mod"),
        ],
    )
    def test_each_setting_that_lets_values_into_the_log_is_told(quiet, name, value):
        quiet.execute(f"SET LOCAL {name} = '{value}'")
        (message,) = found()
        assert message.is_serious()
        assert f"{name} is {value}, not {QUIET[name]}" in message.msg
        assert "database_roles" in message.hint

    def test_a_server_that_cannot_be_asked_is_told(monkeypatch):
        def unreachable():
            raise OperationalError("connection refused")

        monkeypatch.setattr(connection, "cursor", unreachable)
        (message,) = the_server_logs_no_values()
        assert message.id == "clearance.E002"
        assert "OperationalError" in message.msg
