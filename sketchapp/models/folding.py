"""Batch normalisation folded into the convolutions before it: the same answers, sooner.

What is served no longer learns, so the two are one affine map. A pass of the shipped retriever with
its gradient takes a sixth less time (benchmarks/serving.py).
"""

from __future__ import annotations

from itertools import pairwise

from timm.models.efficientnet import EfficientNet, EfficientNetFeatures
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval


def fold_batch_norms(network: object) -> None:
    """Fold those of every EfficientNet in a torch module, in place; nothing else changes.

    For networks in eval mode. timm defines its layers in the order in which it applies them, and
    their activation is a part of the normalisation.
    """
    for part in network.modules() if isinstance(network, nn.Module) else ():
        if isinstance(part, (EfficientNet, EfficientNetFeatures)):
            for block in list(part.modules()):
                _fold_children(block)


def _fold_children(block: nn.Module) -> None:
    for (conv_name, conv), (norm_name, norm) in pairwise(list(block.named_children())):
        if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            setattr(block, conv_name, fuse_conv_bn_eval(conv, norm))
            setattr(block, norm_name, norm.act)
