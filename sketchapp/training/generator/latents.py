"""`evaluate latents`: the pilot study on photos of a dataset, as figures and as a picture."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from sketchapp.data.dataset import Dataset
from sketchapp.errors import DatasetError
from sketchapp.models.stylegan2.generator import Generator, load_generator
from sketchapp.training.generator.grid import tile
from sketchapp.training.generator.kid import feature_network
from sketchapp.training.generator.photos import PhotoSet
from sketchapp.training.generator.pilot import (
    PILOT_GROUPS,
    Inversion,
    Inverter,
    PilotResult,
    pilot_sizes,
    pilot_study,
)
from sketchapp.training.generator.structure import find_structural_rows


@dataclass(frozen=True)
class LatentsJob:
    """Which generator is studied on which photos."""

    checkpoint: Path
    dataset: Dataset
    feature_weights: Path | str
    photos: int = 8
    seed: int = 0


def latents_study(job: LatentsJob, settings: Inversion) -> tuple[dict[str, Any], Tensor]:
    """The figures that `evaluate latents` prints, and the picture (3, h, w) beside them."""
    generator = load_generator(job.checkpoint)
    photos, category = _chosen(job, generator)
    inverter = Inverter(generator, feature_network(job.feature_weights), settings)
    result = pilot_study(inverter, photos, category, job.seed)
    rows = find_structural_rows(generator, torch.Generator().manual_seed(job.seed))
    table = {
        "n_photos": len(photos),
        "rows": generator.rows,
        "seed": job.seed,
        "inversion": asdict(settings),
        "inversion_error": result.error,
        "pilot_groups": dict(zip(PILOT_GROUPS, pilot_sizes(generator.rows), strict=True)),
        "left_random": {name: asdict(found) for name, found in result.variations.items()},
        "structural_rows": asdict(rows),
    }
    return table, picture_of(photos, result)


def picture_of(photos: Tensor, result: PilotResult) -> Tensor:
    """Figure 2: a line for each photo; the photo, its inversion, then group by group the seeds."""
    lines = torch.cat([photos[None], result.inverted[None], result.versions.flatten(0, 1)])
    return tile(lines.transpose(0, 1).flatten(0, 1), len(lines))  # (B, 2 + 3 V) cells


def _chosen(job: LatentsJob, generator: Generator) -> tuple[Tensor, Tensor | None]:
    """Some photos (B, 3, M, M) at random, of what the generator makes, and their categories."""
    config = generator.config
    there = {photo.category for photo in job.dataset.photos}
    wanted = [name for name in config.categories if name in there]
    if config.categories and not wanted:
        raise DatasetError(
            f"the generator makes {', '.join(config.categories)}; the dataset has"
            f" {', '.join(sorted(there)) or 'nothing'}"
        )
    photos = PhotoSet.of([job.dataset], wanted, config.size_px)
    rng = torch.Generator().manual_seed(job.seed)
    at = torch.randperm(len(photos), generator=rng)[: job.photos]
    if not config.categories:
        return photos.photos[at].float() / 255, None
    numbers = torch.tensor([config.categories.index(name) for name in photos.names])
    return photos.photos[at].float() / 255, numbers[photos.categories[at]]
