"""What a query costs: abstraction-aware retrieval, Sec. 6.3 iii."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from sketchapp.errors import CheckpointError
from sketchapp.models.ensemble import EnsembleRetriever
from sketchapp.models.local_scaling import ScaledRetriever
from sketchapp.models.retriever import MatrixRetriever, TrainedRetriever
from sketchapp.retrieval.index.flat import FlatIndex

ROUNDS = 30
TOP = 10


@dataclass(frozen=True)
class Efficiency:
    """Of one sketch of size_px: network and search among n_photos embeddings of rows x width.

    flops counts a multiply-add as two. encoder_share and distance_share are in percent: of the
    operations, what comes after the backbone, and of the time, what the search takes.
    """

    parameters: int
    size_px: int
    rows: int
    width: int
    flops: int
    multiply_adds: int
    encoder_share: float
    n_photos: int
    encode_ms: float
    distance_ms: float
    distance_share: float


def efficiency_of(
    retriever: TrainedRetriever, n_photos: int, rounds: int = ROUNDS, seed: int = 0
) -> Efficiency:
    """Count the operations of embedding a sketch, and time it beside an exact search, all rows.

    Both are timed in turn, so that whatever else the machine does touches both; medians of
    `rounds`. The photos are random unit rows: a search takes as long for any. CheckpointError for
    retrievers without backbones of their own.
    """
    networks = _networks(retriever)
    picture = torch.ones(1, 3, retriever.style.size_px, retriever.style.size_px)
    flops = count_flops(retriever.read_sketch, picture)
    backbone = sum(count_flops(network.backbone, picture) for network in networks)
    index = _random_index(retriever, n_photos, np.random.default_rng(seed))
    encode_ms, distance_ms = _times_ms(retriever, picture, index, rounds)
    return Efficiency(
        parameters=sum(p.numel() for network in networks for p in network.parameters()),
        size_px=retriever.style.size_px,
        rows=retriever.rows,
        width=retriever.width,
        flops=flops,
        multiply_adds=flops // 2,
        encoder_share=round(100 * (flops - backbone) / flops, 3),
        n_photos=n_photos,
        encode_ms=round(encode_ms, 3),
        distance_ms=round(distance_ms, 4),
        distance_share=round(100 * distance_ms / (encode_ms + distance_ms), 3),
    )


def _networks(retriever: TrainedRetriever) -> tuple[MatrixRetriever, ...]:
    if isinstance(retriever, ScaledRetriever):
        return _networks(retriever.plain)
    if isinstance(retriever, MatrixRetriever):
        return (retriever,)
    if isinstance(retriever, EnsembleRetriever):
        return retriever.members
    raise CheckpointError("operations are counted of feature matrices; these weights hold others")


def count_flops(call: Callable[[Tensor], object], picture: Tensor) -> int:
    """Floating-point operations of one call on a picture, as torch counts them."""
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:  # inference mode would hide the operations from the counter
        call(picture)
    return counter.get_total_flops()


def _random_index(
    retriever: TrainedRetriever, n_photos: int, rng: np.random.Generator
) -> FlatIndex:
    rows = rng.standard_normal((n_photos, retriever.rows, retriever.width)).astype(np.float32)
    index = FlatIndex(retriever.rows, retriever.width)
    index.add(rows / np.linalg.norm(rows, axis=2, keepdims=True))
    return index


@torch.inference_mode()
def _times_ms(
    retriever: TrainedRetriever, picture: Tensor, index: FlatIndex, rounds: int
) -> tuple[float, float]:
    """Medians of reading a sketch and of searching with all its rows."""
    query = retriever.read_sketch(picture).rows[0].numpy()
    rows = range(retriever.rows)
    index.search(query, TOP, rows)
    encode, search = [], []
    for _ in range(rounds):
        encode.append(_time_ms(lambda: retriever.read_sketch(picture)))
        search.append(_time_ms(lambda: index.search(query, TOP, rows)))
    return statistics.median(encode), statistics.median(search)


def _time_ms(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000
