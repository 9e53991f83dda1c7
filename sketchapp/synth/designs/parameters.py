"""Spaces of design parameters: deterministic sampling, and how far two designs are apart."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Number:
    """A number drawn uniformly from [low, high] (high included for whole numbers).

    unit says what it measures ("m", "deg"; "" for ratios and counts). `when` = (other name, value)
    makes the parameter part of the design only for that value of an earlier one. `look` marks
    colour, camera and other settings that do not change the design.
    """

    low: float
    high: float
    unit: str = ""
    whole: bool = False
    when: tuple[str, Any] | None = None
    look: bool = False


@dataclass(frozen=True)
class Choice:
    """One of several options; an option that is named twice comes up twice as often."""

    options: tuple[Any, ...]
    when: tuple[str, Any] | None = None
    look: bool = False


Space = Mapping[str, Number | Choice]


class Design(dict[str, Any]):
    """The drawn parameters of one product; `design.width` reads `design["width"]`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the design has no parameter {name!r}") from None


def flag(when: tuple[str, Any] | None = None) -> Choice:
    """Yes or no, each with probability one half."""
    return Choice((False, True), when=when)


def look(options: Iterable[Any]) -> Choice:
    """A choice of colour or material, which does not count as another design."""
    return Choice(tuple(options), look=True)


def digest(text: str) -> int:
    """A 64-bit number that depends on the text only, not on the process."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def sample(space: Space, seed: int) -> Design:
    """Every parameter of the space drawn from the seed, those that do not apply included."""
    rng = np.random.default_rng(seed)
    return Design({name: _draw(spec, rng) for name, spec in space.items()})


def _draw(spec: Number | Choice, rng: np.random.Generator) -> Any:
    if isinstance(spec, Choice):
        return spec.options[int(rng.integers(len(spec.options)))]
    if spec.whole:
        return int(rng.integers(int(spec.low), int(spec.high) + 1))
    return round(float(rng.uniform(spec.low, spec.high)), 4)


def distance(space: Space, a: Mapping[str, Any], b: Mapping[str, Any]) -> float:
    """Mean normalised difference of two designs of one space, 0 (same) to 1.

    A parameter that applies to only one of them counts 1, one that applies to neither is skipped,
    and so are colours and camera.
    """
    gaps = [
        _gap(spec, name, a, b)
        for name, spec in space.items()
        if not spec.look and (_applies(spec, a) or _applies(spec, b))
    ]
    return sum(gaps) / max(len(gaps), 1)


def _applies(spec: Number | Choice, design: Mapping[str, Any]) -> bool:
    return spec.when is None or design.get(spec.when[0]) == spec.when[1]


def _gap(spec: Number | Choice, name: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> float:
    if _applies(spec, a) != _applies(spec, b):
        return 1.0
    if isinstance(spec, Choice):
        return float(a[name] != b[name])
    return abs(a[name] - b[name]) / max(spec.high - spec.low, 1e-9)
