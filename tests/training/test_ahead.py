"""Work done one item ahead."""

from __future__ import annotations

import threading

import pytest

from sketchapp.training.ahead import one_ahead


@pytest.mark.parametrize("count", range(5))
def test_everything_comes_once_and_in_order(count: int) -> None:
    assert list(one_ahead(range(count), lambda n: n * n)) == [n * n for n in range(count)]


def test_the_next_is_made_while_one_is_used_and_not_more() -> None:
    made: list[int] = []
    second = threading.Event()

    def make(number: int) -> int:
        made.append(number)
        if number == 1:
            second.set()
        return number

    coming = one_ahead(range(4), make)
    assert next(coming) == 0 and second.wait(5)
    assert next(coming) == 1 and made[:2] == [0, 1] and 3 not in made
    assert list(coming) == [2, 3]


def test_an_error_comes_in_its_turn() -> None:
    coming = one_ahead([2, 1, 0, 1], lambda n: 2 / n)
    assert [next(coming), next(coming)] == [1, 2]
    with pytest.raises(ZeroDivisionError):
        next(coming)


def test_giving_up_leaves_no_thread_behind() -> None:
    coming = one_ahead(range(10), lambda n: n)
    next(coming)
    coming.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("ahead")]
