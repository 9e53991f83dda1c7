"""What must be known to rebuild a sketch-to-photo network from its weights."""

from __future__ import annotations

from dataclasses import dataclass

from sketchapp.errors import CheckpointError
from sketchapp.models.stylegan2.generator import GeneratorConfig
from sketchapp.sketch import RasterStyle


@dataclass(frozen=True)
class SketchToPhotoConfig:
    """structural: k, the first rows, which the sketch decides; later ones are the style.

    encoder and grid: how the backbone's map becomes rows, see `sketchapp.models.encoders`. maps_px:
    sizes of the generator's features that a map of the sketch is added to, small first; none as
    published. backbone_px: what the backbone is shown, a picture of size_px made smaller. thickest
    and faintest: how thick strokes were drawn in training, and how pale the others, at most.
    """

    backbone: str = "squeezenet1_0"
    structural: int = 5
    encoder: str = "cells"
    grid: int = 3
    maps_px: tuple[int, ...] = ()
    map_channels: int = 16
    size_px: int = 128
    backbone_px: int = 64
    thickness_px: float = 1.0
    thickest: float = 2.5
    faintest: float = 0.4

    @property
    def style(self) -> RasterStyle:
        """How sketches are drawn for it."""
        return RasterStyle(self.size_px, self.thickness_px)

    def check(self, generator: GeneratorConfig) -> None:
        """CheckpointError where such an encoder does not fit this generator."""
        if not 3 <= self.structural <= generator.rows:
            raise CheckpointError(
                f"{self.structural} structural rows; 3 to {generator.rows} are possible with a"
                f" generator of {generator.size_px} px"
            )
        wrong = [size for size in self.maps_px if size not in generator.sizes_px[1:]]
        if wrong or list(self.maps_px) != sorted(set(self.maps_px)):
            raise CheckpointError(
                f"maps of {self.maps_px} px; each once, small first, of {generator.sizes_px[1:]}"
            )
        halves = [self.size_px // 2**n for n in range(1, 9)]
        if any(size not in halves for size in self.maps_px):
            raise CheckpointError(
                f"maps of {self.maps_px} px from pictures of {self.size_px} px; they must be"
                " halves of halves of it"
            )
