"""Every test of notices has a folder of its own for the key and the files of agencies."""

import pytest


@pytest.fixture(autouse=True)
def own_folders(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "notices"}}
    settings.STORAGES = {**settings.STORAGES, "notices": files}
