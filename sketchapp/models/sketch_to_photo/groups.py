"""The three groups of what a sketch decides: coarse, mid and fine."""

from __future__ import annotations

GROUPS = ("coarse", "mid", "fine")


def split_in_three(count: int) -> tuple[int, int, int]:
    """Sizes of three groups as equal as can be, earlier ones larger: 9 is (3, 3, 3)."""
    return (count + 2) // 3, (count + 1) // 3, count // 3
