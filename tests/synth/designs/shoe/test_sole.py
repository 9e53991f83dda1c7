from collections import Counter

import numpy as np
import pytest

from sketchapp.synth.designs.shoe.last import Last, shaped
from sketchapp.synth.designs.shoe.sole import block_heel, column_heel, layer, lugs

LAST = Last(heel_h=0.04, sole=shaped(0.01))


def open_edges(mesh) -> int:
    """Edges of a mesh, its coinciding vertices merged, that only one face has."""
    _, place = np.unique(np.round(mesh.vertices, 7), axis=0, return_inverse=True)
    quads = place.reshape(-1)[mesh.quads]
    edges = Counter()
    for quad in quads:
        for a, b in zip(quad, np.roll(quad, -1), strict=True):
            if a != b:
                edges[frozenset((a, b))] += 1
    return sum(count == 1 for count in edges.values())


@pytest.mark.parametrize(
    "mesh",
    [
        layer(LAST, LAST.z_ground, LAST.z_top, 0.003),
        block_heel(LAST, 0.3),
        column_heel(LAST, [(0, 0.005), (1, 0.025)]),
    ],
    ids=["layer", "block", "column"],
)
def test_soles_and_heels_have_no_slits(mesh):
    assert open_edges(mesh) == 0


def test_a_heel_stands_on_the_floor_and_reaches_the_shoe():
    heights = block_heel(LAST, 0.3).vertices[:, 2]
    assert heights.min() == 0
    assert heights.max() == pytest.approx(0.042, abs=1e-3)


def test_lugs_stand_on_the_ground_and_leave_gaps():
    s = np.linspace(0.7, 0.72, 400)
    depth = lugs(Last(), 0.004, 0.002)(s) - Last().z_ground(s)
    assert depth.min() == pytest.approx(0, abs=1e-9)
    assert depth.max() == pytest.approx(0.004, abs=1e-9)
