"""Photos while somebody draws: loaded once and late, one pass at a time, stopped at will."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError, SketchAppError, SketchError
from sketchapp.generation import IgnoredRule, ListeningRuns, PhotoStudio, write_rule
from sketchapp.generation.studio import MOST_STROKES
from sketchapp.sketch import Sketch
from tests.generation.made_generators import SIDES, HalvesGenerator

LINE = [[0.1, 0.1], [0.9, 0.9]]


def studio_of(folder: Path, right: float = 0.1, threshold: float | None = 0.5) -> PhotoStudio:
    """Of the generator of halves, which ignores the right one more or less."""
    path = folder / "halves.safetensors"
    if threshold is not None:
        write_rule(path, IgnoredRule("halves", "leave-one-out", (threshold, 1e9, 1e9), 0.03, {}))
    return PhotoStudio(path, lambda _: HalvesGenerator(right))


def test_the_weights_are_read_once_and_not_before_they_are_needed(tmp_path: Path):
    read = []

    def load(path: Path) -> HalvesGenerator:
        read.append(path)
        return HalvesGenerator()

    studio = PhotoStudio(tmp_path / "w.safetensors", load)
    assert read == []
    assert [made.seed for made in studio.photos(SIDES, [3, 4])] == [3, 4]
    assert studio.categories() == ("chair",) and len(read) == 1


def test_missing_weights_are_said_when_somebody_asks(tmp_path: Path):
    studio = PhotoStudio(tmp_path / "none.safetensors")
    with pytest.raises(CheckpointError):
        studio.categories()


def test_what_is_ignored_is_only_said_where_it_was_calibrated(tmp_path: Path):
    assert studio_of(tmp_path / "none", threshold=None).heeding(SIDES).ignored is None
    assert studio_of(tmp_path).heeding(SIDES).ignored == {1}
    assert studio_of(tmp_path, right=1.0).heeding(SIDES).ignored == frozenset()


def test_a_stroke_left_out_is_a_photo_and_a_difference(tmp_path: Path):
    studio = studio_of(tmp_path, right=1.0)
    left, difference = studio.without(SIDES, 1, 0, "chair")
    assert left.shape == (3, 32, 32) and difference[:, 27].max() > 0.3
    assert not difference[:, :16].any()
    with pytest.raises(SketchError, match="no stroke with the id 9"):
        studio.without(SIDES, 9, 0, "chair")


def test_both_ways_of_listening_begin_with_the_photo_as_it_was(tmp_path: Path):
    studio = studio_of(tmp_path)
    whole = studio.photos(SIDES, [3])[0].photo
    stronger = list(studio.listen(SIDES, "stronger", 3))
    assert torch.equal(stronger[0].photo.photo, whole) and stronger[-1].is_last
    assert (stronger[-1].was, stronger[-1].now, stronger[-1].n_ignored) == (1, 0, 1)
    bent = list(islice(studio.listen(SIDES, "bend", 3), 15))
    assert torch.allclose(bent[0].photo.photo, whole) and bent[-1].now < bent[-1].was <= 1


@pytest.mark.parametrize(
    ("right", "threshold", "way", "sentence"),
    [
        (1.0, 0.5, "stronger", "no stroke is ignored"),
        (0.1, None, "bend", "not measured for these weights"),
        (0.1, 0.5, "louder", "there are: stronger, bend"),
    ],
)
def test_where_there_is_nothing_to_listen_to_it_says_so(
    tmp_path: Path, right: float, threshold: float | None, way: str, sentence: str
):
    with pytest.raises(SketchError, match=sentence):
        studio_of(tmp_path, right, threshold).listen(SIDES, way, 0)


def test_sketches_are_bounded(tmp_path: Path):
    studio = studio_of(tmp_path)
    with pytest.raises(SketchError, match="no strokes"):
        studio.photos(Sketch(), [0])
    many = Sketch.from_polylines([LINE] * (MOST_STROKES + 1))
    with pytest.raises(SketchError, match=f"{MOST_STROKES} at most"):
        studio.heeding(many)
    assert studio.photos(many, [0])[0].seed == 0


def test_others_get_their_turn_between_two_steps(tmp_path: Path):
    studio = studio_of(tmp_path)
    steps = studio.listen(SIDES, "stronger", 0)
    assert next(steps).step == 0
    assert studio.photos(SIDES, [0])  # would wait for ever if the run held on
    assert next(steps).step == 1


def test_a_run_goes_on_by_its_name_and_is_forgotten_at_its_end(tmp_path: Path):
    studio, runs = studio_of(tmp_path), ListeningRuns()
    name = runs.begin(studio.listen(SIDES, "stronger", 0))
    first = runs.go_on(name, seconds=0)
    assert first.step == 0 and not first.is_last
    assert runs.go_on(name, seconds=60).is_last and len(runs) == 0
    with pytest.raises(SketchAppError, match="press it again"):
        runs.go_on(name)


def test_runs_are_bounded_and_the_oldest_goes(tmp_path: Path):
    studio, runs = studio_of(tmp_path), ListeningRuns(most=2)
    names = [runs.begin(studio.listen(SIDES, "stronger", 0)) for _ in range(3)]
    assert len(runs) == 2 and len(set(names)) == 3
    with pytest.raises(SketchAppError, match="others are listening"):
        runs.go_on(names[0])
    assert runs.go_on(names[1], seconds=0).step == 0
