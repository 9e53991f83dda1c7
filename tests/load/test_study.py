"""Several participants of a study at once on the real server."""

from __future__ import annotations

import pytest

from benchmarks.study import run

pytestmark = pytest.mark.slow


def test_six_at_once_have_no_errors_and_lose_nothing() -> None:
    figures = run(participants=6, trials=2, think_s=0.2)
    assert figures.acknowledged == 12
    assert (figures.errors, figures.lost, figures.doubled) == (0, 0, 0)
