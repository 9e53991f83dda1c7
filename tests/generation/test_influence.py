"""How much each group of the code answers to each stroke."""

from __future__ import annotations

import numpy as np
import pytest

from sketchapp.errors import SketchAppError
from sketchapp.generation.drawn import DrawnSketch
from sketchapp.generation.influence import METHODS, influence_of, point_influence
from sketchapp.sketch import Sketch
from sketchapp.sketch.emphasis import Emphasis
from tests import degenerate
from tests.generation.made_generators import SIDES, HalvesGenerator
from tests.models.sketch_to_photo.made_networks import CHAIR, tiny_photo_generator


@pytest.mark.parametrize("method", sorted(METHODS))
def test_each_half_answers_to_the_stroke_that_lies_in_it(method: str) -> None:
    generator = HalvesGenerator()
    influence = influence_of(DrawnSketch.of(SIDES, generator), generator, method)
    coarse, mid, fine = influence.values
    assert coarse[0] > 1e-6 and coarse[1] == pytest.approx(0, abs=1e-9)
    assert mid[1] > 1e-6 and mid[0] == pytest.approx(0, abs=1e-9)
    assert not fine.any() and (influence.of_group("mid") == mid).all()
    assert np.allclose(influence.per_ink, influence.values / influence.lengths_px)


def test_leaving_out_is_the_squared_distance_of_the_codes() -> None:
    generator = HalvesGenerator()
    drawn = DrawnSketch.of(SIDES, generator)
    found = influence_of(drawn, generator, "leave-one-out").of_group("mid")
    ink = drawn.ink[:, drawn.ink.shape[1] // 2 :].sum()
    assert found[1] == pytest.approx(ink**2, rel=1e-4)


def test_squares_do_not_cancel() -> None:
    """Lengths in raster pixels, and more ink means more influence, never less."""
    generator = HalvesGenerator()
    plain = DrawnSketch.of(SIDES, generator)
    thick = DrawnSketch.of(SIDES, generator, Emphasis(frozenset({1}), 3.0))
    for method in ("psla", "projection", "leave-one-out"):
        before, after = (influence_of(d, generator, method).values[1, 1] for d in (plain, thick))
        assert after > 1.5 * before
    assert plain.lengths_px[0] == pytest.approx(0.742 * 32)


def test_points_add_up_to_their_strokes() -> None:
    generator = tiny_photo_generator()
    drawn = DrawnSketch.of(CHAIR, generator)
    points = point_influence(drawn, generator, "coarse")
    strokes = influence_of(drawn, generator, "psla").of_group("coarse")
    assert np.allclose(np.add.reduceat(points, CHAIR.stroke_starts[:-1]), strokes)
    assert (strokes > 0).all()


@pytest.mark.parametrize("method", sorted(METHODS))
def test_blank_paper_and_repeated_calls(method: str) -> None:
    generator = tiny_photo_generator()
    assert influence_of(DrawnSketch.of(Sketch(), generator), generator, method).values.shape == (
        3,
        0,
    )
    drawn = DrawnSketch.of(CHAIR, generator)
    first, again = (influence_of(drawn, generator, method).values for _ in range(2))
    assert np.array_equal(first, again) and (first >= 0).all() and first.any()


@pytest.mark.parametrize("name", sorted(degenerate.DEGENERATE))
def test_degenerate_sketches_have_finite_influence(name: str) -> None:
    generator = HalvesGenerator()
    sketch = degenerate.DEGENERATE[name]
    for method in ("sla", "psla", "leave-one-out"):
        found = influence_of(DrawnSketch.of(sketch, generator), generator, method)
        assert np.isfinite(found.per_ink).all() and found.values.shape == (3, len(sketch))


def test_unknown_names_are_refused() -> None:
    generator = HalvesGenerator()
    drawn = DrawnSketch.of(SIDES, generator)
    with pytest.raises(SketchAppError, match="there are: sla, psla"):
        influence_of(drawn, generator, "magic")
    with pytest.raises(SketchAppError, match="there are: coarse, mid, fine"):
        influence_of(drawn, generator, "sla").of_group("medium")
    with pytest.raises(SketchAppError, match="there are: coarse, mid, fine"):
        point_influence(drawn, generator, "medium")
