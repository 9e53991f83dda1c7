"""What is done to a retriever before it answers: how long it takes with and without.

Run `python -m benchmarks.serving`. The shipped weights read one sketch, with the gradient of its
pixels, by turns: as they are loaded, with folded batch normalisation, and with all members at once.
Each pass computes on one thread of torch, as the server does.
"""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import asdict, dataclass

import torch
from torch import Tensor

from sketchapp.models.ensemble import read_at_once
from sketchapp.models.folding import fold_batch_norms
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import Retriever
from sketchapp.settings import Settings

WARM_UP = 5


@dataclass(frozen=True)
class ServingBench:
    """Medians in ms; ratios to the retriever as it is loaded, medians over the turns."""

    loaded_ms: float
    folded_ms: float
    at_once_ms: float
    folded_ratio: float
    at_once_ratio: float


def run(turns: int = 40) -> ServingBench:
    """Read one picture by turns."""
    torch.set_num_threads(1)
    checkpoint = Settings().checkpoint
    loaded, folded, at_once = (load_retriever(checkpoint) for _ in range(3))
    for served in (folded, at_once):
        fold_batch_norms(served)
    read_at_once(at_once)
    side = loaded.style.size_px
    picture = torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(0))
    retrievers = (loaded, folded, at_once)
    times = [[_pass_ms(each, picture) for each in retrievers] for _ in range(WARM_UP + turns)]
    columns = list(zip(*times[WARM_UP:], strict=True))
    medians = [round(statistics.median(column), 1) for column in columns]
    ratios = [
        round(
            statistics.median(own / first for own, first in zip(column, columns[0], strict=True)), 3
        )
        for column in columns[1:]
    ]
    return ServingBench(*medians, *ratios)


def _pass_ms(retriever: Retriever, picture: Tensor) -> float:
    picture = picture.clone().requires_grad_()
    start = time.perf_counter()
    retriever.embed_sketch(picture).sum().backward()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    print(json.dumps(asdict(run()), indent=1))
