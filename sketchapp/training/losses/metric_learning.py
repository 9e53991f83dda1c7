"""Matches as the losses of pytorch-metric-learning take them: two lists of vectors with labels.

A mask belongs to a sketch and selects rows of every photo that the sketch is compared with. Photos
need no mask for that: with each row weighted by its share in the sketch's mask, the dot product of
flattened rows is the mean cosine of the selected ones.
"""

from __future__ import annotations

import torch
from pytorch_metric_learning.distances import DotProductSimilarity
from pytorch_metric_learning.losses import BaseMetricLossFunction
from pytorch_metric_learning.miners import BaseMiner
from torch import Tensor

from sketchapp.training.losses.matches import Matches


def mean_cosine() -> DotProductSimilarity:
    """The similarity of flattened, weighted rows: their dot product as it is."""
    return DotProductSimilarity(normalize_embeddings=False)


def apply(loss: BaseMetricLossFunction, matches: Matches, miner: BaseMiner | None = None) -> Tensor:
    """A library loss with the sketches (A,) as anchors and the photos (B,) as references."""
    share = matches.mask / matches.mask.sum(dim=1, keepdim=True)  # (A, K)
    sketches = (matches.sketches * share[:, :, None]).flatten(1)  # (A, K D)
    photos = matches.photos.flatten(1)  # (B, K D)
    labels = torch.arange(len(photos), device=matches.own.device)
    chosen = None if miner is None else miner(sketches, matches.own, photos, labels)
    return loss(sketches, matches.own, chosen, photos, labels)
