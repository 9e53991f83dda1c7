"""The sketch encoder: pictures of sketches to the structural rows of a generator, and to maps."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sketchapp.models.backbones import build_backbone
from sketchapp.models.encoders import build_encoder
from sketchapp.models.sketch_to_photo.code import SketchCode
from sketchapp.models.sketch_to_photo.config import SketchToPhotoConfig
from sketchapp.models.stylegan2.discriminator import BiasedConv, HalvingBlock
from sketchapp.models.stylegan2.generator import GeneratorConfig
from sketchapp.models.stylegan2.layers import EqualConv, blur


class MapPyramid(nn.Module):
    """Pictures (B, 3, H, H) to maps (B, C, s, s) for the generator's features of some sizes s.

    Details of a drawing reach the photo where they lie: rows alone have no place (F/W+ space,
    Kang et al. 2021, arXiv 2108.08998, whose maps replace features; these are added to them).
    """

    def __init__(self, config: SketchToPhotoConfig, generator: GeneratorConfig) -> None:
        super().__init__()
        sizes = [config.size_px // 2]
        while sizes[-1] > min(config.maps_px):
            sizes.append(sizes[-1] // 2)
        channels = [min(config.map_channels * sizes[0] // size, 128) for size in sizes]
        self.sizes, self.maps_px = sizes, config.maps_px
        self.first = BiasedConv(1, channels[0], 3)
        self.blocks = nn.ModuleList(
            HalvingBlock(channels[i], channels[i + 1]) for i in range(len(sizes) - 1)
        )
        self.blend = nn.ModuleList(
            BiasedConv(channels[i] + channels[i + 1], channels[i], 3)
            for i in range(len(sizes) - 1)
            if sizes[i] <= max(config.maps_px)
        )
        self.heads = nn.ModuleDict(
            {
                str(size): EqualConv(count, generator.channels(size), 1)
                for size, count in zip(sizes, channels, strict=True)
                if size in config.maps_px
            }
        )

    def forward(self, images: Tensor) -> dict[int, Tensor]:
        """Down to the smallest size, then up again, so that every map knows of the whole."""
        ink = 1 - images.mean(1, keepdim=True)
        levels = [self.first(blur(ink, padding=1, stride=2))]
        for block in self.blocks:
            levels.append(block(levels[-1]))
        features, found = levels[-1], {}
        top = self.sizes.index(max(self.maps_px))  # nothing is needed over it
        for at in range(len(levels) - 1, top - 1, -1):
            if at < len(levels) - 1:
                above = nn.functional.interpolate(features, scale_factor=2.0)
                features = self.blend[at - top](torch.cat([levels[at], above], 1))
            if self.sizes[at] in self.maps_px:
                found[self.sizes[at]] = self.heads[str(self.sizes[at])](features)
        return found


class SketchEncoder(nn.Module):
    """A backbone and one projection a row, as retrievers have them, and maps where wanted."""

    def __init__(self, config: SketchToPhotoConfig, generator: GeneratorConfig) -> None:
        super().__init__()
        self.backbone, self.backbone_px = build_backbone(config.backbone), config.backbone_px
        shape = (self.backbone.channels, config.structural, generator.width, config.grid)
        self.rows = build_encoder(config.encoder, *shape)
        self.category = nn.Linear(self.backbone.channels, len(generator.categories))
        self.pyramid = MapPyramid(config, generator) if config.maps_px else None

    def forward(self, images: Tensor, mean_latent: Tensor) -> SketchCode:
        """Pictures (B, 3, H, H), black on white; rows are told as differences to the mean."""
        features = self.backbone(self._smaller(images))
        maps = {} if self.pyramid is None else self.pyramid(images)
        logits = self.category(features.mean((2, 3)))
        return SketchCode(mean_latent + self.rows(features), maps, logits)

    def _smaller(self, images: Tensor) -> Tensor:
        if images.shape[-1] == self.backbone_px:
            return images
        return nn.functional.adaptive_avg_pool2d(images, self.backbone_px)
