"""Image networks that end in a feature map, registered by name behind one interface.

open_clip is imported where it is used: it takes half a second, and only its own towers need it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torchvision
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_tensors
from sketchapp.models.efficientnet_lite import (
    efficientnet_lite0,
    efficientnet_lite0_whole,
    imagenet_state,
)
from sketchapp.models.sketch_a_net import AtLeast, sketch_a_net

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
IMAGENET = "imagenet"  # the tag under which torchvision's own weights are downloaded
HALF = (0.5, 0.5, 0.5)  # Google's networks take -1..1
CLIP_MEAN, CLIP_STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)

HEAD = ("avgpool", "dropout", "fc", "AuxLogits")  # what follows or leaves the trunk in torchvision


@dataclass(frozen=True)
class Normalisation:
    """Per channel (image - mean) / std, as the weights were trained with."""

    mean: tuple[float, float, float] = IMAGENET_MEAN
    std: tuple[float, float, float] = IMAGENET_STD


class Backbone(nn.Module):
    """Pictures (B, 3, H, W) in 0..1 to feature maps (B, channels, h, w).

    A network that ends in a vector gives h = w = 1. Normalisation is part of it. Statistics of
    batch normalisation stay as pretrained, also while the rest learns: a batch mixes sketches with
    photos, and what is embedded later is one of them.
    """

    mean: Tensor
    std: Tensor

    def __init__(
        self, body: nn.Module, channels: int, normalisation: Normalisation | None = None
    ) -> None:
        super().__init__()
        normalisation = normalisation or Normalisation()
        self.body = body
        self.channels = channels
        self.register_buffer("mean", torch.tensor(normalisation.mean).view(3, 1, 1), False)
        self.register_buffer("std", torch.tensor(normalisation.std).view(3, 1, 1), False)

    def forward(self, images: Tensor) -> Tensor:
        normal = (images - self.mean) / self.std
        features = self.body(normal.contiguous(memory_format=torch.channels_last))
        if isinstance(features, list):
            features = _stacked(features)
        return features if features.ndim == 4 else features[:, :, None, None]  # (B, C, h, w)

    def train(self, mode: bool = True) -> Backbone:
        """Everything but batch normalisation in this mode."""
        super().train(mode)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.eval()
        return self


def _stacked(maps: list[Tensor]) -> Tensor:
    """Maps (B, C_i, h_i, w_i), fine to coarse, as one map of the finest size."""
    size = maps[0].shape[2:]
    return torch.cat([nn.functional.interpolate(each, size) for each in maps], dim=1)


def _squeezenet() -> Backbone:
    return Backbone(torchvision.models.squeezenet1_0().features, 512)


def _vgg16() -> Backbone:
    return Backbone(torchvision.models.vgg16().features, 512)


def _resnet18() -> Backbone:
    return Backbone(nn.Sequential(_headless(torchvision.models.resnet18())), 512)


def _resnet50() -> Backbone:
    return Backbone(nn.Sequential(_headless(torchvision.models.resnet50())), 2048)


def _inception_v3() -> Backbone:
    """Up to Mixed_7c; published for pictures of 299 px, and nothing comes out under 75 px."""
    network = torchvision.models.inception_v3(aux_logits=False, init_weights=False)
    body = nn.Sequential(OrderedDict([("enlarge", AtLeast(75)), *_headless(network).items()]))
    return Backbone(body, 2048, Normalisation(HALF, HALF))


def _efficientnet_lite0() -> Backbone:
    network = efficientnet_lite0()
    return Backbone(network, sum(network.feature_info.channels()), Normalisation(HALF, HALF))


def _efficientnet_lite0_whole() -> Backbone:
    return Backbone(efficientnet_lite0_whole(), 1280, Normalisation(HALF, HALF))


def _sketch_a_net() -> Backbone:
    return Backbone(sketch_a_net(), 256)


def _headless(network: nn.Module) -> OrderedDict[str, nn.Module]:
    """The layers up to the feature map, named as in torchvision, so that its weights fit."""
    children = network.named_children()
    return OrderedDict((name, layer) for name, layer in children if name not in HEAD)


BACKBONES: dict[str, Callable[[], Backbone]] = {
    "squeezenet1_0": _squeezenet,
    "efficientnet_lite0": _efficientnet_lite0,
    "efficientnet_lite0_whole": _efficientnet_lite0_whole,
    "vgg16": _vgg16,
    "resnet18": _resnet18,
    "resnet50": _resnet50,
    "inception_v3": _inception_v3,
    "sketch_a_net": _sketch_a_net,
}
"""Networks without weights; `open_clip:NAME` makes the image tower of any open_clip model."""


def build_backbone(name: str) -> Backbone:
    """A network of this name with random weights.

    Raises CheckpointError, listing the names that exist.
    """
    if name.startswith("open_clip:"):
        return _open_clip_tower(name.removeprefix("open_clip:"))
    if name not in BACKBONES:
        raise CheckpointError(
            f"backbone {name!r} not found; there are: {', '.join(BACKBONES)}, open_clip:NAME"
        )
    return BACKBONES[name]()


def open_clip_config(name: str) -> dict[str, Any]:
    """What open_clip knows of a model without making it; CheckpointError where it is unknown."""
    import open_clip  # noqa: PLC0415 (see the module)

    config = open_clip.get_model_config(name)
    if config is None:
        raise CheckpointError(
            f"open_clip has no model {name!r}; there are: {', '.join(open_clip.list_models()[:8])},"
            " ... (open_clip.list_models() names all)"
        )
    return config


def _open_clip_tower(name: str) -> Backbone:
    import open_clip  # noqa: PLC0415 (see the module)

    config = open_clip_config(name)
    visual: Any = open_clip.create_model(name).visual  # towers differ in class, not in interface
    return Backbone(visual, config["embed_dim"], Normalisation(CLIP_MEAN, CLIP_STD))


def load_pretrained(backbone: Backbone, name: str, weights: Path | str) -> Backbone:
    """Fill a backbone with pretrained weights: a local safetensors file, or a tag to download.

    Tags: `imagenet` for torchvision networks and EfficientNet-Lite0 (from its package where that is
    installed), an open_clip pretrained tag for open_clip towers.
    Raises CheckpointError where the file is missing or the hub cannot be reached.
    """
    path = Path(weights)
    if path.suffix == ".safetensors" or path.exists():
        state = read_tensors(path)
        prefix = "visual." if name.startswith("open_clip:") else "features."
        chosen = {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
        return _fill(backbone, chosen or state, str(path))
    return _download(backbone, name, str(weights))


def _fill(backbone: Backbone, state: dict[str, Tensor], source: str) -> Backbone:
    try:
        missing, _ = backbone.body.load_state_dict(state, strict=False)
    except RuntimeError as error:  # a tensor of another shape
        raise CheckpointError(f"{source} is of another network: {error}") from error
    if missing:
        raise CheckpointError(
            f"{source} lacks {len(missing)} tensors of the network, first {missing[0]}"
        )
    return backbone


def _download(backbone: Backbone, name: str, tag: str) -> Backbone:
    if not name.startswith("open_clip:") and tag != IMAGENET:
        raise CheckpointError(
            f"weights {tag!r} of {name} not found; give {IMAGENET!r} or the path of a"
            " .safetensors file"
        )
    try:
        if name.startswith("open_clip:"):
            import open_clip  # noqa: PLC0415 (see the module)

            tower: Any = open_clip.create_model(name.removeprefix("open_clip:"), tag).visual
            state = tower.state_dict()
        elif name.startswith("efficientnet_lite0"):
            state = imagenet_state()
        else:
            network: Any = torchvision.models.get_model(name, weights="DEFAULT")
            has_features = hasattr(network, "features")
            trunk = network.features if has_features else nn.Sequential(_headless(network))
            state = trunk.state_dict()
    except (OSError, RuntimeError, ValueError) as error:
        raise CheckpointError(
            f"weights {tag!r} of {name} are neither a local file nor reachable ({error});"
            " give the path of a .safetensors file"
        ) from error
    return _fill(backbone, state, tag)
