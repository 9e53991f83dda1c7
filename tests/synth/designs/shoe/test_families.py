"""Every shoe family, over a dozen seeds: sound meshes, plausible sizes, nothing in the air."""

from functools import cache

import numpy as np
import pytest

from sketchapp.synth.designs.material import KINDS
from sketchapp.synth.designs.parameters import Design, distance, sample
from sketchapp.synth.designs.shoe import FAMILIES
from sketchapp.synth.geometry.contact import floating_parts
from sketchapp.synth.geometry.mesh import Part

SEEDS = range(12)
NINE = {
    "low_sneaker", "high_sneaker", "laced_boot", "chelsea_boot", "pump",
    "sandal", "loafer", "ballet_flat", "clog",
}  # fmt: skip
HEIGHTS_M = {
    "low_sneaker": (0.08, 0.17), "high_sneaker": (0.13, 0.26), "laced_boot": (0.14, 0.40),
    "chelsea_boot": (0.13, 0.34), "pump": (0.07, 0.22), "sandal": (0.03, 0.20),
    "loafer": (0.06, 0.14), "ballet_flat": (0.04, 0.14), "clog": (0.06, 0.20),
}  # fmt: skip
ALWAYS = {
    "low_sneaker": {"upper", "midsole", "outsole", "collar"},
    "high_sneaker": {"upper", "midsole", "outsole", "tongue"},
    "laced_boot": {"upper", "welt", "outsole", "tongue", "lace_0"},
    "chelsea_boot": {"upper", "welt", "gore_outer", "gore_inner"},
    "pump": {"upper", "outsole", "topline"},
    "sandal": {"sole", "footbed"},
    "loafer": {"upper", "outsole", "welt"},
    "ballet_flat": {"upper", "outsole", "heel", "topline"},
    "clog": {"upper", "sole", "outsole"},
}


@cache
def built(family: str, seed: int) -> list[Part]:
    return FAMILIES[family].build(sample(FAMILIES[family].space, seed))


def each_design(test):
    """Run a test for every family and seed."""
    over_seeds = pytest.mark.parametrize("seed", SEEDS)(test)
    return pytest.mark.parametrize("family", sorted(NINE))(over_seeds)


def test_the_nine_families_are_there():
    assert set(FAMILIES) == NINE


@each_design
def test_meshes_are_sound(family, seed):
    parts = built(family, seed)
    names = [part.name for part in parts]
    assert len(set(names)) == len(names)
    assert set(names) >= ALWAYS[family]
    for part in parts:
        mesh = part.mesh
        assert np.isfinite(mesh.vertices).all(), part.name
        assert np.isfinite(mesh.grain).all(), part.name
        assert len(mesh.grain) == len(mesh.vertices), part.name
        assert len(mesh.patch) == len(mesh.quads), part.name
        assert mesh.quads.min() >= 0 and mesh.quads.max() < len(mesh.vertices), part.name
        assert part.material.kind in KINDS


@each_design
def test_size_is_plausible_and_it_stands_on_the_floor(family, seed):
    vertices = np.concatenate([part.mesh.vertices for part in built(family, seed)])
    length, width, height = np.ptp(vertices, axis=0)
    assert 0.21 <= length <= 0.33
    assert 0.07 <= width <= 0.13
    assert HEIGHTS_M[family][0] <= height <= HEIGHTS_M[family][1]
    assert abs(vertices[:, 2].min()) <= 0.002


@pytest.mark.parametrize("family", sorted(NINE))
@pytest.mark.parametrize("seed", SEEDS[::3])  # costly, and checked again for every rendered item
def test_nothing_hangs_in_the_air(family, seed):
    assert floating_parts(built(family, seed)) == []


@pytest.mark.parametrize("family", sorted(NINE))
def test_sixty_designs_are_far_enough_apart(family):
    space = FAMILIES[family].space
    kept: list[Design] = []
    for seed in range(300):
        design = sample(space, seed)
        if all(distance(space, design, other) >= 0.16 for other in kept):
            kept.append(design)
    assert len(kept) >= 60


@pytest.mark.parametrize("family", sorted(NINE))
def test_a_design_is_built_the_same_every_time(family):
    again = FAMILIES[family].build(sample(FAMILIES[family].space, 3))
    for part, other in zip(built(family, 3), again, strict=True):
        assert part.name == other.name
        np.testing.assert_array_equal(part.mesh.vertices, other.mesh.vertices)


@pytest.mark.parametrize("family", sorted(NINE))
def test_shoes_are_seen_from_the_side(family):
    view = FAMILIES[family].view
    assert set(view) == {"mirror", "azimuth", "elevation", "camera_dist"}
    assert all(spec.look for spec in view.values())
