"""Work done one item ahead."""

from __future__ import annotations

import multiprocessing
import os
import threading

import pytest

from sketchapp.training.ahead import can_fork, in_processes, one_ahead


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


needs_fork = pytest.mark.skipif(not can_fork(), reason="no process can be copied here")


@needs_fork
@pytest.mark.parametrize(("count", "processes"), [(0, 2), (1, 2), (7, 2)])
def test_processes_give_everything_once_and_in_order(count: int, processes: int) -> None:
    made = in_processes(lambda: range(count), lambda n: (n * n, os.getpid()), processes)
    squares, makers = zip(*made, strict=True) if count else ((), ())
    assert list(squares) == [n * n for n in range(count)]
    assert len(set(makers)) == min(count, processes) and os.getpid() not in makers


@needs_fork
def test_an_error_in_a_process_is_raised_here() -> None:
    coming = in_processes(lambda: [2, 1, 0], lambda n: 2 / n, 2)
    assert [next(coming), next(coming)] == [1, 2]
    with pytest.raises(ZeroDivisionError):
        next(coming)


@needs_fork
def test_giving_up_leaves_no_process_behind() -> None:
    before = set(multiprocessing.active_children())
    coming = in_processes(lambda: range(100), lambda n: n, 2)
    next(coming)
    assert len(set(multiprocessing.active_children()) - before) == 2
    coming.close()
    assert not set(multiprocessing.active_children()) - before
