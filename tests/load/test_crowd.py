"""Several people at the real app at once: each must get the answers to their own strokes."""

from __future__ import annotations

import pytest

from benchmarks.crowd import Habits, run

pytestmark = pytest.mark.slow


def test_four_people_at_once_get_their_own_answers_and_no_errors():
    crowd = run(people=4, habits=Habits(strokes=4, think_s=0.2))
    assert crowd.answers == 16
    assert (crowd.errors, crowd.mixed_up) == (0, 0)
