"""Pixel attributions that SLA and P-SLA can be built on: dF/dX, or what stands in for it.

Section C of the stroke attribution paper: any pixel attribution may take the gradient's place.
What it gives must be a rate, score per ink, as dF/dX is: SLA sums it over a stroke's pixels and
P-SLA multiplies it with the ink itself. So integrated gradients come without their factor X - X0.

captum is imported where it is used: it takes half a second, and serving needs the gradient only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchapp.attribution.score import Score, device_of, evaluate
from sketchapp.errors import SketchAppError


class PixelAttribution(Protocol):
    """A score and ink X (H, W) to the score's value and an attribution image (H, W), signed."""

    def __call__(
        self, score: Score, ink: NDArray[np.float64], /
    ) -> tuple[float, NDArray[np.float64]]: ...


def plain_gradient(score: Score, ink: NDArray[np.float64], /) -> tuple[float, NDArray[np.float64]]:
    """F and dF/dX by one forward and one backward pass.

    Raises SketchAppError where the score does not depend on the picture differentiably.
    """
    leaf = _ink_tensor(score, ink).requires_grad_()  # (H, W)
    with torch.enable_grad():
        value = evaluate(score, leaf).sum()
    _check_differentiable(value)
    (gradient,) = torch.autograd.grad(value, leaf)
    return value.item(), gradient.double().numpy(force=True)


@dataclass(frozen=True)
class PathGradient:
    """Integrated gradients from blank paper: dF/dX averaged along X's way from no ink to all of it.

    Without the factor X - X0 = X. P-SLA multiplies with X again, so its values add up to
    F(sketch) - F(blank paper), the completeness of integrated gradients, up to the `steps` of the
    quadrature. One forward and backward per step, `batch` steps at a time.

    Source: Sundararajan et al., Axiomatic Attribution for Deep Networks, 2017, Eq. 1.
    """

    steps: int = 32
    batch: int = 16

    def __call__(
        self, score: Score, ink: NDArray[np.float64], /
    ) -> tuple[float, NDArray[np.float64]]:
        from captum.attr import IntegratedGradients  # noqa: PLC0415 (see the module)

        x = _ink_tensor(score, ink)[None]  # (1, H, W)
        value = _value_of(score, x)
        path = IntegratedGradients(lambda inks: evaluate(score, inks), multiply_by_inputs=False)
        average = path.attribute(x, 0.0, n_steps=self.steps, internal_batch_size=self.batch)
        return value, average[0].double().numpy(force=True)


@dataclass(frozen=True)
class SmoothGradient:
    """SmoothGrad: dF/dX averaged over pictures with Gaussian noise on the ink.

    noise is its standard deviation, in ink (0..1). The noise comes from a generator of its own
    with this seed, so that the same call gives the same values and no global state is touched.

    Source: Smilkov et al., SmoothGrad: removing noise by adding noise, 2017.
    """

    samples: int = 16
    noise: float = 0.1
    seed: int = 0
    batch: int = 16

    def __call__(
        self, score: Score, ink: NDArray[np.float64], /
    ) -> tuple[float, NDArray[np.float64]]:
        from captum.attr import Saliency  # noqa: PLC0415 (see the module)

        x = _ink_tensor(score, ink)[None]  # (1, H, W)
        value = _value_of(score, x)
        generator = torch.Generator().manual_seed(self.seed)
        noise = torch.randn((self.samples, *x.shape[1:]), generator=generator).to(x)
        saliency = Saliency(lambda inks: evaluate(score, inks))
        gradients = [
            saliency.attribute((x + part * self.noise).requires_grad_(), abs=False)
            for part in noise.split(self.batch)
        ]
        return value, torch.cat(gradients).mean(0).double().numpy(force=True)


PIXEL_ATTRIBUTIONS: dict[str, PixelAttribution] = {
    "gradient": plain_gradient,
    "integrated-gradients": PathGradient(),
    "integrated-gradients-4": PathGradient(steps=4),
    "smoothgrad": SmoothGradient(),
}


def find_pixel_attribution(name: str) -> PixelAttribution:
    """The pixel attribution of this name. Raises SketchAppError that lists the names."""
    if name not in PIXEL_ATTRIBUTIONS:
        raise SketchAppError(
            f"pixel attribution {name!r} not found; there are: {', '.join(PIXEL_ATTRIBUTIONS)}"
        )
    return PIXEL_ATTRIBUTIONS[name]


def _ink_tensor(score: Score, ink: NDArray[np.float64]) -> Tensor:
    return torch.tensor(ink, dtype=torch.float32, device=device_of(score))


def _value_of(score: Score, x: Tensor) -> float:
    """F(x) of one picture (1, H, W), checked for a gradient as captum would not say it clearly."""
    with torch.enable_grad():
        value = evaluate(score, x.clone().requires_grad_()).sum()
    _check_differentiable(value)
    return value.item()


def _check_differentiable(value: Tensor) -> None:
    if not value.requires_grad:
        raise SketchAppError(
            "the score does not depend on the picture through operations with a gradient; use no"
            " no_grad, numpy or rounding inside it"
        )
