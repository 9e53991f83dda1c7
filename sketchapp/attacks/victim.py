"""The classifier under attack, what the attack wants of it, and how often it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchapp.attribution.fine import point_values
from sketchapp.attribution.pixel import PathGradient
from sketchapp.models.classifier import Classifier, logits_of
from sketchapp.sketch import Raster, Sketch, rasterise

PATH = PathGradient(steps=4)


@dataclass(frozen=True)
class Goal:
    """Away from the category `label`, or, where the attack is targeted, towards it."""

    label: int
    targeted: bool = False

    def gains(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the attack raises, (n,), of logits (n, C).

        The cross-entropy to the label (Eq. 12); towards a target, its log-probability.
        """
        top = logits.max(axis=1)
        log_sum = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
        likely = logits[:, self.label] - log_sum
        return likely if self.targeted else -likely

    def gain(self, logits: Tensor) -> Tensor:
        """The same of logits (..., C), differentiably."""
        likely = logits.double().log_softmax(dim=-1)[..., self.label]
        return likely if self.targeted else -likely

    def is_reached(self, logits: NDArray[np.float64]) -> bool:
        """Whether logits (C,) give another name, or the name that was wanted."""
        return bool((logits.argmax() == self.label) == self.targeted)


@dataclass(frozen=True, eq=False)
class Explained:
    """A sketch after one forward and one backward pass.

    logits (C,); gain as of `Goal`; gradient (H, W) of the gain by the raster's ink.
    """

    logits: NDArray[np.float64]
    gain: float
    raster: Raster
    gradient: NDArray[np.float64]


class Victim:
    """A classifier and the goal of one attack on it; `encodings` counts the pictures it was shown.

    Every sketch is seen in its own frame, as it would be seen if it had been drawn so.
    """

    def __init__(self, classifier: Classifier, goal: Goal) -> None:
        self.classifier, self.goal = classifier, goal
        self.encodings = 0

    def logits(self, sketches: Sequence[Sketch]) -> NDArray[np.float64]:
        """(n, C)."""
        self.encodings += len(sketches)
        return logits_of(self.classifier, sketches)

    def gains(self, sketches: Sequence[Sketch]) -> NDArray[np.float64]:
        """(n,), see `Goal.gains`."""
        return self.goal.gains(self.logits(sketches))

    def explain(self, sketch: Sketch) -> Explained:
        """The gain of a sketch, and which ink raises it."""
        self.encodings += 1
        raster = rasterise(sketch, self.classifier.style)
        ink = torch.as_tensor(raster.ink, dtype=torch.float32).requires_grad_()
        with torch.enable_grad():
            logits = self.classifier((1 - ink).expand(1, 3, -1, -1))[0]
            gain = self.goal.gain(logits)
        (gradient,) = torch.autograd.grad(gain, ink)
        found = logits.detach().double().numpy()
        return Explained(found, gain.item(), raster, gradient.double().numpy())

    def promise(self, sketch: Sketch) -> NDArray[np.float64]:
        """What the gain would win without each point, about, (T,): P-SLA, turned around.

        By integrated gradients: a sure classifier is flat where it is, and a plain gradient there
        has nothing to do with what removing ink changes (docs/reliability.md, Sanity).
        """
        self.encodings += PATH.steps + 1
        raster = rasterise(sketch, self.classifier.style)
        _, gradient = PATH(lambda images: self.goal.gain(self.classifier(images)), raster.ink)
        return -point_values(raster, gradient)
