"""Photos decoded from a retriever's rows by a generator, and the loss on them.

Section 5.2 of the abstraction paper, equation 3. Its rows retrieve and are latent codes at once;
here the rows that retrieve are unit vectors, and a learned affine map takes each to a latent code.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchapp.errors import CheckpointError
from sketchapp.models.stylegan2.generator import Generator
from sketchapp.training.generator.padding import Padding, random_codes

SAMPLES = 1024  # latent codes whose spread the decoder starts with


class PhotoDecoder(nn.Module):
    """What makes latent codes, with the generator behind it.

    A frozen generator gets no gradient and is no part of the decoder's parameters or state. Of a
    tuned one the synthesis network is both; the mapping network, which only pads, stays.
    """

    def __init__(self, generator: Generator, tuned: bool) -> None:
        super().__init__()
        self._hidden = (generator.eval().requires_grad_(False),)  # a tuple hides it from torch
        if tuned:
            self.synthesis = generator.synthesis.requires_grad_(True)

    @property
    def generator(self) -> Generator:
        """The generator, frozen or tuned."""
        return self._hidden[0]


class RowDecoder(PhotoDecoder):
    """Unit rows (B, n, D_r), n up to K, to photos (B, 3, M, M) in the generator's scale.

    Code i is the mean latent + A_i row_i + b_i.
    """

    def __init__(
        self,
        generator: Generator,
        rows: int,
        width: int,
        rng: torch.Generator,
        padding: Padding = "mapped",
        *,
        tuned: bool = False,
    ) -> None:
        """rows: K; width: D_r; rng draws the first maps, with the spread that latent codes have."""
        super().__init__(generator, tuned)
        if not 1 <= rows <= generator.rows:
            raise CheckpointError(
                f"{rows} rows cannot be decoded by a generator of {generator.rows}; give 1 to"
                f" {generator.rows}"
            )
        self.rows, self.width = rows, width
        self.padding: Padding = padding
        drawn = torch.randn(rows, width, generator.width, generator=rng)
        spread = _spread(generator, rng)
        self.weight = nn.Parameter(drawn.to(spread.device) * spread)
        self.bias = nn.Parameter(spread.new_zeros(rows, generator.width))

    def forward(
        self, rows: Tensor, mask: Tensor, rng: torch.Generator, category: Tensor | None = None
    ) -> Tensor:
        """Photos (B, 3, M, M) of rows (B, n, D_r), where mask (B, n or K) in 0..1 selects them."""
        return self.generator.synthesise(self.codes(rows, mask, rng, category))

    def codes(
        self, rows: Tensor, mask: Tensor, rng: torch.Generator, category: Tensor | None = None
    ) -> Tensor:
        """Codes (B, L, D): decoded where the mask is 1, random where it is 0 and beyond the rows.

        Gradients reach the rows, the maps and the mask. CheckpointError where shapes do not fit.
        """
        count, n = rows.shape[:2]
        if rows.shape[2:] != (self.width,) or n > self.rows or mask.shape[1] not in (n, self.rows):
            raise CheckpointError(
                f"rows {tuple(rows.shape)} with mask {tuple(mask.shape)} do not fit; this decoder"
                f" takes (B, n, {self.width}) and (B, n), n up to {self.rows}"
            )
        decoded = torch.einsum("bnr,nrd->bnd", rows, self.weight[:n])  # (B, n, D)
        decoded = decoded + self.bias[:n] + self.generator.mean_latent
        padded = random_codes(self.generator, count, self.padding, category, rng)  # (B, L, D)
        chosen = torch.lerp(padded[:, :n], decoded, mask[:, :n, None].to(decoded.dtype))
        return torch.cat([chosen, padded[:, n:]], 1)


def reconstruction_loss(
    photos: Tensor, decoded_from_sketch: Tensor, decoded_from_photo: Tensor
) -> Tensor:
    """Equation 3, as mean squares: photos (B, 3, h, w) in 0..1 to decoded ones (B, 3, M, M)."""
    size_px = decoded_from_sketch.shape[-1]
    wanted = functional.interpolate(
        photos, size=(size_px, size_px), mode="bilinear", antialias=True, align_corners=False
    )
    return functional.mse_loss(decoded_from_sketch, wanted) + functional.mse_loss(
        decoded_from_photo, wanted
    )


@torch.no_grad()
def _spread(generator: Generator, rng: torch.Generator) -> Tensor:
    """Standard deviation (D,) of mapped codes around their mean."""
    codes = random_codes(generator, max(1, SAMPLES // generator.rows), "mapped", None, rng)
    return codes.flatten(0, 1).std(0)
