"""Work done ahead, in the background: one item in a thread, or several in processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from torch.utils.data import DataLoader, IterableDataset, get_worker_info

FORK = "fork"  # how processes begin: with what this one has in memory

Given = TypeVar("Given")
Made = TypeVar("Made")


def one_ahead(items: Iterable[Given], make: Callable[[Given], Made]) -> Generator[Made, None, None]:
    """What `make` gives for each item, in their order; the next is made while one is used.

    It is made in a thread, so this helps as far as both let go of the interpreter. An error of
    `make` is raised where its item's turn comes.
    """
    with ThreadPoolExecutor(1, "ahead") as thread:
        coming: Future[Made] | None = None
        for item in items:
            ready, coming = coming, thread.submit(make, item)
            if ready is not None:
                yield ready.result()
        if coming is not None:
            yield coming.result()


def in_processes(
    items: Callable[[], Iterable[Given]], make: Callable[[Given], Made], processes: int
) -> Generator[Made, None, None]:
    """What `make` gives for each item, in their order, each process making every so many-th.

    `items` gives the same ones in every process. They begin as copies of this one, on systems that
    have that (`can_fork`), and only what is made must be picklable.
    """
    loader = DataLoader(
        _Shares(items, make),
        batch_size=None,
        num_workers=processes,
        collate_fn=_as_it_is,
        multiprocessing_context=FORK,
    )
    yield from loader


def can_fork() -> bool:
    """Whether a process can begin as a copy of another one here."""
    return FORK in multiprocessing.get_all_start_methods()


class _Shares(IterableDataset):
    """What one process makes."""

    def __init__(self, items: Callable[[], Iterable], make: Callable[[Any], Any]) -> None:
        self.items, self.make = items, make

    def __iter__(self) -> Iterator[Any]:
        worker = get_worker_info()
        count, mine = (1, 0) if worker is None else (worker.num_workers, worker.id)
        for number, item in enumerate(self.items()):
            if number % count == mine:
                yield self.make(item)


def _as_it_is(made: Made) -> Made:
    return made
