from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.models.photos import PhotoStyle, read_photo
from sketchapp.retrieval.drawings import ink_of_lines
from sketchapp.training.batches import (
    Batch,
    Drawing,
    TrainingSet,
    batches_of_pass,
    drawn_lines,
    pictures_of_batch,
    pictures_of_doodles,
)
from sketchapp.training.recipe import Batching
from tests.made_datasets import make_qmul, make_rendered
from tests.models.tiny import TINY
from tests.training.made_pairs import (
    BY_FOUR,
    PLAIN_RECIPE,
    TINY_RECIPE,
    made_doodles,
    made_pairs,
    made_set,
    set_of,
)


def test_photos_of_several_datasets_follow_each_other(tmp_path: Path) -> None:
    chairs = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    rendered = load_dataset(f"rendered:{make_rendered(tmp_path / 'rendered')}", "all")
    data = TrainingSet.of([chairs, rendered], PhotoStyle(32))
    assert data.photos.shape == (8 + 6, 3, 32, 32) and data.photos.dtype == torch.uint8
    assert len(data.pairs) == 16 + 6
    paths = {(d.name, photo.id): photo.path for d in (chairs, rendered) for photo in d.photos}
    for number, item in enumerate(data.pairs):
        name = chairs.name if number < 16 else rendered.name
        expected = read_photo(paths[name, item.pair.photo_id], PhotoStyle(32)) * 255
        assert torch.equal(data.photos[item.photo], expected.round().byte())
        assert item.category == "chair"


def test_a_set_without_photos_is_refused() -> None:
    with pytest.raises(DatasetError, match="no photo to train on"):
        TrainingSet.of([Dataset("empty", (), ())], PhotoStyle(32))


