"""The classifier: pictures of sketches to the name of what is drawn."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.backbones import build_backbone
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.sketch import RasterStyle, Sketch, rasterise
from sketchapp.sketch.quickdraw_points import quickdraw_simplified

HEADER = "classifier"  # the configuration's name in a checkpoint
CATEGORIES = "categories"  # the names beside it, in the order of the logits
BATCH = 64


class Classifier(Protocol):
    """Anything that names sketches: pictures (B, 3, H, W), black on white, to logits (B, C).

    categories are the C names; style says how a sketch is drawn for it. Differentiable with respect
    to the pictures. Any torch module becomes one by `NamedClasses`.
    """

    @property
    def categories(self) -> tuple[str, ...]: ...

    @property
    def style(self) -> RasterStyle: ...

    def __call__(self, images: Tensor, /) -> Tensor: ...


@dataclass(frozen=True, eq=False)
class NamedClasses:
    """Somebody's own network as a Classifier; what it does to pictures first is its own affair."""

    network: Callable[[Tensor], Tensor]
    categories: tuple[str, ...]
    style: RasterStyle

    def __call__(self, images: Tensor, /) -> Tensor:
        logits = self.network(images)
        if logits.shape != (len(images), len(self.categories)):
            raise CheckpointError(
                f"the classifier gave logits of shape {tuple(logits.shape)} for {len(images)}"
                f" pictures and {len(self.categories)} categories; give one for each category"
            )
        return logits


@dataclass(frozen=True)
class ClassifierConfig:
    """What must be known to rebuild a classifier from its weights.

    Lines thickness_px thick, the longer side of the ink on ink_share of a picture of size_px.
    """

    backbone: str = "squeezenet1_0"
    size_px: int = 112
    thickness_px: float = 1.6
    ink_share: float = 0.9
    dropout: float = 0.2

    @property
    def style(self) -> RasterStyle:
        """How drawings are made for it."""
        return RasterStyle(self.size_px, self.thickness_px, self.ink_share)


class SketchClassifier(nn.Module):
    """A backbone, the mean of its feature map, and one linear layer: logits of C categories."""

    def __init__(self, config: ClassifierConfig, categories: Sequence[str]) -> None:
        super().__init__()
        self.config = config
        self.categories = tuple(categories)
        self.backbone = build_backbone(config.backbone)
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Linear(self.backbone.channels, len(self.categories))

    @property
    def style(self) -> RasterStyle:
        """How a sketch is drawn for it."""
        return self.config.style

    def forward(self, images: Tensor) -> Tensor:
        """Logits (B, C) of pictures (B, 3, H, W)."""
        features = self.backbone(images).mean((2, 3))  # (B, channels)
        return self.head(self.dropout(features))

    def save(self, path: Path, notes: dict[str, Any]) -> None:
        """Write the weights in fp16, with the configuration and notes in the header."""
        tensors = {
            name: tensor.half() if tensor.is_floating_point() else tensor
            for name, tensor in self.state_dict().items()
        }
        header = {HEADER: asdict(self.config), CATEGORIES: list(self.categories)}
        write_checkpoint(path, tensors, notes | header)


def load_classifier(source: Path | str) -> Classifier:
    """A classifier ready for use: frozen, in eval mode, float32.

    source is a .safetensors file of `train classifier`, or MODULE:FUNCTION, a function without
    arguments, in a module that Python finds, that returns a Classifier. Raises CheckpointError
    where there is none.
    """
    if isinstance(source, str) and ":" in source and not Path(source).exists():
        return _plugged(source)
    return load_sketch_classifier(Path(source))


def load_sketch_classifier(path: Path) -> SketchClassifier:
    """The same of a file that `train classifier` wrote."""
    config = read_config(path)
    if HEADER not in config:
        raise CheckpointError(f"{path} holds no classifier; train one: train classifier")
    try:
        model = SketchClassifier(ClassifierConfig(**config[HEADER]), config[CATEGORIES])
        model.load_state_dict(read_tensors(path))
    except (TypeError, KeyError, RuntimeError) as error:
        raise CheckpointError(f"{path} holds another kind of classifier: {error}") from error
    return model.float().to(memory_format=torch.channels_last).eval().requires_grad_(False)


def _plugged(source: str) -> Classifier:
    module, _, name = source.rpartition(":")
    try:
        made: Any = getattr(importlib.import_module(module), name)()
    except (ImportError, AttributeError, TypeError) as error:
        raise CheckpointError(
            f"classifier {source!r} cannot be made ({error}); give MODULE:FUNCTION, a function"
            " without arguments that returns a classifier"
        ) from error
    missing = [part for part in ("categories", "style") if not hasattr(made, part)]
    if missing or not callable(made):
        raise CheckpointError(
            f"{source} returned a {type(made).__name__} without {' or '.join(missing) or 'a call'};"
            " wrap a network in sketchapp.models.classifier.NamedClasses"
        )
    return cast(Classifier, made)


def picture_of(sketch: Sketch, style: RasterStyle) -> Tensor:
    """The picture (3, H, W) of a simplified sketch in its own frame, black on white."""
    ink = torch.as_tensor(rasterise(sketch, style).ink, dtype=torch.float32)
    return (1 - ink).expand(3, -1, -1)


@torch.inference_mode()
def logits_of(classifier: Classifier, sketches: Sequence[Sketch]) -> np.ndarray:
    """Logits (n, C) of sketches whose points are simplified already, each encoded once."""
    rows = [np.zeros((0, len(classifier.categories)))]
    for first in range(0, len(sketches), BATCH):
        some = sketches[first : first + BATCH]
        images = torch.stack([picture_of(sketch, classifier.style) for sketch in some])
        rows.append(classifier(images).double().numpy(force=True))
    logits = np.concatenate(rows)
    if not np.isfinite(logits).all():
        raise CheckpointError("the classifier's logits are not finite; check its input and weights")
    return logits


@dataclass(frozen=True)
class Guess:
    """A name for a sketch and how sure the classifier is of it, 0..1."""

    category: str
    confidence: float


def guesses_of(logits: np.ndarray, categories: Sequence[str], count: int = 1) -> tuple[Guess, ...]:
    """The likeliest names of logits (C,), best first."""
    shifted = np.exp(logits - logits.max())
    confidence = shifted / shifted.sum()
    order: list[int] = np.argsort(-logits, kind="stable")[:count].tolist()
    return tuple(Guess(categories[at], float(confidence[at])) for at in order)


def guess_sketch(classifier: Classifier, sketch: Sketch, count: int = 1) -> tuple[Guess, ...]:
    """What a sketch shows, likeliest first; nothing for an empty one."""
    if not sketch:
        return ()
    logits = logits_of(classifier, [quickdraw_simplified(sketch)])[0]
    return guesses_of(logits, classifier.categories, count)
