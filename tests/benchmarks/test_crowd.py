from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.crowd import Asked, is_mixed_up, own_ids
from benchmarks.page_client import Reply
from sketchapp.sketch import Sketch

LINES = Sketch.from_polylines([[[0.1, 0.1], [0.9, 0.9]], [[0.1, 0.9], [0.9, 0.1]]])
REPLY = Reply(revision=3, stroke_ids=(0, 1), content="values", took_ms=20.0)
ASKED = Asked(3, LINES, REPLY)


def test_no_two_people_share_a_stroke_id():
    first, second = own_ids(LINES, 0), own_ids(LINES, 1)
    assert not set(first.ids) & set(second.ids)
    assert first.points.tolist() == LINES.points.tolist()


@pytest.mark.parametrize(
    ("change", "mixed_up"),
    [
        ({}, False),
        ({"took_ms": 900.0}, False),
        ({"revision": 4}, True),
        ({"stroke_ids": (0, 7)}, True),
        ({"stroke_ids": (0,)}, True),
        ({"content": "values of somebody else"}, True),
        ({"content": "", "error": "no answer"}, False),
    ],
)
def test_an_answer_is_mixed_up_unless_it_is_the_askers_own(change: dict, mixed_up: bool):
    asked = replace(ASKED, reply=replace(REPLY, **change))
    assert is_mixed_up(asked, alone=ASKED) is mixed_up
