"""CLIP with learned visual prompts as a retriever, after Sain et al. (2023, Sec. 4).

One set of prompts and layer norms for sketches and one for photos on the same frozen image tower.
It is what the stroke attribution paper evaluates on: any open_clip model with a vision transformer.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.backbones import (
    CLIP_MEAN,
    CLIP_STD,
    build_backbone,
    load_pretrained,
    open_clip_config,
)
from sketchapp.models.checkpoint import file_hash, read_config, read_tensors, write_checkpoint
from sketchapp.models.photos import PhotoStyle
from sketchapp.models.prompted_tower import PromptedTower, twin_tower
from sketchapp.models.retriever import (
    DEFAULT_TEMPERATURE,
    KNOWN_DIRECTION,
    BatchReading,
    SketchReading,
    take_notes,
)
from sketchapp.sketch import RasterStyle
from sketchapp.sketch.frame import INK_SHARE

HEADER = "clip_prompts"  # the configuration's name in a checkpoint
USUAL_SIZE_PX = 224  # of open_clip's models that do not say


@dataclass(frozen=True)
class ClipPromptsConfig:
    """Which CLIP, and what is added to it.

    model is open_clip's name and weights its pretrained tag, or the path of a safetensors file;
    OpenAI's own weights belong to the names that end in -quickgelu. prompts: tokens for each kind
    of picture. A photo_share of 0: photos fill the picture. kind tells a recipe's file from that of
    feature matrices.
    """

    model: str = "ViT-B-32-quickgelu"
    weights: str = "openai"
    prompts: int = 3
    thickness_px: float = 0.8
    ink_share: float = INK_SHARE
    photo_share: float = 0.0
    kind: str = HEADER

    @property
    def size_px(self) -> int:
        """Pictures are squares of the side that this CLIP was made for."""
        size = open_clip_config(self.model)["vision_cfg"].get("image_size", USUAL_SIZE_PX)
        return size if isinstance(size, int) else size[0]

    @property
    def width(self) -> int:
        """D, the width of CLIP's space."""
        return open_clip_config(self.model)["embed_dim"]

    @property
    def groups(self) -> tuple[int, ...]:
        """Rows that each abstraction level adds: one row, one level."""
        return (1,)

    @property
    def printed(self) -> bool:
        """CLIP's vectors are unit ones, compared by their cosine."""
        return False

    @property
    def style(self) -> RasterStyle:
        """How its sketches are drawn."""
        return RasterStyle(self.size_px, self.thickness_px, self.ink_share)

    @property
    def photo_style(self) -> PhotoStyle:
        """How its photos are framed."""
        return PhotoStyle(self.size_px, self.photo_share or None)


