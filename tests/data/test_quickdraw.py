from pathlib import Path
from typing import Literal

import pytest

from sketchapp.data.quickdraw import HELD_OUT, UNCLEAR_WORDS, doodles_of, load_doodles
from sketchapp.data.quickdraw_sketches import files_by_word
from sketchapp.data.split import position
from sketchapp.data.tuberlin import load_tuberlin
from sketchapp.errors import DatasetError
from sketchapp.sketch.formats.quickdraw import read_quickdraw
from tests.made_datasets import TEST_WORDS, TRAIN_WORDS, make_quickdraw, make_tuberlin

SIDES: tuple[Literal["train", "test"], ...] = ("train", "test")


def test_there_are_words_on_both_sides() -> None:
    assert len(TEST_WORDS) >= 2 and len(TRAIN_WORDS) >= 2


@pytest.mark.parametrize("name", ["flip flops", "flip_flops"])
def test_a_word_of_two_may_have_a_blank_or_an_underscore(tmp_path: Path, name: str) -> None:
    folder = make_quickdraw(tmp_path / "words", {name: 30})
    assert list(files_by_word(folder)) == ["flip flops"]
    sides = [load_doodles(folder, side, 99) for side in ("train", "test")]
    assert [set(side.known) for side in sides] == [{"shoe"}, {"shoe"}]
    assert all(side.strange == () for side in sides)


def test_words_of_a_category_come_together(tmp_path: Path) -> None:
    folder = make_quickdraw(tmp_path / "words", {"chair": 30, "couch": 30, "shoe": 30})
    known = load_doodles(folder, "train", 99).known
    assert known.keys() == {"chair", "shoe"}
    assert len(known["chair"]) == 2 * len(known["shoe"]) > 0


def test_known_drawings_are_divided_one_by_one(tmp_path: Path) -> None:
    folder = make_quickdraw(tmp_path / "words", {"chair": 90})
    recognised = [d for d in read_quickdraw(folder / "chair.ndjson") if d.recognized]
    in_test = [position(drawing.key_id) < HELD_OUT for drawing in recognised]
    for side in SIDES:
        is_test = side == "test"
        drawn = load_doodles(folder, side, 99).known["chair"]
        expected = [d for d, test in zip(recognised, in_test, strict=True) if test == is_test]
        assert len(drawn) == len(expected) > 5
        for lines, drawing in zip(drawn, expected, strict=True):
            assert (lines.points == drawing.sketch.points).all()


def test_strange_words_are_on_one_side_only(tmp_path: Path) -> None:
    folder = make_quickdraw(tmp_path / "words", dict.fromkeys([*TEST_WORDS, *TRAIN_WORDS], 3))
    train, test = (load_doodles(folder, side, 99).strange for side in ("train", "test"))
    assert (len(train), len(test)) == (2 * len(TRAIN_WORDS), 2 * len(TEST_WORDS))


def test_the_first_recognised_drawings_are_taken(tmp_path: Path) -> None:
    folder = make_quickdraw(tmp_path / "words", {TRAIN_WORDS[0]: 9})  # six are recognised
    whole = load_doodles(folder, "train", 99).strange
    assert len(whole) == 6
    first = load_doodles(folder, "train", 4).strange
    assert [lines.points.tolist() for lines in first] == [
        lines.points.tolist() for lines in whole[:4]
    ]


def test_unclear_words_are_left_out(tmp_path: Path) -> None:
    folder = make_quickdraw(tmp_path / "words", dict.fromkeys(UNCLEAR_WORDS, 9))
    for side in ("train", "test"):
        doodles = load_doodles(folder, side, 99)
        assert not doodles.known and not doodles.strange


def test_a_folder_without_drawings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no ndjson files"):
        load_doodles(tmp_path, "train", 4)


def test_doodles_may_come_from_other_collections(tmp_path: Path) -> None:
    folder = make_tuberlin(tmp_path, {"chair": 30, TRAIN_WORDS[0]: 3, TEST_WORDS[0]: 3})
    train, test = (doodles_of(load_tuberlin(folder), side, 99) for side in SIDES)
    assert len(train.known["chair"]) + len(test.known["chair"]) == 30
    assert len(test.known["chair"]) > 0
    assert (len(train.strange), len(test.strange)) == (3, 3)  # nobody refused any
