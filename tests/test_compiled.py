from __future__ import annotations

import numba
import pytest

from sketchapp import compiled as compiled_module
from sketchapp.compiled import compiled


def twice(number: float) -> float:
    return 2 * number


def test_a_loop_is_compiled_even_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a read-only installation of a user without a home."""

    def without_a_place(cache: bool = False, nogil: bool = False):
        if cache:
            raise RuntimeError("cannot cache function 'twice': no locator available")
        return numba.njit(nogil=nogil)

    monkeypatch.setattr(compiled_module, "njit", without_a_place)
    assert compiled(twice)(2.5) == 5.0
