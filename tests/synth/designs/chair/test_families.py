"""Every chair family, over a dozen seeds: sound meshes, plausible sizes, nothing in the air."""

from functools import cache

import numpy as np
import pytest

from sketchapp.synth.designs.chair import FAMILIES
from sketchapp.synth.designs.material import KINDS
from sketchapp.synth.designs.parameters import Design, distance, sample
from sketchapp.synth.geometry.contact import floating_parts
from sketchapp.synth.geometry.mesh import Part

SEEDS = range(12)
TWELVE = {
    "dining", "windsor", "shell", "office", "armchair", "stool",
    "cantilever", "folding", "rocking", "lounge", "bench", "sofa",
}  # fmt: skip
# least and greatest width, depth and height in metres
SIZES = {
    "dining": ((0.35, 0.40, 0.72), (0.70, 0.75, 1.20)),
    "windsor": ((0.35, 0.40, 0.68), (0.70, 0.75, 1.20)),
    "shell": ((0.40, 0.45, 0.65), (0.65, 0.75, 1.00)),
    "office": ((0.50, 0.50, 0.78), (0.75, 0.80, 1.60)),
    "armchair": ((0.60, 0.65, 0.65), (1.05, 1.05, 1.20)),
    "stool": ((0.25, 0.25, 0.38), (0.65, 0.65, 1.15)),
    "cantilever": ((0.40, 0.38, 0.74), (0.70, 0.65, 1.10)),
    "folding": ((0.38, 0.40, 0.72), (0.70, 0.70, 1.05)),
    "rocking": ((0.42, 0.70, 0.85), (0.70, 1.15, 1.25)),
    "lounge": ((0.52, 0.70, 0.50), (0.90, 1.80, 1.20)),
    "bench": ((0.80, 0.32, 0.38), (1.80, 0.80, 1.00)),
    "sofa": ((1.05, 0.72, 0.65), (2.80, 1.80, 1.15)),
}
SEATS = ("seat", "shell", "cushion", "sling", "base")


@cache
def built(family: str, seed: int) -> list[Part]:
    return FAMILIES[family].build(sample(FAMILIES[family].space, seed))


def all_vertices(parts: list[Part]) -> np.ndarray:
    return np.concatenate([part.mesh.vertices for part in parts])


def test_the_twelve_families_are_there():
    assert set(FAMILIES) == TWELVE


@pytest.mark.parametrize("family", sorted(TWELVE))
@pytest.mark.parametrize("seed", SEEDS)
def test_meshes_are_sound(family, seed):
    for part in built(family, seed):
        mesh = part.mesh
        assert np.isfinite(mesh.vertices).all(), part.name
        assert np.isfinite(mesh.grain).all(), part.name
        assert len(mesh.grain) == len(mesh.vertices), part.name
        assert len(mesh.patch) == len(mesh.quads), part.name
        assert mesh.quads.min() >= 0 and mesh.quads.max() < len(mesh.vertices), part.name
        assert part.material.kind in KINDS


@pytest.mark.parametrize("family", sorted(TWELVE))
@pytest.mark.parametrize("seed", SEEDS)
def test_size_is_plausible_and_it_stands_on_the_floor(family, seed):
    vertices = all_vertices(built(family, seed))
    low, high = SIZES[family]
    extent = np.ptp(vertices, axis=0)
    assert (extent >= low).all() and (extent <= high).all(), extent
    assert abs(vertices[:, 2].min()) <= 0.002


@pytest.mark.parametrize("family", sorted(TWELVE))
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_hangs_in_the_air(family, seed):
    parts = built(family, seed)
    ottoman = [part for part in parts if part.name.startswith("ottoman")]
    assert floating_parts([part for part in parts if part not in ottoman]) == []
    assert floating_parts(ottoman) == []


@pytest.mark.parametrize("family", sorted(TWELVE))
@pytest.mark.parametrize("seed", SEEDS)
def test_parts_have_names_of_their_own_and_a_seat_comes_first(family, seed):
    parts = built(family, seed)
    names = [part.name for part in parts]
    assert len(set(names)) == len(names)
    assert any(part.order == 0 and part.name.startswith(SEATS) for part in parts)


@pytest.mark.parametrize("family", sorted(TWELVE))
def test_same_design_gives_the_same_chair(family):
    design = sample(FAMILIES[family].space, 3)
    once, again = (all_vertices(FAMILIES[family].build(Design(design))) for _ in range(2))
    assert np.array_equal(once, again)


@pytest.mark.parametrize("family", sorted(TWELVE))
def test_there_are_sixty_designs_far_apart(family):
    space, kept = FAMILIES[family].space, []
    for seed in range(400):
        design = sample(space, seed)
        if all(distance(space, design, other) >= 0.16 for other in kept):
            kept.append(design)
        if len(kept) == 60:
            return
    pytest.fail(f"only {len(kept)} designs of {family} at distance 0.16")


@pytest.mark.parametrize("family", sorted(TWELVE))
def test_every_option_of_every_choice_can_be_built(family):
    space = FAMILIES[family].space
    for name, spec in space.items():
        for option in getattr(spec, "options", ()):
            if not getattr(spec, "look", False):
                design = Design({**sample(space, 5), name: option})
                assert FAMILIES[family].build(design), (name, option)


def test_shell_with_arms_has_no_fold_where_the_side_meets_the_back():
    space = FAMILIES["shell"].space
    for seed in SEEDS:
        design = Design({**sample(space, seed), "arms": True})
        mesh = FAMILIES["shell"].build(design)[0].mesh
        outer = mesh.quads[mesh.patch == 0]
        corners = mesh.vertices[outer]
        normal = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        rows = normal.reshape(60, -1, 3)
        assert (rows[:, 1:] * rows[:, :-1]).sum(-1).min() > 0.5, seed
