"""What a value of a recipe may be: one of some names, a count, a share or another number."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from sketchapp.errors import CheckpointError


@dataclass(frozen=True)
class Allowed:
    """Which numbers a key may have, in words and as a test."""

    words: str
    holds: Callable[[float], bool]


COUNT = Allowed("1 or more", lambda value: 1 <= value < math.inf)
POSITIVE = Allowed("over 0", lambda value: 0 < value < math.inf)
SHARE = Allowed("0 to 1", lambda value: 0 <= value <= 1)
SOME = Allowed("over 0, and 1 at most", lambda value: 0 < value <= 1)
NOT_ALL = Allowed("0 or more, and under 1", lambda value: 0 <= value < 1)
NUMBER = Allowed("0 or more", lambda value: 0 <= value < math.inf)

ALLOWED: dict[str, Allowed] = {
    **dict.fromkeys(("photos", "sketches", "batch", "categories", "steps"), COUNT),
    **dict.fromkeys(("width", "groups", "grid", "size_px", "ks"), COUNT),
    **dict.fromkeys(
        ("temperature", "names_temperature", "tau_1", "tau_1_start", "tau_2"), POSITIVE
    ),
    **dict.fromkeys(("passes", "thickness_px", "rate"), POSITIVE),
    **dict.fromkeys(("partial", "shares", "traced", "simulated", "reshaped", "composed"), SHARE),
    **dict.fromkeys(("drop_probability", "grey_probability", "flip_probability"), SHARE),
    **dict.fromkeys(("photo_share", "least_share", "test_share", "dropout"), SHARE),
    **dict.fromkeys(("ink_share", "training_share"), SOME),
    **dict.fromkeys(("warm_up", "average_decay", "label_smoothing"), NOT_ALL),
}
"""By the key in a recipe's file; every other number may be a NUMBER."""


def check_value(key: str, value: Any, declared: Any) -> None:
    """Raise CheckpointError, naming the key and what it may be, where a value cannot be.

    declared is the type that the recipe has for it: a Literal lists the names there are.
    """
    if get_origin(declared) is Literal and value not in get_args(declared):
        names = ", ".join(get_args(declared))
        raise CheckpointError(f"recipe: {key} is {value!r}; there are: {names}")
    allowed = ALLOWED.get(key, NUMBER)
    if not isinstance(value, (bool, str)) and not allowed.holds(value):
        raise CheckpointError(f"recipe: {key} is {value!r}; it must be {allowed.words}")
