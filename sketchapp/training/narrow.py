"""`train narrow`: a trained network with other, narrower rows that keep most of what it tells.

The rows of all photos and sketches of some datasets are laid side by side; their principal
directions, turned at random so that no row has more to say than another, become the new rows. A
network of one wide row so becomes one of several, which an ensemble can take in.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchapp.data.dataset import Dataset
from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.retriever import HEADER, MatrixRetriever, load_matrix_retriever
from sketchapp.retrieval.drawings import embed_drawings, flat
from sketchapp.retrieval.embeddings import embed_photo_files

CALIBRATED = ("figures", "familiar_from", "temperature")  # of the old rows: no longer true


def narrow(
    source: Path, datasets: list[Dataset], groups: tuple[int, ...], width: int, out: Path
) -> float:
    """Write the network with rows of this width in these groups; returns the energy that is kept.

    Energy is the sum of squares of the old rows, 1 where nothing is lost. Raises CheckpointError
    where the encoder of the source is not linear or the new rows would be wider than the old.
    """
    network = load_matrix_retriever(source)
    photos = [photo.path for data in datasets for photo in data.photos]
    drawings = [pair.lines for data in datasets for pair in data.pairs]
    rows = np.concatenate(
        [flat(embed_photo_files(network, photos)), flat(embed_drawings(network, drawings))]
    )
    turned, kept = narrowed(network, rows, groups, width)
    header = {k: v for k, v in read_config(source).items() if k not in (HEADER, *CALIBRATED)}
    turned.save(out, {**header, "narrowed_from": network.id, "energy_kept": round(kept, 4)})
    return kept


def narrowed(
    source: MatrixRetriever,
    rows: NDArray[np.float32],
    groups: tuple[int, ...],
    width: int,
) -> tuple[MatrixRetriever, float]:
    """The network with other rows, from old rows (N, K D) side by side, and the energy it keeps.

    Its head for the level says nothing where the groups are others.
    """
    if source.config.encoder != "cells":
        raise CheckpointError(f"rows of encoder {source.config.encoder!r} cannot be narrowed")
    if source.config.printed:
        raise CheckpointError("rows of the printed distance cannot be narrowed; they are no units")
    count = sum(groups) * width
    if count > rows.shape[1]:
        raise CheckpointError(
            f"{sum(groups)} rows of {width} are wider than the {rows.shape[1]} numbers there are"
        )
    directions, kept = _principal(torch.from_numpy(rows).double(), count)
    turn = torch.empty(count, count, dtype=torch.float64)
    torch.nn.init.orthogonal_(turn, generator=torch.Generator().manual_seed(0))
    project = (turn @ directions.T).float()  # (count, K D)
    target = MatrixRetriever(replace(source.config, width=width, groups=groups))
    state = source.state_dict()
    for name in state:
        if ".project." in name:
            state[name] = project @ state[name]
        elif name.startswith("abstraction.") and groups != source.config.groups:
            state[name] = torch.zeros_like(target.state_dict()[name])
    target.load_state_dict(state)
    return target, kept


def _principal(rows: Tensor, count: int) -> tuple[Tensor, float]:
    """The count directions (K D, count) with the most energy of rows (N, K D), and their share."""
    energies, directions = torch.linalg.eigh(rows.T @ rows)  # ascending
    return directions[:, -count:], float(energies[-count:].sum() / energies.sum())
