"""Which rows of a generator decide shape and structure, and which only colour."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from sketchapp.models.sketch_to_photo.groups import split_in_three
from sketchapp.models.stylegan2.generator import Generator
from sketchapp.training.generator.kid import AT_ONCE
from sketchapp.training.generator.padding import random_codes
from sketchapp.training.generator.variation import Variation, variation


@dataclass(frozen=True)
class StructuralRows:
    """What changes where one row is drawn anew, row by row, and what follows from it.

    K is how many of the first rows serve retrieval; row_groups divides those into coarse, mid and
    fine. These are the retriever's groups, not those of the pilot study, which divide all L rows.
    """

    changes: tuple[Variation, ...]
    is_structural: tuple[bool, ...]
    K: int
    row_groups: tuple[int, ...]


@torch.no_grad()
def find_structural_rows(
    generator: Generator, rng: torch.Generator, photos: int = AT_ONCE
) -> StructuralRows:
    """Draw each row of some random photos anew, and see what changes."""
    kinds = len(generator.config.categories)
    category = torch.randint(kinds, (photos,), generator=rng) if kinds else None
    z = torch.randn(photos, generator.width, generator=rng)
    codes = generator.codes(generator.map(z, category))
    anew = random_codes(generator, photos, "mapped", category, rng)
    before, changes = generator.synthesise(codes), []
    for row in range(generator.rows):
        other = codes.clone()
        other[:, row] = anew[:, row]
        changes.append(variation(torch.stack([before, generator.synthesise(other)])))
    flags = structural(changes)
    count = leading(flags)
    return StructuralRows(tuple(changes), flags, count, split_in_three(count))


def structural(changes: list[Variation]) -> tuple[bool, ...]:
    """Whether a row's share of all change in shape and structure beats its share in colour."""
    totals = [
        max(sum(getattr(change, name) for change in changes), 1e-12)
        for name in ("shape", "structure", "colour")
    ]
    return tuple(
        (change.shape / totals[0] + change.structure / totals[1]) / 2 > change.colour / totals[2]
        for change in changes
    )


def leading(flags: tuple[bool, ...]) -> int:
    """K, at least 3: the cut with the fewest structural rows behind and other rows before it."""
    wrong = {
        cut: sum(not flag for flag in flags[:cut]) + sum(flags[cut:])
        for cut in range(3, len(flags) + 1)
    }
    return min(wrong, key=lambda cut: wrong[cut])
