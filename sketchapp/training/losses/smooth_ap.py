"""Smooth-AP (Brown et al., 2020): average precision with sigmoids for ranks.

pytorch-metric-learning has this loss for one list of vectors in which every class has as many
members as any other, and refuses references. Here sketches search among photos, so it is written
out; a sketch has one photo, which makes its average precision one over the photo's place.
"""

from __future__ import annotations

from torch import Tensor

from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.ranks import photos_before


def smooth_ap_loss(matches: Matches, tau: float = 0.01) -> Tensor:
    """1 - the mean over sketches of 1 / (1 + photos before the own): in 0..1 (their Eq. 6)."""
    return 1 - (1 / (1 + photos_before(matches, tau))).mean()
