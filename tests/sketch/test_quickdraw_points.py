"""The points that count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.registry import load_labelled
from sketchapp.sketch import Sketch
from sketchapp.sketch.quickdraw_points import quickdraw_simplified
from tests.degenerate import DEGENERATE


def zigzag(height: float, size: float = 1.0) -> Sketch:
    """A line of 255 units with one corner of so many units, at another size and place."""
    units = np.array([[0, 0], [100, height], [200, 0], [255, 0]])
    return Sketch.from_polylines([size * units / 255 + 0.1])


@pytest.mark.parametrize("size", [1.0, 0.3, 0.02])
def test_what_a_line_misses_by_two_of_256_is_dropped(size: float) -> None:
    assert len(quickdraw_simplified(zigzag(1.8, size)).points) == 2
    assert len(quickdraw_simplified(zigzag(2.4, size)).points) == 3


def test_ids_and_kept_points_stay() -> None:
    line = np.column_stack([np.linspace(0.2, 0.8, 50), np.full(50, 0.4)])
    sketch = Sketch.from_polylines([line, [[0.2, 0.1], [0.3, 0.9]]]).without([0])
    assert quickdraw_simplified(sketch) == sketch
    assert quickdraw_simplified(Sketch()) == Sketch()


@pytest.mark.parametrize("name", sorted(DEGENERATE))
def test_degenerate_sketches_are_simplified_once_for_all(name: str) -> None:
    once = quickdraw_simplified(DEGENERATE[name])
    assert once.ids == DEGENERATE[name].ids
    assert quickdraw_simplified(once).n_points == once.n_points


def test_drawings_that_are_simplified_already_keep_nearly_all_points(research_data: Path) -> None:
    drawings = load_labelled(f"quickdraw:{research_data / 'quickdraw' / 'simplified'}")
    some = [drawing.sketch for name in drawings.categories[:20] for drawing in drawings.of(name)]
    kept = sum(quickdraw_simplified(sketch).n_points for sketch in some)
    assert 0.93 < kept / sum(sketch.n_points for sketch in some) < 1
