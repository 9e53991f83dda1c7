from dataclasses import replace
from pathlib import Path

import pytest

from sketchapp.retrieval.importing.one_import import Import, ImportState
from sketchapp.retrieval.importing.progress import Progress
from tests.retrieval.importing.made import BROWSER


@pytest.mark.parametrize(
    ("phase", "n_bytes", "is_open", "is_busy"),
    [
        ("sending", 0, True, False),  # nothing of it is on the disk
        ("sending", 1, True, True),
        ("waiting", 0, True, True),
        ("encoding", 1, True, True),
        ("done", 1, False, False),
        ("cancelled", 1, False, False),
    ],
)
def test_what_an_import_takes_up(phase: str, n_bytes: int, is_open: bool, is_busy: bool) -> None:
    one = Import("id", BROWSER, "Shop", Path("none"), "", n_bytes=n_bytes)
    one.state = replace(one.state, phase=phase)
    assert (one.is_open, one.is_busy) == (is_open, is_busy)


def test_a_report_of_the_building_is_a_state() -> None:
    state = ImportState.of(Progress(3, 9, 1, 2.5, "encoding"))
    assert state == ImportState("encoding", 3, 9, 1, 2.5)
