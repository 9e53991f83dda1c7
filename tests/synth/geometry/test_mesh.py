import numpy as np

from sketchapp.synth.geometry.mesh import joined, welded
from sketchapp.synth.geometry.primitives import Round, box, tube
from tests.synth.geometry.solids import volume


def test_moving_shifts_vertices_and_spine_together() -> None:
    mesh = tube([[0, 0, 0], [0, 0, 1]], Round(0.1))
    moved = mesh.moved((1, 2, 3))
    assert np.allclose(moved.vertices - mesh.vertices, [1, 2, 3])
    assert moved.spine is not None and mesh.spine is not None
    assert np.allclose(moved.spine - mesh.spine, [1, 2, 3])


def test_a_mirrored_mesh_still_faces_outwards() -> None:
    mesh = box((0.2, 0.3, 0.4), 0.01).moved((1, 0, 0))
    mirrored = mesh.mirrored()
    assert volume(mirrored) > 0
    assert np.isclose(volume(mirrored), volume(mesh))
    assert np.allclose(mirrored.vertices.mean(0), [-1, 0, 0])


def test_deforming_leaves_the_mesh_given_as_it_was() -> None:
    mesh = box((0.2, 0.3, 0.4), 0.01)
    before = mesh.vertices.copy()

    def flatten(points: np.ndarray) -> np.ndarray:
        points[:, 2] = 0
        return points

    assert np.allclose(mesh.deformed(flatten).vertices[:, 2], 0)
    assert np.array_equal(mesh.vertices, before)


def test_joined_meshes_keep_their_faces() -> None:
    a, b = box((0.2, 0.3, 0.4), 0.01), box((0.1, 0.1, 0.1), 0.01).moved((1, 0, 0))
    both = joined([a, b])
    assert len(both.quads) == len(a.quads) + len(b.quads) == len(both.patch)
    assert np.isclose(volume(both), volume(a) + volume(b))


def test_welding_merges_equal_vertices_only() -> None:
    points = np.array([[0, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0]], float)
    vertices, quads, grain = welded(points, np.array([[0, 1, 2, 3]]), points)
    assert len(vertices) == len(grain) == 3
    assert np.allclose(vertices[quads[0]], points)
