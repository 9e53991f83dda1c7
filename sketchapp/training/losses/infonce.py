"""InfoNCE from sketches to photos alone, by pytorch-metric-learning (NTXentLoss)."""

from __future__ import annotations

from pytorch_metric_learning.losses import NTXentLoss
from torch import Tensor

from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.metric_learning import apply, mean_cosine


def infonce_loss(matches: Matches, temperature: float = 0.07) -> Tensor:
    """Each sketch must find its photo among those of the batch: a scalar.

    Van den Oord et al. (2018), Eq. 4. `matching_loss` has the way back besides.
    """
    return apply(NTXentLoss(temperature, distance=mean_cosine()), matches)
