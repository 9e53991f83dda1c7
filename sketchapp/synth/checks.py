"""What keeps an item out of the gallery."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import SketchAppError
from sketchapp.synth.geometry.contact import floating_parts
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.strokes.trace import Tracing

MIN_FOREGROUND, MIN_STROKES = 0.03, 4


class RejectedItemError(SketchAppError):
    """An item that must not enter the gallery; the message says why."""


def check_parts(parts: Sequence[Part]) -> None:
    """Raise RejectedItemError unless all vertices are finite and every part stands or is held."""
    bad = [part.name for part in parts if not np.isfinite(part.mesh.vertices).all()]
    if bad:
        raise RejectedItemError(f"vertices that are not finite in {', '.join(bad)}")
    floating = floating_parts(parts)
    if floating:
        raise RejectedItemError(f"floating: {', '.join(floating)}")


def check_tracing(tracing: Tracing) -> None:
    """Raise RejectedItemError unless the product fills the frame and has enough strokes."""
    share = float(tracing.cover.mean())
    if share < MIN_FOREGROUND:
        raise RejectedItemError(f"foreground {share:.3f}, at least {MIN_FOREGROUND} is needed")
    if _touches_border(tracing.cover):
        raise RejectedItemError("the product touches the border of the photo")
    if len(tracing.strokes) < MIN_STROKES:
        raise RejectedItemError(f"{len(tracing.strokes)} strokes, {MIN_STROKES} are needed")


def _touches_border(cover: NDArray) -> bool:
    return bool(max(cover[0].max(), cover[-1].max(), cover[:, 0].max(), cover[:, -1].max()) > 0)
