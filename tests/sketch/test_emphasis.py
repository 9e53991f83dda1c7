"""Strokes drawn thicker than they are, and the others paler."""

from __future__ import annotations

import numpy as np
import pytest

from sketchapp.errors import SketchError
from sketchapp.sketch import RasterStyle, Sketch, rasterise
from sketchapp.sketch.emphasis import Emphasis, emphasised_ink

STYLE = RasterStyle(64, 1.0)
CROSS = Sketch.from_polylines([[[0.1, 0.5], [0.9, 0.5]], [[0.5, 0.1], [0.5, 0.9]]])


def test_without_an_emphasis_the_picture_is_the_usual_one() -> None:
    plain = rasterise(CROSS, STYLE).ink
    for emphasis in (Emphasis(), Emphasis(frozenset({7}), 2.0), Emphasis(frozenset({0}))):
        assert np.array_equal(emphasised_ink(CROSS, STYLE, emphasis), plain)


def test_a_stroke_gets_thicker_and_the_other_paler_where_it_is_alone() -> None:
    plain = rasterise(CROSS, STYLE).ink
    ink = emphasised_ink(CROSS, STYLE, Emphasis(frozenset({0}), 2.0, 0.5))
    assert ink[:, 15].sum() > 1.5 * plain[:, 15].sum()  # across the stroke that lies
    assert ink[15, 31:33].max() == pytest.approx(0.5 * plain[15, 31:33].max())


def test_all_ink_may_be_paler() -> None:
    plain = rasterise(CROSS, STYLE).ink
    assert np.allclose(emphasised_ink(CROSS, STYLE, Emphasis(frozenset(), 1.0, 0.4)), 0.4 * plain)


def test_no_stroke_is_blank_paper() -> None:
    assert not emphasised_ink(Sketch(), STYLE, Emphasis(frozenset({1}), 2.0, 0.5)).any()


@pytest.mark.parametrize(("thickness", "ink"), [(0.5, 1.0), (1.0, 0.0), (1.0, 1.2), (np.nan, 1.0)])
def test_what_is_no_emphasis_is_refused(thickness: float, ink: float) -> None:
    with pytest.raises(SketchError, match="of an emphasis"):
        Emphasis(frozenset(), thickness, ink)
