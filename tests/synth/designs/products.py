"""What every family of products must keep to; used by the tests of each category."""

import numpy as np

from sketchapp.synth.designs.family import Family
from sketchapp.synth.designs.parameters import digest, distance, sample
from sketchapp.synth.geometry.contact import floating_parts

SEEDS = range(12)
FLOOR_M = 0.002
MIN_DISTANCE = 0.16
Extent = tuple[float, float]


def assert_sound(family: Family, seed: int, size_m: Extent, order_zero: str) -> None:
    """Finite, named apart, of plausible size, on the floor, in one piece, main part first."""
    parts = family.build(sample(family.space, seed))
    names = [part.name for part in parts]
    points = np.concatenate([part.mesh.vertices for part in parts])
    assert np.isfinite(points).all()
    assert len(set(names)) == len(names)
    assert size_m[0] < np.ptp(points, axis=0).max() < size_m[1]
    assert abs(points[:, 2].min()) < FLOOR_M
    assert floating_parts(parts) == []
    assert any(part.name.startswith(order_zero) for part in parts if part.order == 0)


def count_apart(family: Family, wanted: int) -> int:
    """How many of `wanted` designs are found that keep the least distance to all before."""
    taken = []
    for number in range(wanted):
        for attempt in range(60):
            design = sample(family.space, digest(f"{number}:{attempt}"))
            if all(distance(family.space, design, other) >= MIN_DISTANCE for other in taken):
                taken.append(design)
                break
    return len(taken)


def height_m(family: Family, seed: int) -> float:
    """Height of one design."""
    parts = family.build(sample(family.space, seed))
    return max(float(part.mesh.vertices[:, 2].max()) for part in parts)
