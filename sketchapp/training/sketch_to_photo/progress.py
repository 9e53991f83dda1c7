"""What a run leaves behind as it goes: a line of figures and a grid of sketches and photos."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional

from sketchapp.training.generator.grid import tile, write_picture
from sketchapp.training.sketch_to_photo.loop import PairRun
from sketchapp.training.sketch_to_photo.pairs import PairBatch, PhotoPairs, plain_batch
from sketchapp.training.sketch_to_photo.perceptual import Perceptual

SHOWN = 12  # sketches of a grid
STYLES = 3  # photos of each
MEASURED = 64  # pairs of a measurement
AT_ONCE = 16


class ShownRun(PairRun, Protocol):
    """A run whose photos can be looked at.

    photos_of makes photos (B, 3, M, M) in 0..1 of a batch's sketches, by the weights that are kept.
    """

    def photos_of(self, batch: PairBatch, seed: int, /) -> Tensor: ...


@dataclass(frozen=True)
class PhotoFigures:
    """Measured on the weights that are kept: perceptual_squeezenet to paired photos not trained on.

    terms are the weighted terms of the last step; unseen is None where no unseen pair was given.
    """

    step: int
    photos: int
    seconds: float
    unseen: float | None
    n_unseen: int
    terms: dict[str, float]


@dataclass(frozen=True, eq=False)
class PhotoProgress:
    """Where figures and grids of the run that ends in `out` go, and what is shown and measured."""

    out: Path
    unseen: PhotoPairs | None
    seen: PhotoPairs
    perceptual: Perceptual

    @property
    def figures_path(self) -> Path:
        """One JSON object a line."""
        return self.out.with_suffix(".progress.jsonl")

    def grid_path(self, step: int) -> Path:
        """The grid after this step."""
        return self.out.with_suffix(".grids") / f"{step:07}.png"

    def __call__(self, run: ShownRun, terms: dict[str, float]) -> None:
        """Measure a run, and write what came out."""
        figures = self.measure(run, terms)
        self.figures_path.parent.mkdir(parents=True, exist_ok=True)
        with self.figures_path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(figures)) + "\n")
        write_picture(self.grid_path(run.step), self.grid(run))

    def grid(self, run: ShownRun) -> Tensor:
        """One column a sketch: the sketch, its own photo, then photos of some seeds, (3, h, w)."""
        pairs = self.unseen or self.seen
        batch = plain_batch(pairs, spread_over(pairs, SHOWN), run.recipe.network)
        lines = [_small(batch), batch.photos]
        lines += [run.photos_of(batch, seed).cpu() for seed in range(STYLES)]
        return tile(torch.cat(lines), len(batch.photos))

    @torch.no_grad()
    def measure(self, run: ShownRun, terms: dict[str, float]) -> PhotoFigures:
        """The figures of a run as it is."""
        rounded = {name: round(value, 4) for name, value in terms.items()}
        done = (run.step, run.step * run.recipe.batch, round(run.seconds, 1))
        if self.unseen is None:
            return PhotoFigures(*done, None, 0, rounded)
        chosen = spread_over(self.unseen, MEASURED)
        found = []
        for at in range(0, len(chosen), AT_ONCE):
            batch = plain_batch(self.unseen, chosen[at : at + AT_ONCE], run.recipe.network)
            batch = batch.to(run.device)
            found.append(self.perceptual.distance(run.photos_of(batch, 0), batch.photos))
        mean = torch.cat(found).mean().item()
        return PhotoFigures(*done, round(mean, 4), len(chosen), rounded)


def spread_over(pairs: PhotoPairs, count: int) -> list[int]:
    """Places of so many pairs, at equal distances among all."""
    count = min(count, len(pairs))
    return [number * len(pairs) // count for number in range(count)]


def _small(batch: PairBatch) -> Tensor:
    return functional.interpolate(batch.sketches, size=batch.photos.shape[-1], mode="area")