class ClipPromptsRetriever(nn.Module):
    """Sketches and photos as single unit rows (K = 1) in CLIP's space; it knows no levels."""

    mean: Tensor
    std: Tensor

    def __init__(
        self, config: ClipPromptsConfig, visual: nn.Module, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.config = config
        self.sketch_tower = PromptedTower(visual, config.prompts, generator)
        self.photo_tower = PromptedTower(twin_tower(visual), config.prompts, generator)
        self.style, self.photo_style = config.style, config.photo_style
        self.rows, self.row_counts = 1, (1,)
        self.known_direction: Tensor | None = None
        self.familiar_from = -1.0
        self.temperature = DEFAULT_TEMPERATURE
        self.categories: tuple[str, ...] | None = None
        self.width = self.sketch_tower.visual.proj.shape[1]
        self.id = "untrained"
        self.register_buffer("mean", torch.tensor(CLIP_MEAN).view(3, 1, 1), False)
        self.register_buffer("std", torch.tensor(CLIP_STD).view(3, 1, 1), False)

    def forward(self, sketches: Tensor, photos: Tensor) -> BatchReading:
        """Both sides of a batch, (A, 3, H, W) and (B, 3, H, W); there are no feature maps."""
        reading, rows = self.read_sketch(sketches), self.embed_photo(photos)
        return BatchReading(
            reading, rows, rows.new_zeros(len(sketches), 0), rows.new_zeros(len(rows), 0)
        )

    def read_sketch(self, images: Tensor, /) -> SketchReading:
        """Sketches (B, 3, H, W), black on white; their one level has the logit 0."""
        rows = self.embed_sketch(images)
        return SketchReading(rows, rows.new_zeros(len(rows), 1))

    def embed_sketch(self, images: Tensor, /) -> Tensor:
        """Their rows, (B, 1, D)."""
        return self._rows(self.sketch_tower, images)

    def embed_photo(self, images: Tensor, /) -> Tensor:
        """Photos (B, 3, H, W) in 0..1 to (B, 1, D)."""
        return self._rows(self.photo_tower, images)

    def _rows(self, tower: PromptedTower, images: Tensor) -> Tensor:
        vectors = tower((images - self.mean) / self.std)  # (B, D)
        return nn.functional.normalize(vectors, dim=1)[:, None]

    def pretrained_parameters(self) -> list[nn.Parameter]:
        """What learns and knows something already: the layer norms."""
        named = self.named_parameters()
        return [p for name, p in named if p.requires_grad and not name.endswith(".prompts")]

    @property
    def learned(self) -> dict[str, Tensor]:
        """Prompts and layer norms of both towers by name; all that is trained and saved."""
        towers = {"sketch_tower": self.sketch_tower, "photo_tower": self.photo_tower}
        return {
            f"{side}.{name}": tower.get_parameter(name).detach()
            for side, tower in towers.items()
            for name in tower.learned
        }

    def learn(self, tensors: dict[str, Tensor]) -> None:
        """Take prompts and layer norms from elsewhere, named as in `learned`.

        Raises KeyError where one is missing, RuntimeError where one has another shape.
        """
        for name, parameter in self.learned.items():
            if tensors[name].shape != parameter.shape:
                raise RuntimeError(f"{name} is {tuple(tensors[name].shape)}")
            parameter.copy_(tensors[name])

    def save(self, path: Path, notes: dict) -> None:
        """Write what was learned, and which CLIP it belongs to, with `notes` (recipe, metrics)."""
        header = {HEADER: asdict(self.config), "frozen": frozen_hash(self)}
        write_checkpoint(path, self.learned, header | notes)


def build_clip_prompts(
    config: ClipPromptsConfig, generator: torch.Generator
) -> ClipPromptsRetriever:
    """A retriever on pretrained CLIP with fresh prompts.

    Raises CheckpointError where the model is unknown or its weights cannot be had.
    """
    name = f"open_clip:{config.model}"
    tower = load_pretrained(build_backbone(name), name, config.weights).body
    return ClipPromptsRetriever(config, tower, generator)


def load_clip_prompts(path: Path, weights: str | None = None) -> ClipPromptsRetriever:
    """A retriever ready for use: frozen and in eval mode.

    CLIP itself comes from where it came in training, or from `weights`, a tag or a safetensors
    file. Raises CheckpointError where it is another CLIP, or the file holds something else.
    """
    header = read_config(path)
    if not isinstance(header.get(HEADER), dict):
        raise CheckpointError(
            f"{path} holds no prompts for CLIP; give weights that"
            " `train retriever --recipe clip-prompts` wrote"
        )
    try:
        config = ClipPromptsConfig(**header[HEADER] | ({"weights": weights} if weights else {}))
        retriever = build_clip_prompts(config, torch.Generator())
        tensors = read_tensors(path)
        retriever.learn(tensors)
    except (TypeError, RuntimeError, KeyError) as error:
        raise CheckpointError(f"{path} does not fit this version: {error}") from error
    if header.get("frozen") != frozen_hash(retriever):
        raise CheckpointError(
            f"{path} was trained on other weights of {config.model} than {config.weights};"
            " give those as weights"
        )
    retriever.id, retriever.known_direction = file_hash(path), tensors.get(KNOWN_DIRECTION)
    take_notes(retriever, header)
    return retriever.eval().requires_grad_(False)


def frozen_hash(retriever: ClipPromptsRetriever) -> str:
    """16 hex digits that tell one CLIP from another, of what is frozen in its image tower."""
    tower, digest = retriever.sketch_tower, hashlib.sha256()
    for name, parameter in tower.named_parameters():
        if name not in tower.learned:
            digest.update(parameter.detach().cpu().float().contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]
