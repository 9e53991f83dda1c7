"""Work done one item ahead, in the background."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

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
