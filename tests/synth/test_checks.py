import numpy as np
import pytest

from sketchapp.synth.checks import RejectedItemError, check_parts, check_tracing
from sketchapp.synth.photo.camera import PHOTO_PX
from sketchapp.synth.strokes.trace import Stroke, Tracing
from tests.synth.made_products import block, chair, part

LINE = Stroke("seat", np.array([[100.0, 100.0], [150.0, 150.0]]))


def tracing(strokes: int, rows: slice, columns: slice) -> Tracing:
    cover = np.zeros((PHOTO_PX, PHOTO_PX))
    cover[rows, columns] = 1
    return Tracing((LINE,) * strokes, cover)


def test_a_chair_passes() -> None:
    check_parts(chair())
    check_tracing(tracing(4, slice(50, 200), slice(50, 200)))


def test_vertices_that_are_not_finite_are_refused() -> None:
    mesh = block("seat", (0.1, 0.1, 0.1), (0, 0, 0)).mesh.deformed(lambda points: points * np.nan)
    with pytest.raises(RejectedItemError, match="not finite in seat"):
        check_parts([part("seat", mesh)])


def test_floating_parts_are_named() -> None:
    with pytest.raises(RejectedItemError, match="floating: cloud"):
        check_parts([*chair(), block("cloud", (0.1, 0.1, 0.1), (0, 0, 2))])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (tracing(4, slice(100, 110), slice(100, 110)), "foreground"),
        (tracing(4, slice(0, 200), slice(50, 200)), "border"),
        (tracing(4, slice(50, 200), slice(50, 256)), "border"),
        (tracing(3, slice(50, 200), slice(50, 200)), "3 strokes"),
    ],
)
def test_unusable_pictures_are_refused(bad: Tracing, reason: str) -> None:
    with pytest.raises(RejectedItemError, match=reason):
        check_tracing(bad)
