"""Batches after an imaginary network, in double precision."""

from __future__ import annotations

import torch
from torch import Tensor

from sketchapp.training.losses.matches import Matches

OWN = (0, 0, 1, 2, 3)  # two sketches of the first photo


def unit_rows(count: int, rows: int, width: int, generator: torch.Generator) -> Tensor:
    drawn = torch.randn(count, rows, width, generator=generator, dtype=torch.float64)
    return torch.nn.functional.normalize(drawn, dim=2)


def made_matches(
    seed: int = 0, own: tuple[int, ...] = OWN, photos: int = 4, rows: int = 3, width: int = 4
) -> Matches:
    """Random unit rows; the levels go round, and level n selects the first n + 1 rows."""
    generator = torch.Generator().manual_seed(seed)
    level = torch.arange(len(own)) % rows
    return Matches(
        sketches=unit_rows(len(own), rows, width, generator),
        photos=unit_rows(photos, rows, width, generator),
        own=torch.tensor(own),
        mask=(torch.arange(rows) <= level[:, None]).double(),
        level=level,
        level_logits=torch.randn(len(own), rows, generator=generator, dtype=torch.float64),
    )


def placed(places: list[int], photos: int, levels: int = 3) -> Matches:
    """Sketches that have their own photo at these places (from 1), all others a step apart.

    Photos are the axes and a sketch's numbers its cosines with them, not normalised.
    """
    axes = torch.eye(photos, dtype=torch.float64)[:, None]  # (B, 1, B)
    cosines = torch.stack([_cosines(place, n % photos, photos) for n, place in enumerate(places)])
    count = len(places)
    return Matches(
        sketches=cosines[:, None],
        photos=axes,
        own=torch.arange(count) % photos,
        mask=torch.ones(count, 1, dtype=torch.float64),
        level=torch.arange(count) % levels,
        level_logits=torch.zeros(count, levels, dtype=torch.float64),
    )


def _cosines(place: int, own: int, photos: int) -> Tensor:
    """Falling from 0.5 in equal steps, with the own photo at this place."""
    falling = torch.linspace(0.5, -0.5, photos, dtype=torch.float64)
    others = [n for n in range(photos) if n != own]
    order = [*others[: place - 1], own, *others[place - 1 :]]
    cosines = torch.empty(photos, dtype=torch.float64)
    cosines[order] = falling
    return cosines


def cosine_by_hand(matches: Matches, sketch: int, photo: int) -> float:
    """Mean cosine of the selected rows, one number at a time."""
    rows = range(matches.mask.shape[1])
    weights = [float(matches.mask[sketch, k]) for k in rows]
    cosines = [float(matches.sketches[sketch, k] @ matches.photos[photo, k]) for k in rows]
    return sum(w * c for w, c in zip(weights, cosines, strict=True)) / sum(weights)


def table_by_hand(matches: Matches) -> list[list[float]]:
    """The same of every sketch with every photo."""
    photos = range(len(matches.photos))
    return [[cosine_by_hand(matches, a, b) for b in photos] for a in range(len(matches.own))]
