from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from sketchapp.sketch import Frame, Sketch
from sketchapp.sketch.frame import INK_SHARE, MIN_EXTENT
from tests.degenerate import DEGENERATE
from tests.sketch.drawn import sketches

SIZE_PX = 224


def test_longer_side_gets_its_share_and_ink_is_centred() -> None:
    sketch = Sketch.from_polylines([[[0.2, 0.3], [0.8, 0.5]]])
    placed = Frame.fit(sketch, SIZE_PX).to_px(sketch.points)
    extent = placed.max(0) - placed.min(0)
    assert extent == pytest.approx([INK_SHARE * SIZE_PX, INK_SHARE * SIZE_PX / 3])
    assert (placed.max(0) + placed.min(0)) / 2 == pytest.approx([(SIZE_PX - 1) / 2] * 2)


def test_a_dot_stays_a_dot() -> None:
    sketch = DEGENERATE["tiny"]
    frame = Frame.fit(sketch, SIZE_PX)
    assert frame.scale_px == pytest.approx(INK_SHARE * SIZE_PX / MIN_EXTENT)
    assert frame.to_px(sketch.points) == pytest.approx((SIZE_PX - 1) / 2)


@given(sketches())
@settings(max_examples=100, deadline=None)
def test_ink_lies_inside_and_comes_back(sketch: Sketch) -> None:
    frame = Frame.fit(sketch, SIZE_PX)
    placed = frame.to_px(sketch.points)
    assert ((placed > 0) & (placed < SIZE_PX - 1)).all()
    assert np.allclose(frame.to_unit(placed), sketch.points, atol=1e-9)


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_sketches_have_a_finite_frame(name: str) -> None:
    frame = Frame.fit(DEGENERATE[name], SIZE_PX)
    assert np.isfinite([frame.scale_px, *frame.offset_px]).all()
    assert frame.scale_px > 0
