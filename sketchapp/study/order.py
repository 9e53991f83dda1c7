"""Orders of conditions: balanced Latin squares, and shuffles that a seed fixes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from sketchapp.errors import SketchAppError

Item = TypeVar("Item")


def balanced_latin_square(count: int) -> list[tuple[int, ...]]:
    """Rows of 0..count-1: each stands in each place, and follows each other one, equally often.

    count rows, or 2 count where count is odd and over 1. E. J. Williams, Experimental designs
    balanced for the estimation of residual effects of treatments, 1949.
    """
    if count < 1:
        raise SketchAppError(f"a Latin square of {count} conditions; 1 at least is needed")
    first = [(place + 1) // 2 if place % 2 else -(place // 2) % count for place in range(count)]
    rows = [tuple((one + shift) % count for one in first) for shift in range(count)]
    mirrored = [row[::-1] for row in rows] if count % 2 and count > 1 else []
    return rows + mirrored


def generator_of(*names: object) -> np.random.Generator:
    """A generator that the names fix, on every machine and for good."""
    digest = hashlib.sha256("\0".join(map(str, names)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))


def shuffled(items: Sequence[Item], rng: np.random.Generator) -> list[Item]:
    """The same items in a random order."""
    return [items[at] for at in rng.permutation(len(items)).tolist()]


def square_row(items: Sequence[Item], number: int, seed: int, purpose: str) -> list[Item]:
    """The items in row `number` of a balanced Latin square whose letters the seed deals out."""
    dealt = shuffled(items, generator_of(seed, purpose, "letters"))
    square = balanced_latin_square(len(items))
    cycle, place = divmod(number, len(square))
    row = generator_of(seed, purpose, "rows", cycle).permutation(len(square))[place]
    return [dealt[at] for at in square[row]]