@pytest.mark.parametrize("seed", range(5))
def test_batches_hold_no_photo_twice_and_one_category(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = made_pairs(rng.integers(0, 13, 40).tolist())
    pairs += made_pairs((13 + rng.integers(0, 9, 30)).tolist(), "shoe")
    batches = batches_of_pass(set_of(pairs), BY_FOUR, rng)
    assert len(batches) >= 4
    for batch in batches:
        assert len(batch.photos) == 4 == len(set(batch.photos))
        assert len(batch.categories) == 1
        assert [d.item.photo for d in batch.drawings] == [batch.photos[i] for i in batch.own]
    seen = [photo for batch in batches for photo in batch.photos]
    assert len(seen) == len(set(seen))  # every photo at most once
    assert {min(batch.categories) for batch in batches} == {"chair", "shoe"}


def test_photos_of_a_batch_know_their_category() -> None:
    mixed = [*made_pairs([0, 2], "shoe"), *made_pairs([1], "chair")]
    drawings = tuple(Drawing(item, 0) for item in (mixed[2], mixed[1], mixed[0], mixed[1]))
    batch = Batch((0, 1, 2), drawings, (1, 2, 0, 2))
    assert batch.photo_categories == ("shoe", "chair", "shoe")
    assert set_of(mixed).categories == ("chair", "shoe")


def test_a_photo_comes_with_several_of_its_sketches() -> None:
    pairs = made_pairs([photo for photo in range(8) for _ in range(5)])
    batching = replace(BY_FOUR, sketches=3)
    for batch in batches_of_pass(set_of(pairs), batching, np.random.default_rng(0)):
        assert batch.own == (0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3)
        assert len({drawing.item.pair.id for drawing in batch.drawings}) == 12


def drawings_of(batching: Batching, photos: list[int], passes: int = 30) -> list[Drawing]:
    rng = np.random.default_rng(0)
    data = set_of(made_pairs(photos))
    batches = [b for _ in range(passes) for b in batches_of_pass(data, batching, rng)]
    return [drawing for batch in batches for drawing in batch.drawings]


def test_further_sketches_stop_on_the_way_by_their_chance() -> None:
    batching = replace(BY_FOUR, sketches=2, shares=(0.3, 0.6, 1.0), partial=0.5)
    drawings = drawings_of(batching, [photo for photo in range(4) for _ in range(3)])
    first, second = drawings[::2], drawings[1::2]
    assert {(d.level, d.share) for d in first} == {(2, 1.0)}
    partial = [d for d in second if d.level < 2]
    assert 0.35 < len(partial) / len(second) < 0.65
    for drawing in partial:
        assert abs(drawing.share - batching.shares[drawing.level]) <= batching.share_jitter
    assert {d.level for d in partial} == {0, 1} and len({d.share for d in partial}) > 20
    assert {d.share for d in second if d.level == 2} == {1.0}


def test_a_single_sketch_is_drawn_again_in_part() -> None:
    batching = replace(BY_FOUR, sketches=2, shares=(0.3, 1.0), partial=1.0)
    drawings = drawings_of(batching, [0, 1, 2, 3], passes=1)
    assert [d.level for d in drawings] == [1, 0] * 4
    assert all(a.item is b.item for a, b in zip(drawings[::2], drawings[1::2], strict=True))


def test_a_pass_depends_on_its_generator_only() -> None:
    data = set_of(made_pairs(list(range(20))))
    first, again, other = (
        [batch.photos for batch in batches_of_pass(data, BY_FOUR, np.random.default_rng(s))]
        for s in (0, 0, 1)
    )
    assert first == again != other


@pytest.mark.parametrize("photos", [[0, 1, 2], [5] * 9, []])
def test_too_few_photos_make_no_batch(photos: list[int]) -> None:
    assert batches_of_pass(set_of(made_pairs(photos)), BY_FOUR, np.random.default_rng(0)) == []


def batch_of(data: TrainingSet, numbers: tuple[int, ...] = (0, 3, 6, 9)) -> Batch:
    items = [data.pairs[i] for i in numbers]
    photos = tuple(item.photo for item in items)
    return Batch(photos, tuple(Drawing(item, 0) for item in items), tuple(range(len(items))))


def test_a_batch_without_variation_is_what_the_files_hold(tmp_path: Path) -> None:
    data = made_set(tmp_path)
    batch = batch_of(data)
    made = pictures_of_batch(batch, data.photos, PLAIN_RECIPE, np.random.default_rng(0))
    assert made.sketches.shape == made.photos.shape == (4, 3, 32, 32)
    for number, drawing in enumerate(batch.drawings):
        ink = torch.from_numpy(ink_of_lines(drawing.item.pair.lines, TINY.style)).float()
        assert torch.allclose(made.sketches[number], (1 - ink).expand(3, -1, -1), atol=1e-6)
        shown = data.photos[drawing.item.photo].float() / 255
        assert torch.allclose(made.photos[number], shown, atol=1e-3)


def test_sketches_and_their_photo_are_flipped_together(tmp_path: Path) -> None:
    data = made_set(tmp_path)
    batch = batch_of(data)
    batch = Batch(batch.photos, batch.drawings * 2, batch.own * 2)  # two of each photo

    def made(flips: float, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
        batching = replace(BY_FOUR, flip_probability=flips)
        recipe = replace(PLAIN_RECIPE, batching=batching)
        pictures = pictures_of_batch(batch, data.photos, recipe, np.random.default_rng(seed))
        return pictures.sketches, pictures.photos

    plain, always = made(0.0), made(1.0)
    for straight, flipped in zip(plain, always, strict=True):
        assert torch.allclose(flipped, straight.flip(3), atol=2e-3)
        assert not torch.allclose(flipped, straight, atol=0.1)
    for seed in range(4):
        sketches, photos = made(0.5, seed)
        for number in range(8):
            own = batch.own[number]
            assert torch.allclose(sketches[number], plain[0][number], atol=2e-3) == torch.allclose(
                photos[own], plain[1][own], atol=2e-3
            )


def test_a_varied_batch_depends_on_its_generator_only(tmp_path: Path) -> None:
    data = made_set(tmp_path)
    first, again, other = (
        pictures_of_batch(batch_of(data), data.photos, TINY_RECIPE, np.random.default_rng(seed))
        for seed in (0, 0, 1)
    )
    for side in ("sketches", "photos"):
        mine = getattr(first, side)
        assert torch.equal(mine, getattr(again, side))
        assert not torch.allclose(mine, getattr(other, side), atol=0.05)
        assert mine.min() >= 0 and mine.max() <= 1


def doodle_pictures(
    category: str, doodles: int, seed: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    recipe = replace(PLAIN_RECIPE, batching=replace(PLAIN_RECIPE.batching, doodles=doodles))
    return pictures_of_doodles(made_doodles(), {category}, recipe, np.random.default_rng(seed))


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
    rendered = load_dataset(f"rendered:{make_rendered(tmp_path, 8)}", "all")
    data = TrainingSet.of([rendered], PhotoStyle(32))
    drawing = Drawing(next(one for one in data.pairs if one.clean is not None), 0)
    own, rng = drawing.item.pair.lines, np.random.default_rng(0)
    assert drawn_lines(drawing, 0.0, rng) is own
    first, other = (drawn_lines(drawing, 1.0, rng) for _ in range(2))
    assert first.points.shape != own.points.shape
    assert first.points.shape != other.points.shape or not np.allclose(first.points, other.points)
    half = [drawn_lines(drawing, 0.5, rng) is own for _ in range(200)]
    assert 60 < sum(half) < 140


def test_drawings_of_people_stay_as_they_are_and_are_cut_by_ink(tmp_path: Path) -> None:
    item = made_set(tmp_path).pairs[0]
    assert item.clean is None
    rng = np.random.default_rng(0)
    assert drawn_lines(Drawing(item, 0), 1.0, rng) is item.pair.lines
    part, whole = (
        float(np.hypot(*np.diff(lines.points[lines.segments.ends], axis=1)[:, 0].T).sum())
        for lines in (drawn_lines(Drawing(item, 0, 0.4), 0.0, rng), item.pair.lines)
    )
    assert part == pytest.approx(0.4 * whole, rel=1e-6)


def test_a_pass_takes_a_share_of_the_traced_photos(tmp_path: Path) -> None:
    rendered = load_dataset(f"rendered:{make_rendered(tmp_path, 40)}", "all")
    traced = list(TrainingSet.of([rendered], PhotoStyle(8)).pairs)
    drawn = made_pairs(list(range(100, 140)), traced[0].category)
    batching = replace(BY_FOUR, traced=0.25)
    batches = batches_of_pass(set_of(traced + drawn), batching, np.random.default_rng(0))
    taken = [drawing.item for batch in batches for drawing in batch.drawings]
    assert sum(item.clean is None for item in taken) >= 36
    assert 3 <= sum(item.clean is not None for item in taken) <= 18
