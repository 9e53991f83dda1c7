"""What must be known to rebuild a translator from its weights."""

from __future__ import annotations

from dataclasses import dataclass

from sketchapp.errors import CheckpointError
from sketchapp.sketch import RasterStyle

SMALLEST_PX, LARGEST_PX = 16, 256


@dataclass(frozen=True)
class TranslatorConfig:
    """structure: one of `sketchapp.models.translators.translator.STRUCTURES`.

    channels: at the full size, twice as many after each halving, eight times at most. dropout: of
    the U-Net's decoder, the only noise. blocks: of the ResNet. size_px is H and M, a power of two.
    thickest and faintest: how thick strokes were drawn in training, and how pale the others.
    """

    structure: str = "unet"
    channels: int = 32
    dropout: float = 0.5
    blocks: int = 6
    size_px: int = 64
    thickness_px: float = 1.0
    thickest: float = 2.5
    faintest: float = 0.4

    @property
    def style(self) -> RasterStyle:
        """How sketches are drawn for it."""
        return RasterStyle(self.size_px, self.thickness_px)

    def check(self) -> None:
        """CheckpointError where no such network can be built."""
        is_power = self.size_px > 0 and self.size_px & (self.size_px - 1) == 0
        if not (is_power and SMALLEST_PX <= self.size_px <= LARGEST_PX):
            raise CheckpointError(
                f"translators of {self.size_px} px; powers of two from {SMALLEST_PX} to"
                f" {LARGEST_PX} are allowed"
            )
        if not (0 <= self.dropout < 1 and self.channels >= 1 and self.blocks >= 0):
            raise CheckpointError(
                f"dropout {self.dropout}, {self.channels} channels, {self.blocks} blocks; dropout"
                " lies in 0..1, and there is one channel at least"
            )
