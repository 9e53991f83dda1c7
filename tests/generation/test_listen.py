"""Both ways of making a photo listen to every stroke, and what would change without one."""

from __future__ import annotations

from itertools import islice

import pytest
import torch

from sketchapp.generation.drawn import DrawnSketch
from sketchapp.generation.ignored import IgnoredRule
from sketchapp.generation.listen import emphasise_ignored
from sketchapp.generation.refine import Refinement, edge_strength, missing_edges, refine_photo
from sketchapp.generation.without import difference_picture, photos_without
from sketchapp.sketch import Sketch
from tests.generation.made_generators import SIDES, HalvesGenerator
from tests.models.sketch_to_photo.made_networks import CHAIR, tiny_photo_generator


def rule_of(threshold: float) -> IgnoredRule:
    """Heeds the coarse group only."""
    return IgnoredRule("halves", "leave-one-out", (threshold, 1e9, 1e9), 0.01, {})


def test_a_stroke_grows_until_it_is_heeded() -> None:
    steps = list(emphasise_ignored(SIDES, HalvesGenerator(0.1), rule_of(0.5), seed=3))
    assert steps[0].ignored == steps[0].first_ignored == {1} and steps[0].emphasis.thickness == 1
    assert len(steps) > 1 and steps[-1].is_last and not steps[-1].ignored
    assert [one.step for one in steps] == list(range(len(steps)))
    assert steps[-1].emphasis.stroke_ids == {1} and steps[-1].first_ignored == {1}
    per_ink = [one.influence.per_ink[0, 1] for one in steps]
    assert per_ink[0] < 0.5 <= per_ink[-1]
    assert steps[-1].photo.photo.sum() < steps[0].photo.photo.sum()  # and it shows


def test_it_ends_at_what_training_has_seen() -> None:
    generator = HalvesGenerator(0.0)
    steps = list(emphasise_ignored(SIDES, generator, rule_of(0.5), seed=3))
    last = steps[-1]
    assert last.ignored == {1} and last.is_last and last.step == last.total
    assert (last.emphasis.thickness, last.emphasis.ink) == (generator.thickest, generator.faintest)
    assert all(one.emphasis.ink >= generator.faintest for one in steps)


def test_the_last_state_is_the_best_where_paler_strokes_are_ignored() -> None:
    generator = HalvesGenerator(0.0)
    steps = list(emphasise_ignored(SIDES, generator, rule_of(20.0), seed=3))
    counts = [len(one.ignored) for one in steps]
    assert max(counts) == 2 and counts[-1] == min(counts) == 1
    assert steps[-1].is_last and steps[-1].emphasis.ink > generator.faintest


def test_where_all_is_heeded_nothing_changes() -> None:
    (only,) = emphasise_ignored(SIDES, HalvesGenerator(1.0), rule_of(1e-6), seed=3)
    assert only.is_last and not only.first_ignored
    (blank,) = emphasise_ignored(Sketch(), HalvesGenerator(), rule_of(1.0), seed=3)
    assert blank.is_last


def test_refinement_draws_an_edge_along_the_stroke_and_keeps_the_rest() -> None:
    generator = HalvesGenerator(0.0)
    before = generator.generate(SIDES, 3)
    steps = list(refine_photo(SIDES, generator, before, frozenset({1}), Refinement(steps=60)))
    assert len(steps) == 61 and torch.allclose(steps[0].photo.photo, before.photo)
    assert steps[0].unheeded == pytest.approx(1.0, abs=0.05) and steps[-1].unheeded < 0.2
    assert steps[0].still == {1} and not steps[-1].still
    changed = (steps[-1].photo.photo - before.photo).abs().amax(0)  # (M, M)
    assert changed[:, 27].max() > 0.05 and changed[:, 8:16].max() < 0.03


def test_refinement_can_be_stopped_and_heeds_nothing_when_nothing_is_asked() -> None:
    generator = tiny_photo_generator()
    before = generator.generate(CHAIR, 3, "chair")
    settings = Refinement(edge=100.0)  # more than there is
    first, second = islice(refine_photo(CHAIR, generator, before, frozenset({0}), settings), 2)
    assert (first.step, second.step) == (0, 1)
    assert first.photo.rows is not None and before.rows is not None
    assert torch.allclose(first.photo.rows, before.rows, atol=1e-6)
    assert not torch.equal(second.photo.rows[:3], before.rows[:3])  # type: ignore[index]
    assert torch.equal(second.photo.rows[3:], before.rows[3:])  # type: ignore[index]
    steps = list(refine_photo(CHAIR, generator, before, frozenset(), Refinement(steps=2)))
    assert [one.unheeded for one in steps] == [0, 0, 0]
    assert torch.allclose(steps[-1].photo.photo, before.photo, atol=1e-6)


def test_edges_are_what_is_darker_than_around() -> None:
    photo = torch.ones(1, 3, 16, 16)
    photo[:, :, :, 8:] = 0.5
    strength = edge_strength(photo)[0, 0]
    assert strength[2, 8] == pytest.approx(0.5 * 3 / 7, abs=2e-3) and strength[2, 13] < 2e-3
    line = torch.zeros(16, 16)
    line[:, 8] = 1.0
    missing = missing_edges(photo, 0.05)[0]
    assert (missing * line).sum() == 0 and (missing * line.roll(6, 1)).sum() > 0.95 * line.sum()


def test_without_a_stroke_its_place_changes_alone() -> None:
    generator = HalvesGenerator(1.0)
    drawn = DrawnSketch.of(SIDES, generator)
    whole = generator.generate(SIDES, 0).photo
    photos = photos_without(drawn, generator, [1, 99], 0, "chair")
    assert photos.shape == (2, 3, 32, 32) and torch.allclose(photos[1], whole)
    difference = difference_picture(whole, photos[0])
    assert difference.shape == (32, 32) and difference[:, 27].max() > 0.3
    assert not difference[:, :16].any()
    assert photos_without(drawn, generator, [], 0, "chair").shape == (0, 3, 32, 32)
