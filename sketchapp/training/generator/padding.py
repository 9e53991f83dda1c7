"""Random latent codes for the rows that nothing decides."""

from __future__ import annotations

from typing import Literal, get_args

import torch
from torch import Tensor

from sketchapp.errors import CheckpointError
from sketchapp.models.stylegan2.generator import Generator

Padding = Literal["mapped", "gaussian"]
"""mapped: f(z), another z for every row, which is what the synthesis network has learned to take.
gaussian: a plain Gaussian, as the abstraction paper says (section 5.2)."""


def check_padding(name: str) -> Padding:
    """The padding of this name; CheckpointError, listing the names, where there is none."""
    if name not in get_args(Padding):
        raise CheckpointError(
            f"padding {name!r} not found; there are: {', '.join(get_args(Padding))}"
        )
    return name  # type: ignore[return-value]


@torch.no_grad()
def random_codes(
    generator: Generator,
    count: int,
    padding: Padding,
    category: Tensor | None,
    rng: torch.Generator,
) -> Tensor:
    """Codes (count, L, D) with every row drawn by itself, of categories (count,) if there are some.

    Without a category, a generator that has some gets a random one for each photo.
    """
    device = generator.mean_latent.device
    kinds = len(generator.config.categories)
    if kinds and category is None:
        category = torch.randint(kinds, (count,), generator=rng)
    z = torch.randn(count * generator.rows, generator.width, generator=rng).to(device)
    if padding == "gaussian":
        return z.view(count, generator.rows, generator.width)
    each = None if category is None else category.to(device).repeat_interleave(generator.rows)
    return generator.map(z, each if kinds else None).view(count, generator.rows, generator.width)
