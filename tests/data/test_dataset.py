import numpy as np
import pytest

from sketchapp.data.dataset import Dataset, DatasetPhoto, Lines, Pair, check_split
from sketchapp.errors import DatasetError
from sketchapp.sketch import rasterise
from sketchapp.sketch.raster import RasterStyle, Segments, rasterise_segments
from tests.degenerate import DEGENERATE

LINES = Lines(np.zeros((2, 2)), Segments(np.array([[0, 1]]), np.array([0])))


def made(photo_ids: str, pair_photos: str) -> Dataset:
    photos = tuple(DatasetPhoto(i, None, "chair") for i in photo_ids)  # type: ignore[arg-type]
    pairs = tuple(Pair(f"{i}-{n}", i, LINES) for n, i in enumerate(pair_photos))
    return Dataset("made", photos, pairs)


def test_a_part_has_the_sketches_of_its_photos_in_order() -> None:
    part = made("abcd", "dabacc").only(["c", "a", "z"])
    assert [photo.id for photo in part.photos] == ["a", "c"]
    assert [pair.id for pair in part.pairs] == ["a-1", "a-3", "c-4", "c-5"]
    assert part.photo_index() == {"a": 0, "c": 1}


def test_photos_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(DatasetError, match="made: photo ids occur more than once"):
        made("aba", "")
    with pytest.raises(DatasetError, match="2 photos that its sketches name are missing, first x"):
        made("ab", "axyx")


def test_only_points_that_leave_ink_are_drawn() -> None:
    points = np.arange(8.0).reshape(4, 2)
    lines = Lines(points, Segments(np.array([[3, 1], [1, 3]]), np.array([0, 0])))
    assert np.array_equal(lines.drawn_points(), points[[1, 3]])


@pytest.mark.parametrize("name", sorted(DEGENERATE))
def test_lines_of_a_sketch_draw_that_sketch(name: str) -> None:
    raster, lines = rasterise(DEGENERATE[name], RasterStyle(32)), Lines.of(DEGENERATE[name])
    style, frame = raster.style, raster.frame
    again = rasterise_segments(frame.to_px(lines.points), lines.segments, style, frame)
    assert np.array_equal(again.ink, raster.ink) and lines.has_strokes


def test_splits_are_named() -> None:
    assert [check_split("qmul", split) for split in ("train", "val", "test", "all")]
    with pytest.raises(DatasetError, match=r"qmul: split 'Test' not found.*'test'"):
        check_split("qmul", "Test")
