"""`train scaling`: known sketches put into weights, which take hubs among photos down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from sketchapp.data.dataset import Dataset, Pair
from sketchapp.errors import CheckpointError, DatasetError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.load import load_plain
from sketchapp.models.local_scaling import SCALING, Bank, add_bank, widened
from sketchapp.models.retriever import KNOWN_DIRECTION, MatrixRetriever, TrainedRetriever
from sketchapp.retrieval.drawings import embed_drawings
from sketchapp.retrieval.embeddings import embed_photo_files

NEAREST = 16  # sketches that are looked at for a photo
CENTRED_ON = 500  # photos at most


def store_bank(
    checkpoint: Path, datasets: Sequence[Dataset], most: Sequence[int], seed: int = 0
) -> int:
    """Put sketches of these datasets into weights that were trained on them; how many there are.

    The weights' hash changes: embeddings that were kept for them are made anew, and a temperature
    fits no longer. `most` is that of `chosen_sketches`. Raises CheckpointError where rows are no
    units.
    """
    retriever = load_plain(checkpoint)
    if isinstance(retriever, MatrixRetriever) and retriever.config.printed:
        raise CheckpointError("local scaling is of unit rows; these have the printed distance")
    bank = bank_of(retriever, datasets, most, np.random.default_rng(seed))
    tensors, header = read_tensors(checkpoint), read_config(checkpoint)
    if SCALING not in header and KNOWN_DIRECTION in tensors:
        shape = retriever.rows, retriever.width
        tensors[KNOWN_DIRECTION] = widened(tensors[KNOWN_DIRECTION], shape)
    write_checkpoint(checkpoint, *add_bank(tensors, header, bank))
    return len(bank.rows)


def bank_of(
    retriever: TrainedRetriever,
    datasets: Sequence[Dataset],
    most: Sequence[int],
    rng: np.random.Generator,
) -> Bank:
    """Sketches as a plain retriever reads them; nothing is taken off the mean of their photos."""
    pairs = chosen_sketches(datasets, most, rng)
    photos = {
        photo.path: None
        for dataset in datasets
        for photo in dataset.only(pair.photo_id for pair in pairs).photos
    }
    drawn = torch.from_numpy(embed_drawings(retriever, [pair.lines for pair in pairs]))
    seen = embed_photo_files(retriever, list(photos)[:CENTRED_ON])
    bank = Bank(drawn, NEAREST, 0.0)
    return replace(bank, centre=float(bank.hubness(torch.from_numpy(seen)).mean()))


def chosen_sketches(
    datasets: Sequence[Dataset], most: Sequence[int], rng: np.random.Generator
) -> list[Pair]:
    """Sketches at random, one of a photo: of each category as many as `most` of its dataset says.

    The first dataset that has a category is the one that counts for it. Raises DatasetError where
    there are no sketches, or a number for each dataset is not given.
    """
    if len(most) != len(datasets):
        raise DatasetError(f"{len(datasets)} datasets and {len(most)} numbers of sketches")
    chosen: dict[str, list[Pair]] = {}
    for dataset, count in zip(datasets, most, strict=True):
        chosen = _of_categories(dataset, count, rng) | chosen
    if not chosen:
        raise DatasetError("no sketches in these datasets; local scaling needs some")
    return [pair for _, pairs in sorted(chosen.items()) for pair in pairs]


def _of_categories(dataset: Dataset, count: int, rng: np.random.Generator) -> dict[str, list[Pair]]:
    category = {photo.id: photo.category for photo in dataset.photos}
    of_photo: dict[str, list[Pair]] = {}
    for pair in dataset.pairs:
        of_photo.setdefault(pair.photo_id, []).append(pair)
    chosen: dict[str, list[Pair]] = {}
    for photo in rng.permutation(sorted(of_photo)):
        pairs = chosen.setdefault(category[photo], [])
        if len(pairs) < count:
            pairs.append(of_photo[photo][rng.integers(len(of_photo[photo]))])
    return chosen
