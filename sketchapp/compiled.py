"""Loops over numbers, compiled with numba."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

Given = ParamSpec("Given")
Found = TypeVar("Found")


def compiled(loop: Callable[Given, Found]) -> Callable[Given, Found]:
    """The loop compiled when it is first called, which then runs beside other threads.

    What was compiled is kept for later starts, where there is a folder for it: numba takes that of
    the module, or one of the user's.
    """
    try:
        return njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # neither can be written to
        return njit(nogil=True)(loop)
