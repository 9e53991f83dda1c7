import numpy as np
import pytest

from sketchapp.synth.designs.chair.joinery import (
    Lath,
    LegStyle,
    Rod,
    Stuffing,
    bar,
    cushion,
    grounded,
    laths,
    leg,
    standing,
    tilted,
)
from sketchapp.synth.designs.material import BLACK_PLASTIC
from sketchapp.synth.geometry.primitives import Rect, box


@pytest.mark.parametrize("shape", ["round", "rect", "turned"])
def test_a_splayed_leg_ends_flat_on_the_floor(shape):
    part = leg("leg", (0, 0, 0.4), (0.1, -0.05, 0), LegStyle(BLACK_PLASTIC, 0.02, 0.012, shape))
    z = part.mesh.vertices[:, 2]
    assert z.min() == 0
    assert (z == 0).sum() >= 8


def test_a_slim_piece_knows_its_middle_line():
    part = bar("bar", (0, 0, 0), (0, 0, 1), Rod(BLACK_PLASTIC, 0.01))
    assert part.mesh.girth == pytest.approx(0.02)
    assert part.mesh.spine is not None
    assert np.allclose(part.mesh.spine[[0, -1]], [(0, 0, 0), (0, 0, 1)])


def test_standing_cuts_and_grounded_moves():
    mesh = box((0.2, 0.2, 0.2), 0.02)
    assert standing(mesh).vertices[:, 2].min() == 0
    assert np.ptp(standing(mesh).vertices[:, 2]) == pytest.approx(0.1)
    assert np.ptp(grounded(mesh).vertices[:, 2]) == pytest.approx(0.2)
    assert grounded(mesh).vertices[:, 2].min() == pytest.approx(0)


def test_tilted_lays_the_y_axis_between_two_points():
    mesh = tilted(box((0.1, 1.0, 0.1), 0.01), (0, 0), (0, 1))
    assert np.allclose(np.ptp(mesh.vertices, axis=0), [0.1, 0.1, 1.0])
    assert np.allclose(mesh.vertices.mean(0), [0, 0, 0.5], atol=1e-6)


def test_a_cushion_is_thickest_in_its_middle():
    mesh = cushion((0.5, 0.5, 0.12), Stuffing(plump=0.02, pinch=0.2))
    x, y, z = mesh.vertices.T
    middle = z[(abs(x) < 0.05) & (abs(y) < 0.05)].max()
    corner = z[(abs(x) > 0.2) & (abs(y) > 0.2)].max()
    assert middle == pytest.approx(0.08, abs=0.002)
    assert corner < 0.07


def test_laths_are_named_and_numbered():
    starts = np.array([(-1, 0, 0), (-1, 1, 0)], float)
    parts = laths("slat", starts, starts * [-1, 1, 1], Lath(BLACK_PLASTIC, Rect(0.04, 0.01)))
    assert [part.name for part in parts] == ["slat_0", "slat_1"]
    assert np.ptp(parts[0].mesh.vertices[:, 1]) == pytest.approx(0.04)
    assert np.ptp(parts[0].mesh.vertices[:, 2]) == pytest.approx(0.01)
