"""`train scaling`: known sketches put into weights, which take hubs among photos down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from sketchapp.data.dataset import Dataset, Lines, Pair
from sketchapp.errors import DatasetError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.load import load_plain
from sketchapp.models.local_scaling import SCALING, Bank, widened
from sketchapp.models.retriever import BANK, KNOWN_DIRECTION, TrainedRetriever
from sketchapp.retrieval.drawings import read_drawings
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.sketch.geometry import prefix

UNFINISHED, WHOLE = 150, 100  # sketches that are kept of each kind of thing, at most
NEAREST = (48, 16)  # of either that are looked at for a photo: about a third, about a sixth
CENTRED_ON = 500  # photos at most


def store_bank(checkpoint: Path, datasets: Sequence[Dataset], seed: int = 0) -> int:
    """Put sketches of these datasets into weights that were trained on them; how many there are.

    The weights' hash changes: embeddings that were kept for them are made anew, and a temperature
    fits no longer. Raises DatasetError where there are no sketches.
    """
    rng = np.random.default_rng(seed)
    retriever = load_plain(checkpoint)
    bank = bank_of(retriever, datasets, rng)
    tensors = {n: t for n, t in read_tensors(checkpoint).items() if not n.startswith(BANK)}
    header = read_config(checkpoint)
    if SCALING not in header and KNOWN_DIRECTION in tensors:
        shape = retriever.rows, retriever.width
        tensors[KNOWN_DIRECTION] = widened(tensors[KNOWN_DIRECTION], shape)
    write_checkpoint(checkpoint, tensors | bank.tensors(), header | {SCALING: bank.note()})
    return len(bank.whole)


def bank_of(
    retriever: TrainedRetriever, datasets: Sequence[Dataset], rng: np.random.Generator
) -> Bank:
    """Sketches at random as a retriever of n levels reads them: whole, and at 1 / n of the ink.

    Those without strokes are always whole. Nothing is taken off the mean of their photos.
    """
    counts = retriever.row_counts
    unfinished = [_lines(p, 1 / len(counts)) for p in chosen_sketches(datasets, UNFINISHED, rng)]
    whole = [pair.lines for pair in chosen_sketches(datasets, WHOLE, rng)]
    bank = Bank(
        torch.from_numpy(read_drawings(retriever, unfinished).rows[:, : counts[0]]),
        torch.from_numpy(read_drawings(retriever, whole).rows),
        NEAREST,
        (0.0,) * len(counts),
    )
    mean = bank.hubness(_photos(retriever, datasets, rng), counts).mean(0)
    return replace(bank, centre=tuple(mean.tolist()))


def chosen_sketches(datasets: Sequence[Dataset], most: int, rng: np.random.Generator) -> list[Pair]:
    """Sketches at random: one of a photo, so many of a category at most."""
    of_photo: dict[str, dict[str, list[Pair]]] = {}
    for dataset in datasets:
        category = {photo.id: photo.category for photo in dataset.photos}
        for pair in dataset.pairs:
            photos = of_photo.setdefault(category[pair.photo_id], {})
            photos.setdefault(f"{dataset.name}/{pair.photo_id}", []).append(pair)
    if not of_photo:
        raise DatasetError("no sketches in these datasets; local scaling needs some")
    return [
        drawn[rng.integers(len(drawn))]
        for _, photos in sorted(of_photo.items())
        for drawn in [photos[name] for name in rng.permutation(sorted(photos))[:most]]
    ]


def _lines(pair: Pair, share: float) -> Lines:
    sketch = pair.sketch
    return pair.lines if share == 1 or sketch is None else Lines.of(prefix(sketch, share))


def _photos(
    retriever: TrainedRetriever, datasets: Sequence[Dataset], rng: np.random.Generator
) -> Tensor:
    paths = [photo.path for dataset in datasets for photo in dataset.photos]
    chosen = rng.permutation(len(paths))[:CENTRED_ON]
    return torch.from_numpy(embed_photo_files(retriever, [paths[at] for at in chosen]))
