"""Retrieval by translation: a sketch is made a photo, and the photo is what is searched with.

The baseline B-pSp of the abstraction paper (Sec. 5, from pixel2style2pixel), with our own networks.
"""

from __future__ import annotations

import hashlib

import torch
from torch import Tensor
from torch.nn import functional

from sketchapp.models.photos import PhotoStyle
from sketchapp.models.retriever import SketchReading, TrainedRetriever
from sketchapp.models.sketch_to_photo.photo_generator import PictureGenerator

SEED = 0  # of the style that all photos are made in
SURE = 100.0  # logit: the finest level, for a photo has all rows


class TranslatingRetriever:
    """A TrainedRetriever whose sketches are embedded as the photos that are made of them.

    retriever reads photos; give it without local scaling, which is about sketches. The generator
    guesses what a sketch shows. It does not know strange drawings from others.
    """

    known_direction: Tensor | None = None
    familiar_from = 0.0

    def __init__(self, generator: PictureGenerator, retriever: TrainedRetriever) -> None:
        self.generator, self.retriever = generator, retriever
        self.id = hashlib.sha256(f"{generator.id} {retriever.id}".encode()).hexdigest()[:16]
        self.style, self.photo_style = generator.style, retriever.photo_style
        self.rows, self.width = retriever.rows, retriever.width
        self.row_counts, self.temperature = retriever.row_counts, retriever.temperature
        self.categories = generator.categories or None

    def read_sketch(self, images: Tensor, /) -> SketchReading:
        """Sketches (B, 3, H, W): rows (B, K, D) of their photos, and always the finest level."""
        photos = self.generator.photos_of(images, SEED)
        share = self.generator.style.ink_share
        rows = self.retriever.embed_photo(framed(photos, share, self.photo_style))
        logits = rows.new_zeros(len(rows), len(self.row_counts))
        logits[:, -1] = SURE
        return SketchReading(rows, logits)

    def embed_sketch(self, images: Tensor, /) -> Tensor:
        """Their rows alone, (B, K, D)."""
        return self.read_sketch(images).rows

    def embed_photo(self, images: Tensor, /) -> Tensor:
        """Photos (B, 3, H, W) in 0..1, framed in `photo_style`, to (B, K, D)."""
        return self.retriever.embed_photo(images)


def framed(photos: Tensor, share: float, style: PhotoStyle) -> Tensor:
    """Photos (B, 3, M, M) whose object takes this share of them, as `style` wants photos."""
    zoom = share / (style.share or share)
    scale = torch.tensor([[zoom, 0.0, 0.0], [0.0, zoom, 0.0]]).expand(len(photos), 2, 3)
    shape = [len(photos), 3, style.size_px, style.size_px]
    if photos.shape[-1] > style.size_px:
        photos = functional.interpolate(photos, shape[2:], mode="bilinear", antialias=True)
    grid = functional.affine_grid(scale.to(photos), shape, align_corners=False)
    return functional.grid_sample(photos - 1, grid, align_corners=False) + 1  # white around
