"""All that `evaluate generation` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sketchapp.data.dataset import Dataset
from sketchapp.generation.ignored import IgnoredRule, read_rule
from sketchapp.generation.listen import emphasise_ignored
from sketchapp.generation.refine import refine_photo
from sketchapp.models.load import load_retriever
from sketchapp.models.open_photo_generator import open_photo_generator
from sketchapp.models.sketch_to_photo.photo_generator import (
    CodedGenerator,
    PictureGenerator,
    StylePhotoGenerator,
)
from sketchapp.sketch import Sketch
from sketchapp.training.evaluation import (
    rank_dataset,
    retrieval_table,
    unseen_part,
    warn_if_trained_on,
)
from sketchapp.training.generator.kid import FEATURE_NETWORK, SEEN_PX, features_of, kernel_distance
from sketchapp.training.parts import sample_of
from sketchapp.training.sketch_to_photo.made_queries import made_photos, rank_made
from sketchapp.training.sketch_to_photo.pairs import PhotoPairs, plain_batch
from sketchapp.training.sketch_to_photo.perceptual import Perceptual
from sketchapp.training.sketch_to_photo.strokes import made_kinds

AT_ONCE = 16


@dataclass(frozen=True)
class GenerationJob:
    """Which generator is judged on which sketches, by whose features and which retriever."""

    checkpoint: Path
    dataset: Dataset
    feature_weights: Path | str
    retriever: Path
    limit: int | None = None
    seed: int = 0


def generation_table(job: GenerationJob) -> dict[str, Any]:
    """Photos against photos, photos as queries, and strokes that are heeded.

    At most `limit` vector sketches, all in one seed's style; the category of each is the guess of
    the generator. coverage is None where nothing was calibrated, or strokes cannot be asked for.
    """
    generator = open_photo_generator(job.checkpoint)
    warn_if_trained_on(job.checkpoint, job.dataset)
    rng = np.random.default_rng(job.seed)
    part = sample_of(made_kinds(job.dataset, generator), job.limit, rng)
    made = made_photos(generator, part, job.seed)
    coded = generator if isinstance(generator, StylePhotoGenerator) else None
    rule = read_rule(job.checkpoint, generator.id) if coded else None
    return {
        "dataset": part.name,
        "n_sketches": len(part.pairs),
        "size_px": generator.size_px,
        "seed": job.seed,
        "unseen_photos": len(unseen_part(job.checkpoint, part).photos),
        **photo_figures(generator, part, made, Perceptual.of(job.feature_weights)),
        "finds_its_photo": found_figures(part, generator, job.retriever),
        "coverage": coverage_figures(coded, part, rule, job.seed) if coded and rule else None,
    }


def photo_figures(
    generator: PictureGenerator, part: Dataset, made: Sequence[Tensor], perceptual: Perceptual
) -> dict[str, Any]:
    """KID against all photos of the sketches, and distances to each one's own photo.

    by_chance: the distance to the photo of the next sketch in turn, of the same category.
    """
    pairs = PhotoPairs.of([part], (), generator.size_px)
    real = _real_photos(pairs, generator)
    shown = torch.stack(list(made))
    own = torch.cat(
        [
            perceptual.distance(one, other).detach()
            for one, other in zip(shown.split(AT_ONCE), real.split(AT_ONCE), strict=True)
        ]
    )
    others = torch.tensor(_next_of_kind([one.category for one in pairs.pairs]))
    chance = torch.cat(
        [
            perceptual.distance(one, other).detach()
            for one, other in zip(shown.split(AT_ONCE), real[others].split(AT_ONCE), strict=True)
        ]
    )
    network = perceptual.network
    features = [
        torch.cat([features_of(network, each) for each in photos.split(AT_ONCE)]).detach()
        for photos in (real, shown)
    ]
    return {
        "kid_squeezenet": round(kernel_distance(*features), 4) if len(made) > 1 else None,
        "kid_features": f"{FEATURE_NETWORK} at {SEEN_PX} px, averaged, N = {len(made)}",
        "perceptual_squeezenet": round(own.mean().item(), 4),
        "perceptual_by_chance": round(chance.mean().item(), 4),
    }


def found_figures(part: Dataset, generator: PictureGenerator, retriever: Path) -> dict[str, Any]:
    """How often the made photo, and the sketch itself, find the photo among all of the part."""
    return {
        "generated_photo": retrieval_table(rank_made(part, generator, retriever)),
        "sketch": retrieval_table(rank_dataset(load_retriever(retriever), part)),
    }


def coverage_figures(
    generator: CodedGenerator, part: Dataset, rule: IgnoredRule, seed: int
) -> dict[str, Any]:
    """Share of strokes with influence over the minimum, before and after listening.

    Thicker and paler strokes change the influence; refinement does not, so of that the edges that
    are missing along ignored strokes are told, 0..1, before and after.
    """
    strokes = ignored_before = ignored_after = sketches = 0
    edges: list[tuple[float, float]] = []
    for pair in part.pairs:
        sketch = pair.sketch or Sketch()
        steps = list(emphasise_ignored(sketch, generator, rule, seed))
        strokes += len(sketch)
        ignored_before += len(steps[0].ignored)
        ignored_after += len(steps[-1].ignored)
        sketches += bool(steps[0].ignored)
        if steps[0].ignored:
            refined = list(refine_photo(sketch, generator, steps[0].photo, steps[0].ignored))
            edges.append((refined[0].unheeded, refined[-1].unheeded))
    means = np.mean(edges, axis=0).round(4).tolist() if edges else [None, None]
    return {
        "n_strokes": strokes,
        "n_sketches_with_ignored_strokes": sketches,
        "before": round(1 - ignored_before / max(strokes, 1), 4),
        "after_emphasis": round(1 - ignored_after / max(strokes, 1), 4),
        "missing_edges_before": means[0],
        "missing_edges_after_refinement": means[1],
    }


def _real_photos(pairs: PhotoPairs, generator: PictureGenerator) -> Tensor:
    """Photos (Q, 3, M, M) as they lie under the sketches."""
    places = range(0, len(pairs), AT_ONCE)
    return torch.cat(
        [
            plain_batch(pairs, range(at, min(at + AT_ONCE, len(pairs))), generator).photos
            for at in places
        ]
    )


def _next_of_kind(categories: Sequence[int]) -> list[int]:
    """For each place the next place of the same category, in a circle."""
    found = []
    for at, category in enumerate(categories):
        places = [i for i, other in enumerate(categories) if other == category]
        found.append(places[(places.index(at) + 1) % len(places)])
    return found
