"""The retriever: sketches and photos as unit rows of one space."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.backbones import build_backbone
from sketchapp.models.checkpoint import file_hash, read_config, read_tensors, write_checkpoint
from sketchapp.sketch import RasterStyle

KNOWN_DIRECTION = "known_direction"  # of a checkpoint's tensors


class Retriever(Protocol):
    """Anything that puts sketches and photos into one space; preprocessing belongs to it.

    style says how its sketches are drawn; rows (K) and width (D) the shape of an embedding; id
    changes whenever the weights do. Embeddings are (B, K, D) with unit rows, differentiable.
    """

    id: str
    style: RasterStyle
    rows: int
    width: int

    def embed_sketch(self, images: Tensor, /) -> Tensor: ...

    def embed_photo(self, images: Tensor, /) -> Tensor: ...


@dataclass(frozen=True)
class RetrieverConfig:
    """What must be known to rebuild a network from its weights.

    grid: the feature map is averaged in grid x grid cells before the projection, so that where a
    part lies is kept; 1 is plain average pooling.
    """

    backbone: str = "squeezenet1_0"
    width: int = 512
    grid: int = 3
    size_px: int = 160
    thickness_px: float = 0.8

    @property
    def style(self) -> RasterStyle:
        """How this network's sketches are drawn."""
        return RasterStyle(self.size_px, self.thickness_px)


class SiameseRetriever(nn.Module):
    """One backbone for both kinds of picture, pooled and projected to one unit row (K = 1).

    known_direction (D,), where it was fitted after training, points from drawings of strange things
    to drawings of what the network knows; under familiar_from along it a drawing is strange.
    categories names the kinds of things that it was trained on, where that was written down.
    """

    rows = 1

    def __init__(self, config: RetrieverConfig) -> None:
        super().__init__()
        self.config = config
        self.style = config.style
        self.width = config.width
        self.id = "untrained"
        self.known_direction: Tensor | None = None
        self.familiar_from = -1.0
        self.categories: tuple[str, ...] | None = None
        self.backbone = build_backbone(config.backbone)
        self.pool = nn.AdaptiveAvgPool2d(config.grid)
        self.head = nn.Linear(self.backbone.channels * config.grid**2, config.width)

    def forward(self, images: Tensor) -> Tensor:
        """Pictures (B, 3, H, W) in 0..1 to unit rows (B, 1, D)."""
        pooled = self.pool(self.backbone(images)).flatten(1)  # (B, channels * grid^2)
        return nn.functional.normalize(self.head(pooled), dim=1)[:, None]

    def embed_sketch(self, images: Tensor, /) -> Tensor:
        """Sketches (B, 3, H, W), black on white, drawn in `style`, to (B, 1, D)."""
        return self(images)

    def embed_photo(self, images: Tensor, /) -> Tensor:
        """Photos (B, 3, H, W) in 0..1 at style.size_px to (B, 1, D)."""
        return self(images)

    def save(self, path: Path, notes: dict) -> None:
        """Write the weights in fp16 with the configuration and `notes` (recipe, metrics)."""
        tensors = {name: tensor.half() for name, tensor in self.state_dict().items()}
        write_checkpoint(path, tensors, {"retriever": asdict(self.config), **notes})


def load_retriever(path: Path) -> SiameseRetriever:
    """A retriever ready for use: frozen, in eval mode, float32.

    Raises CheckpointError where the file is missing or holds something else.
    """
    header = read_config(path)
    config = header.get("retriever")
    if not isinstance(config, dict):
        raise CheckpointError(f"{path} holds no retriever")
    try:
        retriever = SiameseRetriever(RetrieverConfig(**config))
        tensors = {name: tensor.float() for name, tensor in read_tensors(path).items()}
        retriever.known_direction = tensors.pop(KNOWN_DIRECTION, None)
        retriever.load_state_dict(tensors)
    except (TypeError, RuntimeError) as error:
        raise CheckpointError(f"{path} does not fit this version: {error}") from error
    retriever.id = file_hash(path)
    retriever.familiar_from = float(header.get("familiar_from", -1.0))
    if "categories" in header:
        retriever.categories = tuple(header["categories"])
    return retriever.eval().requires_grad_(False).to(memory_format=torch.channels_last)
