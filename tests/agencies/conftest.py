"""Refusals by Django's own checks are in English here, whatever a page that was tested before left behind."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield
