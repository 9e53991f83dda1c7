"""The triplet loss (abstraction-aware retrieval, Eq. 1), by pytorch-metric-learning."""

from __future__ import annotations

from pytorch_metric_learning.losses import TripletMarginLoss
from pytorch_metric_learning.miners import BatchHardMiner
from pytorch_metric_learning.reducers import MeanReducer
from torch import Tensor

from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.metric_learning import apply, mean_cosine


def triplet_loss(matches: Matches, margin: float = 0.2, hardest: bool = False) -> Tensor:
    """Mean of max(0, margin + distance to the own photo - distance to another): a scalar.

    The others are all other photos of the batch, or for each sketch the nearest of them alone.
    """
    loss = TripletMarginLoss(margin, distance=mean_cosine(), reducer=MeanReducer())
    return apply(loss, matches, BatchHardMiner(distance=mean_cosine()) if hardest else None)
