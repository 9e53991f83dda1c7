"""Abstraction identification (abstraction-aware retrieval, Eq. 5)."""

from __future__ import annotations

from torch import Tensor, nn

from sketchapp.training.losses.matches import Matches


def abstraction_loss(matches: Matches) -> Tensor:
    """Cross-entropy of the model's level against the true one, over the number of levels.

    Eq. 5 divides the sum over the levels by their number.
    """
    levels = matches.level_logits.shape[1]
    return nn.functional.cross_entropy(matches.level_logits, matches.level) / levels
