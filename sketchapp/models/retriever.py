"""The retriever: sketches and photos as feature matrices of one space.

An embedding has K unit rows of width D, from coarse to fine. How many of them count is for the
sketch to say: its abstraction level selects the first few, and similarity is the mean cosine of the
selected rows (abstraction-aware retrieval, Sec. 5.1; as it is printed there: printed_distance.py),
of a scaled retriever less what makes a photo a hub (local_scaling.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.abstraction import AbstractionHead, rows_of_levels
from sketchapp.models.backbones import build_backbone
from sketchapp.models.checkpoint import file_hash, read_config, read_tensors, write_checkpoint
from sketchapp.models.edges import edge_pictures
from sketchapp.models.encoders import build_encoder
from sketchapp.models.filling import filled
from sketchapp.models.photos import PhotoStyle
from sketchapp.models.printed_distance import COLUMNS, photo_columns, sketch_columns
from sketchapp.models.quantised import in_floats
from sketchapp.sketch import RasterStyle
from sketchapp.sketch.frame import INK_SHARE

HEADER = "retriever"  # the configuration's name in a checkpoint
KNOWN_DIRECTION = "known_direction"  # of a checkpoint's tensors
BANK = "bank"  # of a checkpoint's tensors: known sketches of the local scaling
DEFAULT_TEMPERATURE = 0.07  # of similarities, where none was calibrated: that of training


@dataclass(frozen=True, eq=False)
class SketchReading:
    """What one pass through the network tells of sketches.

    rows (B, K, D) unit rows; level_logits (B, levels), the larger the likelier, coarse first.
    """

    rows: Tensor
    level_logits: Tensor

    @property
    def level(self) -> Tensor:
        """The likeliest level of each sketch, (B,)."""
        return self.level_logits.argmax(dim=1)


@dataclass(frozen=True, eq=False)
class BatchReading:
    """Both sides of a batch after one pass, with the shared feature maps that all of it comes from.

    photos (B, K, D) unit rows; drawn (A, C, h, w) of the sketches, seen (B, C, h, w) of the photos
    as they are; without numbers where a network keeps no maps.
    """

    sketches: SketchReading
    photos: Tensor
    drawn: Tensor
    seen: Tensor


class Retriever(Protocol):
    """Anything that puts sketches and photos into one space; preprocessing belongs to it.

    style and photo_style say how sketches are drawn and photos framed; rows (K) and width (D) the
    shape of an embedding; row_counts how many first rows each abstraction level selects, coarse
    first, the last of them K ((K,) where there is no choice); temperature turns similarities into
    probabilities; id changes whenever the weights do. Embeddings are (B, K, D), differentiable;
    the mean product of the selected rows of two is their similarity, about -1..1.
    """

    id: str
    style: RasterStyle
    photo_style: PhotoStyle
    rows: int
    width: int
    row_counts: tuple[int, ...]
    temperature: float

    def read_sketch(self, images: Tensor, /) -> SketchReading: ...

    def embed_sketch(self, images: Tensor, /) -> Tensor: ...

    def embed_photo(self, images: Tensor, /) -> Tensor: ...


class TrainedRetriever(Retriever, Protocol):
    """A retriever as its weights' file gives it, with what was fitted after training.

    known_direction (K D,), where there is one, points from drawings of strange things to those of
    what the network knows; under familiar_from along it a drawing is strange. categories names the
    kinds of things that it was trained on, where that was written down.
    """

    known_direction: Tensor | None
    familiar_from: float
    categories: tuple[str, ...] | None


@dataclass(frozen=True)
class RetrieverConfig:
    """What must be known to rebuild a network from its weights.

    groups: rows that each abstraction level adds; (1,) is an ordinary embedding. shared: one
    encoder of rows for sketches and photos, or one for each. grid: cells along a side in which the
    encoder keeps where a part lies. ink_share and photo_share: what the longer side of a drawing,
    or of an object on white, takes of the picture (a photo_share of 0: photos fill it). edges: a
    photo is read twice, as it is and as a picture of its edges, and its rows are the sums. fill:
    how much of an object's longer side over its shorter one is stretched away, see `filled`.
    mirrored: an embedding has each row of the picture and of its mirror image side by side, so that
    similarity is the mean of both; training goes on without. printed: rows are not made unit, and
    photos are ranked by the Euclidean distance of those that are selected.
    """

    backbone: str = "squeezenet1_0"
    width: int = 64
    groups: tuple[int, ...] = (3, 3, 3)
    encoder: str = "cells"
    shared: bool = True
    grid: int = 3
    size_px: int = 160
    thickness_px: float = 0.8
    ink_share: float = INK_SHARE
    photo_share: float = 0.0
    edges: bool = False
    fill: float = 0.0
    mirrored: bool = False
    printed: bool = False

    @property
    def style(self) -> RasterStyle:
        """How this network's sketches are drawn."""
        return RasterStyle(self.size_px, self.thickness_px, self.ink_share)

    @property
    def photo_style(self) -> PhotoStyle:
        """How its photos are framed."""
        return PhotoStyle(self.size_px, self.photo_share or None)


class MatrixRetriever(nn.Module):
    """One backbone for both kinds of picture, an encoder of rows, and a head for the level."""

    def __init__(self, config: RetrieverConfig) -> None:
        super().__init__()
        self.config = config
        self.style, self.photo_style = config.style, config.photo_style
        self.rows = sum(config.groups)
        self.width = config.width * (1 + config.mirrored) + COLUMNS * config.printed
        self.row_counts = rows_of_levels(config.groups)
        self.id = "untrained"
        self.known_direction: Tensor | None = None
        self.familiar_from = -1.0
        self.temperature = DEFAULT_TEMPERATURE
        self.categories: tuple[str, ...] | None = None
        self.backbone = build_backbone(config.backbone)
        shape = (self.backbone.channels, self.rows, config.width, config.grid)
        self.encode_sketch = build_encoder(config.encoder, *shape)
        self.encode_photo = (
            self.encode_sketch if config.shared else build_encoder(config.encoder, *shape)
        )
        self.abstraction = AbstractionHead(self.backbone.channels, len(config.groups))

    def pretrained_parameters(self) -> list[nn.Parameter]:
        """What learns and knows something already: the backbone."""
        return list(self.backbone.parameters())

    def forward(self, sketches: Tensor, photos: Tensor) -> BatchReading:
        """Both sides of a batch in one pass, (A, 3, H, W) and (B, 3, H, W)."""
        views = self._views(photos)
        features = self._features(torch.cat([sketches, *views]))
        drawn, *seen = features.split([len(sketches), *(len(view) for view in views)])
        return BatchReading(self._reading(drawn), self._photo_rows(seen), drawn, seen[0])

    def read_sketch(self, images: Tensor, /) -> SketchReading:
        """Sketches (B, 3, H, W), black on white, drawn in `style`: their rows and levels."""
        reading = self._read(images)
        if not self.config.printed:
            return reading
        return SketchReading(sketch_columns(reading.rows), reading.level_logits)

    def embed_sketch(self, images: Tensor, /) -> Tensor:
        """Their rows alone, (B, K, D)."""
        return self.read_sketch(images).rows

    def embed_photo(self, images: Tensor, /) -> Tensor:
        """Photos (B, 3, H, W) in 0..1, framed in `photo_style`, to (B, K, D)."""
        rows = (
            _side_by_side(self._seen(torch.cat([images, images.flip(3)])))
            if self.config.mirrored
            else self._seen(images)
        )
        return photo_columns(rows) if self.config.printed else rows

    def _read(self, images: Tensor) -> SketchReading:
        if not self.config.mirrored:
            return self._reading(self._features(images))
        both = self._reading(self._features(torch.cat([images, images.flip(3)])))
        own, mirrored = both.level_logits.chunk(2)
        return SketchReading(_side_by_side(both.rows), (own + mirrored) / 2)

    def _seen(self, photos: Tensor) -> Tensor:
        return self._photo_rows([self._features(view) for view in self._views(photos)])

    def _features(self, pictures: Tensor) -> Tensor:
        """Feature maps (B, C, h, w) of pictures as this network looks at them."""
        fill = self.config.fill
        return self.backbone(filled(pictures, fill) if fill else pictures)

    def _views(self, photos: Tensor) -> list[Tensor]:
        return [photos, edge_pictures(photos)] if self.config.edges else [photos]

    def _photo_rows(self, views: Iterable[Tensor]) -> Tensor:
        """Rows (B, K, D) of the feature maps (B, C, h, w) of each view."""
        return self._rows_of(
            sum((self._rows_of(self.encode_photo(view)) for view in views), torch.zeros(()))
        )

    def _reading(self, features: Tensor) -> SketchReading:
        rows = self._rows_of(self.encode_sketch(features))
        return SketchReading(rows, self.abstraction(features))

    def _rows_of(self, encoded: Tensor) -> Tensor:
        return encoded if self.config.printed else nn.functional.normalize(encoded, dim=2)

    def save(self, path: Path, notes: dict) -> None:
        """Write the weights in fp16 with the configuration and `notes` (recipe, metrics)."""
        write_checkpoint(path, self.kept_tensors(), {HEADER: asdict(self.config), **notes})

    def kept_tensors(self) -> dict[str, Tensor]:
        """The weights as they are saved: in fp16, those of a shared encoder once."""
        state = self.state_dict()
        if self.config.shared:  # both names stand for the same numbers
            state = {k: v for k, v in state.items() if not k.startswith("encode_photo.")}
        return {name: tensor.half() for name, tensor in state.items()}


