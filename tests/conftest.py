"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def research_data() -> Path:
    """The folder of research datasets, which is no part of the project; skips without it."""
    folder = Path(os.environ.get("SKETCHAPP_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no research data at {folder}; SKETCHAPP_DATA may name its folder")
    return folder
