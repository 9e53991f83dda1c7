"""What folded batch normalisation saves: a pass with its gradient, with and without.

Run `python -m benchmarks.folding`. Both networks take turns in one process, on one thread.
"""

from __future__ import annotations

import copy
import json
import statistics
import time
from dataclasses import asdict, dataclass

import torch
from torch import Tensor

from sketchapp.models.backbones import Backbone, build_backbone
from sketchapp.models.folding import fold_batch_norms

NAME, SIDE_PX = "efficientnet_lite0", 160  # as the shipped retriever reads a sketch
WARM_UP = 5


@dataclass(frozen=True)
class FoldingBench:
    """Medians in ms of processor time; folded_over_plain is the median of the ratios of turns."""

    plain_ms: float
    folded_ms: float
    folded_over_plain: float


def run(turns: int = 60) -> FoldingBench:
    """Read one picture by turns, with the gradient of its pixels."""
    torch.set_num_threads(1)
    plain = build_backbone(NAME).eval().requires_grad_(False)
    folded = copy.deepcopy(plain)
    fold_batch_norms(folded)
    networks = [each.to(memory_format=torch.channels_last) for each in (plain, folded)]
    image = torch.rand(1, 3, SIDE_PX, SIDE_PX)
    times = [[_pass_ms(network, image) for network in networks] for _ in range(WARM_UP + turns)]
    times = times[WARM_UP:]
    before, after = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(late / early for early, late in times)
    return FoldingBench(round(before, 2), round(after, 2), round(ratio, 3))


def _pass_ms(network: Backbone, image: Tensor) -> float:
    image = image.clone().requires_grad_()
    start = time.thread_time()
    network(image).mean().backward()
    return (time.thread_time() - start) * 1000


if __name__ == "__main__":
    print(json.dumps(asdict(run()), indent=1))