def load_matrix_retriever(path: Path) -> MatrixRetriever:
    """A retriever of feature matrices ready for use: frozen, in eval mode, float32.

    Raises CheckpointError where the file is missing or holds something else.
    """
    header = read_config(path)
    config = header.get(HEADER)
    if not isinstance(config, dict):
        raise CheckpointError(
            f"{path} holds no retriever of feature matrices; give weights that"
            " `train retriever --recipe compact` wrote"
        )
    try:
        retriever = MatrixRetriever(config_of_header(config))
        tensors = in_floats(read_tensors(path))
        tensors.pop(BANK, None)
        retriever.known_direction = tensors.pop(KNOWN_DIRECTION, None)
        retriever.load_state_dict(with_shared(tensors, retriever.config))
    except (TypeError, RuntimeError) as error:
        raise CheckpointError(f"{path} does not fit this version: {error}") from error
    retriever.id = file_hash(path)
    take_notes(retriever, header)
    return retriever.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def config_of_header(config: dict) -> RetrieverConfig:
    """The configuration that a header holds as JSON; TypeError where a name is not known."""
    values: dict[str, Any] = dict(config)
    values["groups"] = tuple(config.get("groups", RetrieverConfig.groups))  # JSON has lists
    return RetrieverConfig(**values)


def take_notes(retriever: TrainedRetriever, header: dict) -> None:
    """Give a retriever what its header tells of calibration and training data."""
    retriever.familiar_from = float(header.get("familiar_from", -1.0))
    retriever.temperature = float(header.get("temperature", DEFAULT_TEMPERATURE))
    if "categories" in header:
        retriever.categories = tuple(header["categories"])


def with_shared(tensors: dict[str, Tensor], config: RetrieverConfig) -> dict[str, Tensor]:
    """The tensors under both names of a shared encoder."""
    if not config.shared:
        return tensors
    own = {k: v for k, v in tensors.items() if k.startswith("encode_sketch.")}
    return tensors | {k.replace("encode_sketch.", "encode_photo."): v for k, v in own.items()}


def _side_by_side(rows: Tensor) -> Tensor:
    """Unit rows (2B, K, D) of pictures, then of their mirror images, as rows (B, K, 2D)."""
    return torch.cat(rows.chunk(2), dim=2) / 2**0.5
