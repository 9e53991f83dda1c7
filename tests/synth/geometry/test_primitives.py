import numpy as np
import pytest

from sketchapp.synth.geometry.mesh import Mesh
from sketchapp.synth.geometry.primitives import (
    Rect,
    Round,
    Section,
    Soft,
    box,
    lathe,
    loft,
    sheet,
    tube,
)
from tests.synth.geometry.solids import open_edges, volume

STRAIGHT = np.array([[0, 0, 0], [0, 0, 0.5], [0, 0, 1.0]])
ANGLE = np.linspace(0, 2 * np.pi, 60, endpoint=False)
RING = np.stack([np.cos(ANGLE), np.sin(ANGLE), 0 * ANGLE], 1)
BEND = np.array([[0, 0, 0], [0, 0, 0.5], [0.2, 0.1, 0.8], [0.6, 0.1, 0.9]])
FLAT = np.stack([*np.meshgrid([0, 0.5, 1.0], [0, 0.2, 0.4], indexing="ij"), np.zeros((3, 3))], -1)

SOLIDS: dict[str, Mesh] = {
    "box": box((0.2, 0.3, 0.4), 0.02),
    "box with a radius beyond its size": box((0.2, 0.3, 0.4), 5.0),
    "cushion": box((0.5, 0.5, 0.1), 0.03, puff=(0, 0, 0.02)),
    "round tube": tube(STRAIGHT, Round(0.05)),
    "rectangular tube": tube(STRAIGHT, Rect(0.05, 0.1)),
    "soft tube": tube(STRAIGHT, Soft(0.05, 0.1)),
    "tapered bent tube": tube(BEND, Round([0.05, 0.04, 0.03, 0.02])),
    "ring": tube(RING, Round(0.1), closed=True),
    "vase": lathe([[0, 0], [0.1, 0], [0.2, 0.3], [0.1, 0.5], [0, 0.5]]),
    "sheet": sheet(FLAT, 0.01),
}


@pytest.mark.parametrize("name", SOLIDS)
def test_solids_are_finite_watertight_and_their_arrays_agree(name: str) -> None:
    mesh = SOLIDS[name]
    assert np.isfinite(mesh.vertices).all() and np.isfinite(mesh.grain).all()
    assert mesh.grain.shape == mesh.vertices.shape
    assert len(mesh.patch) == len(mesh.quads)
    assert mesh.quads.min() >= 0 and mesh.quads.max() < len(mesh.vertices)
    assert open_edges(mesh) == 0


@pytest.mark.parametrize("name", ["box", "cushion", "round tube", "rectangular tube", "ring"])
def test_faces_point_outwards(name: str) -> None:
    assert volume(SOLIDS[name]) > 0


def test_a_box_fills_its_size_and_has_six_patches() -> None:
    mesh = box((0.2, 0.3, 0.4), 0.01)
    assert np.allclose(np.ptp(mesh.vertices, axis=0), [0.2, 0.3, 0.4])
    assert set(mesh.patch.tolist()) == set(range(6))
    assert volume(mesh) == pytest.approx(0.2 * 0.3 * 0.4, rel=0.02)


def test_puff_bulges_the_middle_of_one_axis_only() -> None:
    plain, puffed = box((0.5, 0.5, 0.1), 0.01), box((0.5, 0.5, 0.1), 0.01, puff=(0, 0, 0.02))
    assert np.ptp(puffed.vertices[:, 2]) == pytest.approx(0.14, abs=0.001)
    assert np.allclose(plain.vertices[:, :2], puffed.vertices[:, :2])


@pytest.mark.parametrize(
    ("section", "area"),
    [(Round(0.05), np.pi * 0.05**2), (Rect(0.05, 0.1), 0.005), (Soft(0.05, 0.1), 0.0047)],
)
def test_a_tube_has_the_volume_of_its_section(section: Section, area: float) -> None:
    mesh = tube(STRAIGHT, section, cap=0.0)
    assert volume(mesh) == pytest.approx(area, rel=0.06)


def test_a_tube_carries_its_spine_and_its_girth() -> None:
    mesh = tube(BEND, Rect(0.05, 0.02))
    assert np.array_equal(np.asarray(mesh.spine), BEND)
    assert mesh.girth == pytest.approx(0.02)


def test_the_height_of_a_section_follows_up() -> None:
    mesh = tube([[0, 0, 0], [1, 0, 0]], Rect(0.02, 0.2), up=(0, 0, 1), cap=0.0)
    assert np.ptp(mesh.vertices[:, 2]) == pytest.approx(0.2)
    assert np.ptp(mesh.vertices[:, 1]) == pytest.approx(0.02)


def test_a_lathe_turns_around_its_axis() -> None:
    mesh = lathe([[0, 0], [0.1, 0], [0.1, 0.5], [0, 0.5]], creases=[1, 2], axis=(1, 0, 0))
    assert np.ptp(mesh.vertices[:, 0]) == pytest.approx(0.5)
    assert abs(volume(mesh)) == pytest.approx(np.pi * 0.01 * 0.5, rel=0.01)
    assert set(mesh.patch.tolist()) == {0, 1, 2}


def test_a_loft_joins_rings() -> None:
    circle = RING[:, :2]
    rows = [np.column_stack([circle * r, np.full(60, z)]) for r, z in ((1.0, 0.0), (0.5, 1.0))]
    mesh = loft(rows)
    assert len(mesh.quads) == 60 and len(mesh.vertices) == 120


def test_a_sheet_is_as_thick_as_asked_and_tells_its_sides_apart() -> None:
    mesh = sheet(FLAT, 0.01)
    assert np.ptp(mesh.vertices[:, 2]) == pytest.approx(0.01)
    assert set(mesh.patch.tolist()) == {0, 1, 2}
