from collections import Counter
from itertools import pairwise

import pytest

from sketchapp.errors import SketchAppError
from sketchapp.study.order import balanced_latin_square, generator_of, square_row


@pytest.mark.parametrize("count", range(1, 9))
def test_each_condition_stands_in_each_place_and_after_each_other_equally_often(count: int) -> None:
    rows = balanced_latin_square(count)
    assert all(sorted(row) == list(range(count)) for row in rows)
    for place in range(count):
        assert len(set(Counter(row[place] for row in rows).values())) == 1
    followers = Counter(pair for row in rows for pair in pairwise(row))
    assert len(followers) == count * (count - 1)
    assert len(set(followers.values())) <= 1


def test_a_square_of_nothing_is_refused() -> None:
    with pytest.raises(SketchAppError, match="1 at least"):
        balanced_latin_square(0)


def test_rows_are_fixed_by_the_seed_and_balanced_within_a_cycle() -> None:
    letters = ["a", "b", "c", "d"]
    rows = [square_row(letters, number, 3, "blocks") for number in range(8)]
    assert rows == [square_row(letters, number, 3, "blocks") for number in range(8)]
    assert rows != [square_row(letters, number, 4, "blocks") for number in range(8)]
    for cycle in (rows[:4], rows[4:]):
        assert all({row[place] for row in cycle} == set(letters) for place in range(4))


def test_a_generator_depends_on_all_its_names() -> None:
    drawn = {generator_of(*names).integers(2**60) for names in ((1, "a"), (1, "b"), (2, "a"))}
    assert len(drawn) == 3
