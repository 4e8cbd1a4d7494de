import json
import os
import subprocess
import sys

import pytest

SHOW = "import django; django.setup(); from django.core.files.storage import storages; print(repr(storages['notices']))"


def start(storage: str) -> subprocess.CompletedProcess:
    given = {"DJANGO_SETTINGS_MODULE": "clearance.settings", "CLEARANCE_NOTICES_STORAGE": storage}
    return subprocess.run([sys.executable, "-c", SHOW], env=os.environ | given, capture_output=True, text=True)


def test_the_folders_of_agencies_may_be_wherever_a_storage_of_django_reaches():
    storage = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    assert "InMemoryStorage" in start(json.dumps(storage)).stdout
    assert "FileSystemStorage" in start("").stdout


@pytest.mark.parametrize("storage", ["sftp://files.example", "[]", '{"OPTIONS": {}}', "1"])
def test_what_is_no_storage_is_refused_with_what_to_give(storage):
    assert "CLEARANCE_NOTICES_STORAGE is no storage; give JSON such as" in start(storage).stderr
