from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.models.photos import read_photo
from sketchapp.retrieval.drawings import ink_of_lines
from sketchapp.training.batches import (
    TrainingSet,
    batches_of_pass,
    drawn_lines,
    tensors_of_batch,
    tensors_of_doodles,
)
from tests.made_datasets import make_qmul, make_rendered
from tests.models.tiny import TINY
from tests.training.made_pairs import (
    PLAIN_RECIPE,
    TINY_RECIPE,
    made_doodles,
    made_pairs,
    made_set,
)

BY_FOUR = PLAIN_RECIPE


def test_photos_of_several_datasets_follow_each_other(tmp_path: Path) -> None:
    chairs = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    rendered = load_dataset(f"rendered:{make_rendered(tmp_path / 'rendered')}", "all")
    data = TrainingSet.of([chairs, rendered], 32)
    assert data.photos.shape == (8 + 6, 3, 32, 32) and data.photos.dtype == torch.uint8
    assert len(data.pairs) == 16 + 6
    paths = {(d.name, photo.id): photo.path for d in (chairs, rendered) for photo in d.photos}
    for number, item in enumerate(data.pairs):
        name = chairs.name if number < 16 else rendered.name
        expected = read_photo(paths[name, item.pair.photo_id], 32) * 255
        assert torch.equal(data.photos[item.photo], expected.round().byte())
        assert item.category == "chair"


def test_a_set_without_photos_is_refused() -> None:
    with pytest.raises(DatasetError, match="no photo to train on"):
        TrainingSet.of([Dataset("empty", (), ())], 32)


