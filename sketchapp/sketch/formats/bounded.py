"""The first check of everything that a person uploads: its size."""

from __future__ import annotations

from sketchapp.errors import SketchError
from sketchapp.sketch.stroke import LIMITS

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def bounded_bytes(given: str | bytes) -> bytes:
    """The given text in UTF-8 without a byte order mark; SketchError beyond LIMITS.bytes."""
    if len(given) > LIMITS.bytes:
        raise _too_long(len(given))
    data = given.encode(errors="replace") if isinstance(given, str) else given
    if len(data) > LIMITS.bytes:
        raise _too_long(len(data))
    return data.removeprefix(BYTE_ORDER_MARK)


def _too_long(size: int) -> SketchError:
    return SketchError(
        f"the sketch has {size:,} bytes; {LIMITS.bytes:,} are allowed. Save it with fewer points"
    )
