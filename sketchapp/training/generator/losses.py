"""What the two networks of a StyleGAN2 minimise (Karras et al. 2020, arXiv 1912.04958)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def generator_loss(made: Tensor) -> Tensor:
    """Non-saturating logistic loss of the logits (B,) of made photos."""
    return functional.softplus(-made).mean()


def discriminator_loss(real: Tensor, made: Tensor) -> Tensor:
    """Logistic loss of the logits (B,) of real and of made photos."""
    return functional.softplus(-real).mean() + functional.softplus(made).mean()


def r1_penalty(logits: Tensor, photos: Tensor) -> Tensor:
    """Half the mean squared gradient of logits (B,) by real photos (B, 3, M, M) in 0..1.

    Mescheder et al. 2018 (arXiv 1801.04406, equation 9). The gradient is taken in the scale -1..1
    of the published weights, hence half of the one in 0..1.
    """
    (gradient,) = torch.autograd.grad(logits.sum(), photos, create_graph=True)
    return (gradient / 2).square().sum((1, 2, 3)).mean() / 2
