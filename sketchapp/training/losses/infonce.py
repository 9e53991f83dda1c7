"""InfoNCE from sketches to photos alone (van den Oord et al., 2018, Eq. 4).

NTXentLoss of pytorch-metric-learning gives the same number (a test holds the two together), but
pairs every anchor with the wrong photos of all anchors, A x A (B - 1) numbers: a gigabyte for three
drawings of each of 128 photos. As a cross-entropy it is one line.
"""

from __future__ import annotations

from torch import Tensor, nn

from sketchapp.training.losses.matches import Matches


def infonce_loss(matches: Matches, temperature: float = 0.07) -> Tensor:
    """Each sketch must find its photo among those of the batch: a scalar.

    `matching_loss` has the way back besides.
    """
    return nn.functional.cross_entropy(matches.similarity / temperature, matches.own)
