"""The first pilot study: what each group of latent rows decides (section 4 and figure 2).

Photos are inverted with two of three groups optimised and the third left random, several times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from sketchapp.errors import DatasetError
from sketchapp.models.backbones import Backbone
from sketchapp.models.stylegan2.generator import Generator
from sketchapp.training.generator.padding import Padding, random_codes
from sketchapp.training.generator.variation import Variation, variation

PILOT_GROUPS = ("coarse", "mid", "fine")
PILOT_SIZES = (5, 4, 5)  # of 14 rows
SEEN_PX = 64  # smaller photos are enlarged for the feature network
FEATURE_WEIGHT = 1.0  # of the distance of features, against that of pixels


@dataclass(frozen=True)
class Inversion:
    """How photos are inverted: Adam from the mean latent, on pixels and SqueezeNet features."""

    steps: int = 100
    rate: float = 0.05
    seeds: int = 3
    padding: Padding = "mapped"


@dataclass(frozen=True)
class PilotResult:
    """Of each group left random: how far the results of several seeds differ, and the photos.

    versions (3, V, B, 3, M, M): group left random, seed, photo. error is the mean squared pixel
    error of the photos with no group left random.
    """

    variations: dict[str, Variation]
    versions: Tensor
    inverted: Tensor
    error: float


@dataclass(frozen=True, eq=False)
class Inverter:
    """A frozen generator, and the network whose features tell how alike photos are."""

    generator: Generator
    network: Backbone
    settings: Inversion

    def invert(self, photos: Tensor, free: Tensor, start: Tensor) -> Tensor:
        """Photos (B, 3, M, M) made as close to these as rows `free` (L,) allow.

        The other rows stay as in start (B, L, D); the free ones begin at the mean latent.
        """
        codes = torch.where(free[:, None], self.generator.mean_latent, start)
        learned = codes.clone().requires_grad_()
        optimiser = torch.optim.Adam([learned], self.settings.rate)
        wanted = self._features(photos)
        for _ in range(self.settings.steps):
            made = self.generator.synthesise(torch.where(free[:, None], learned, start))
            distance = functional.mse_loss(self._features(made), wanted)
            loss = functional.mse_loss(made, photos) + FEATURE_WEIGHT * distance
            optimiser.zero_grad()
            (len(photos) * loss).backward()  # each photo as if it were alone
            optimiser.step()
        with torch.no_grad():
            return self.generator.synthesise(torch.where(free[:, None], learned, start))

    def _features(self, photos: Tensor) -> Tensor:
        """Feature maps with vectors of length one at every place."""
        size_px = max(photos.shape[-1], SEEN_PX)
        shown = functional.interpolate(photos, size=(size_px, size_px), mode="bilinear")
        return functional.normalize(self.network(shown), dim=1)


def pilot_sizes(rows: int) -> tuple[int, int, int]:
    """Sizes of PILOT_GROUPS for L rows: (5, 4, 5) of 14, (4, 4, 4) of 12, (4, 2, 4) of 10."""
    first = round(rows * PILOT_SIZES[0] / sum(PILOT_SIZES))
    second = round(rows * sum(PILOT_SIZES[:2]) / sum(PILOT_SIZES))
    return first, second - first, rows - second


def pilot_masks(rows: int) -> Iterator[tuple[str, Tensor]]:
    """Each of PILOT_GROUPS with the rows (L,) that are its own."""
    ends = torch.tensor(pilot_sizes(rows)).cumsum(0)
    group = torch.bucketize(torch.arange(rows), ends, right=True)  # (L,) in 0..2
    for number, name in enumerate(PILOT_GROUPS):
        yield name, group == number


def pilot_study(
    inverter: Inverter, photos: Tensor, category: Tensor | None, seed: int
) -> PilotResult:
    """Invert photos (B, 3, M, M) with each group left random, settings.seeds times.

    Raises DatasetError where there is no photo, or fewer than two seeds to compare.
    """
    settings, generator = inverter.settings, inverter.generator
    if not len(photos) or settings.seeds < 2:
        raise DatasetError(
            f"{len(photos)} photos and {settings.seeds} seeds show nothing; give at least one photo"
            " and two seeds"
        )
    masks = dict(pilot_masks(generator.rows))
    everything = torch.ones(generator.rows, dtype=torch.bool)
    mean = generator.codes(generator.mean_latent.expand(len(photos), -1))
    inverted = inverter.invert(photos, everything, mean)
    versions = []
    for at, own in enumerate(masks.values()):
        for repeat in range(settings.seeds):
            rng = torch.Generator().manual_seed(seed * 1009 + at * 101 + repeat)
            start = random_codes(generator, len(photos), settings.padding, category, rng)
            versions.append(inverter.invert(photos, ~own, start))
    stacked = torch.stack(versions).unflatten(0, (len(masks), settings.seeds))
    found = {name: variation(part) for name, part in zip(masks, stacked, strict=True)}
    error = functional.mse_loss(inverted, photos).item()
    return PilotResult(found, stacked, inverted, round(error, 5))