@pytest.mark.parametrize("seed", range(5))
def test_batches_hold_no_photo_twice_and_one_category(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = made_pairs(rng.integers(0, 9, 40).tolist())
    pairs += made_pairs((10 + rng.integers(0, 9, 30)).tolist(), "shoe")
    batches = batches_of_pass(tuple(pairs), BY_FOUR, rng)
    assert len(batches) > 10
    for batch in batches:
        assert len(batch) == 4 == len({item.photo for item in batch})
        assert len({item.category for item in batch}) == 1
    seen = [item.pair.id for batch in batches for item in batch]
    assert len(seen) == len(set(seen))  # every pair at most once
    assert {batch[0].category for batch in batches} == {"chair", "shoe"}


def test_the_mixed_share_meets_other_categories() -> None:
    pairs = tuple(made_pairs(list(range(200))) + made_pairs(list(range(200, 400)), "shoe"))
    batches = batches_of_pass(pairs, replace(BY_FOUR, mixed=0.3), np.random.default_rng(0))
    several = [batch for batch in batches if len({item.category for item in batch}) > 1]
    assert 0.2 < len(several) / len(batches) < 0.35  # some of the free ones meet their like only
    everything = batches_of_pass(pairs, replace(BY_FOUR, mixed=1.0), np.random.default_rng(0))
    assert sum(len({item.category for item in batch}) > 1 for batch in everything) > 80


def test_every_pair_comes_where_batches_come_out_even() -> None:
    pairs = made_pairs([*range(8), *range(8)])
    batches = batches_of_pass(tuple(pairs), BY_FOUR, np.random.default_rng(0))
    assert len({item.pair.id for batch in batches for item in batch}) == len(batches) * 4 >= 12


def test_a_pass_depends_on_its_generator_only() -> None:
    pairs = tuple(made_pairs(list(range(20))))
    first, again, other = (
        [
            [item.pair.id for item in b]
            for b in batches_of_pass(pairs, BY_FOUR, np.random.default_rng(s))
        ]
        for s in (0, 0, 1)
    )
    assert first == again != other


@pytest.mark.parametrize("photos", [[0, 1, 2], [5] * 9, []])
def test_too_few_photos_make_no_batch(photos: list[int]) -> None:
    assert batches_of_pass(tuple(made_pairs(photos)), BY_FOUR, np.random.default_rng(0)) == []


def test_a_batch_without_variation_is_what_the_files_hold(tmp_path: Path) -> None:
    data = made_set(tmp_path)
    batch = [data.pairs[i] for i in (0, 3, 6, 9)]
    sketches, photos = tensors_of_batch(batch, data.photos, PLAIN_RECIPE, np.random.default_rng(0))
    assert sketches.shape == photos.shape == (4, 3, 32, 32)
    for number, item in enumerate(batch):
        ink = torch.from_numpy(ink_of_lines(item.pair.lines, TINY.style)).float()
        assert torch.allclose(sketches[number], (1 - ink).expand(3, -1, -1), atol=1e-6)
        shown = data.photos[item.photo].float() / 255
        assert torch.allclose(photos[number], shown, atol=1e-3)


def test_a_sketch_and_its_photo_are_flipped_together(tmp_path: Path) -> None:
    data = made_set(tmp_path)
    batch = [data.pairs[i] for i in (0, 3, 6, 9)]
    plain, always = (
        tensors_of_batch(
            batch,
            data.photos,
            replace(PLAIN_RECIPE, flip_probability=p),
            np.random.default_rng(0),
        )
        for p in (0.0, 1.0)
    )
    for straight, flipped in zip(plain, always, strict=True):
        assert torch.allclose(flipped, straight.flip(3), atol=2e-3)
        assert not torch.allclose(flipped, straight, atol=0.1)
    sometimes = replace(PLAIN_RECIPE, flip_probability=0.5)
    for seed in range(4):
        sketches, photos = tensors_of_batch(
            batch, data.photos, sometimes, np.random.default_rng(seed)
        )
        for number in range(4):
            assert torch.allclose(sketches[number], plain[0][number], atol=2e-3) == torch.allclose(
                photos[number], plain[1][number], atol=2e-3
            )


def test_a_varied_batch_depends_on_its_generator_only(tmp_path: Path) -> None:
    data = made_set(tmp_path)
    batch = [data.pairs[i] for i in (0, 3, 6, 9)]
    first, again, other = (
        tensors_of_batch(batch, data.photos, TINY_RECIPE, np.random.default_rng(seed))
        for seed in (0, 0, 1)
    )
    for side in range(2):
        assert torch.equal(first[side], again[side])
        assert not torch.allclose(first[side], other[side], atol=0.05)
        assert first[side].min() >= 0 and first[side].max() <= 1


def doodle_pictures(
    category: str, doodles: int, seed: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    recipe = replace(PLAIN_RECIPE, doodles=doodles)
    return tensors_of_doodles(made_doodles(), {category}, recipe, np.random.default_rng(seed))


def test_a_quarter_of_the_doodles_is_of_the_category() -> None:
    known, strange = doodle_pictures("chair", 12)
    assert (known.shape, strange.shape) == ((3, 3, 32, 32), (9, 3, 32, 32))
    drawings = made_doodles()
    for pictures, source in ((known, drawings.known["chair"]), (strange, drawings.strange)):
        inks = {ink_of_lines(lines, TINY.style).astype(np.float32).tobytes() for lines in source}
        seen = [(1 - picture[0]).numpy() for picture in pictures]
        expected = [np.frombuffer(ink, np.float32).reshape(32, 32) for ink in inks]
        for ink in seen:
            assert min(np.abs(ink - e).max() for e in expected) < 1e-5
        assert len({ink.round(4).tobytes() for ink in seen}) == len(seen)  # none twice


def test_doodles_depend_on_the_generator_only() -> None:
    first, again, other = (torch.cat(doodle_pictures("chair", 12, seed)) for seed in (0, 0, 1))
    assert torch.equal(first, again) and not torch.equal(first, other)


def test_fewer_doodles_than_asked_for_are_all_that_there_are() -> None:
    known, strange = doodle_pictures("boat", 400)
    assert (len(known), len(strange)) == (0, len(made_doodles().strange))
    assert [len(part) for part in doodle_pictures("chair", 0)] == [0, 0]


def test_traced_drawings_are_drawn_as_a_person_might(tmp_path: Path) -> None:
    data = TrainingSet.of([load_dataset(f"rendered:{make_rendered(tmp_path, 8)}", "all")], 32)
    item = next(one for one in data.pairs if one.clean is not None)
    rng = np.random.default_rng(0)
    assert drawn_lines(item, 0.0, rng) is item.pair.lines
    first, other = (drawn_lines(item, 1.0, rng) for _ in range(2))
    assert first.points.shape != item.pair.lines.points.shape
    assert first.points.shape != other.points.shape or not np.allclose(first.points, other.points)
    half = [drawn_lines(item, 0.5, rng) is item.pair.lines for _ in range(200)]
    assert 60 < sum(half) < 140


def test_drawings_of_people_stay_as_they_are(tmp_path: Path) -> None:
    item = made_set(tmp_path).pairs[0]
    assert item.clean is None
    assert drawn_lines(item, 1.0, np.random.default_rng(0)) is item.pair.lines


def test_a_pass_takes_a_share_of_the_traced_pairs(tmp_path: Path) -> None:
    rendered = load_dataset(f"rendered:{make_rendered(tmp_path, 40)}", "all")
    traced = TrainingSet.of([rendered], 8).pairs
    drawn = tuple(made_pairs(list(range(100, 140)), traced[0].category))
    recipe = replace(BY_FOUR, traced=0.25)
    batches = batches_of_pass(traced + drawn, recipe, np.random.default_rng(0))
    taken = [item for batch in batches for item in batch]
    assert sum(item.clean is None for item in taken) >= 36
    assert 3 <= sum(item.clean is not None for item in taken) <= 18
