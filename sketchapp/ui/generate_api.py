"""Endpoints for programs: a photo of a sketch, and which strokes it ignores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypedDict

import gradio as gr
import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from sketchapp.errors import SketchAppError
from sketchapp.generation import PhotoStudio
from sketchapp.models.sketch_to_photo.photo_generator import LARGEST_SEED
from sketchapp.ui import api, text
from sketchapp.ui.generate_handlers import pixels_of

Listen = Literal["no", "stronger", "bend"]
LISTEN: tuple[Listen, ...] = ("no", "stronger", "bend")


class StrokeInfluence(TypedDict):
    """Influence per pixel of line on three groups of the latent code, in the order of stroke_ids.

    ignored has the ids of the strokes that the photo does not heed; null: that was not calibrated
    for these weights.
    """

    method: str
    stroke_ids: list[int]
    coarse: list[float]
    mid: list[float]
    fine: list[float]
    ignored: list[int] | None


def photo_endpoint(studio: PhotoStudio | None) -> Callable:
    """`generate_photo`; without weights it refuses in a sentence."""

    def generate_photo(
        sketch: dict, seed: int = 0, category: str | None = None, listen: str = "no"
    ) -> NDArray[np.uint8]:
        """Make a photo of a sketch, as PNG.

        Args:
            sketch: {"version": 1, "strokes": [{"id", "x", "y", "t", "p", "kind"}]}, x and y in 0..1
            seed: 0 to 2147483647; another one gives other colours and materials
            category: what the sketch shows, for example "chair"; left out, it is guessed
            listen: "no"; or, for strokes that are ignored, "stronger" draws them stronger and
                "bend" bends the photo to them
        """
        with api.refusals_as_sentences():
            api.check_range("seed", seed, 0, LARGEST_SEED)
            api.check_choice("listen", listen, LISTEN)
            if category is not None and not isinstance(category, str):
                raise SketchAppError("category must be text or left out")
            return pixels_of(_photo(_there(studio), sketch, seed, category or None, listen))

    return generate_photo


def ignored_endpoint(studio: PhotoStudio | None) -> Callable:
    """`find_ignored_strokes`; without weights it refuses in a sentence."""

    def find_ignored_strokes(sketch: api.SketchJson) -> StrokeInfluence:
        """Say how much a generated photo listens to each stroke, and which ones it ignores.

        Args:
            sketch: {"version": 1, "strokes": [{"id", "x", "y", "t", "p", "kind"}]}, x and y in 0..1
        """
        with api.refusals_as_sentences():
            heeding = _there(studio).heeding(api.read_object(sketch))
            influence = heeding.influence
            coarse, mid, fine = influence.per_ink.tolist()
            return StrokeInfluence(
                method=influence.method,
                stroke_ids=list(influence.stroke_ids),
                coarse=coarse,
                mid=mid,
                fine=fine,
                ignored=None if heeding.ignored is None else sorted(heeding.ignored),
            )

    return find_ignored_strokes


def add_generate_endpoints(studio: PhotoStudio | None) -> None:
    """Add both to the page that is being built."""
    api.add_endpoint(ignored_endpoint(studio))
    given = [gr.JSON(value, visible=False) for value in (None, "0", None, '"no"')]
    gr.Button(visible=False).click(
        photo_endpoint(studio),
        given,
        gr.Image(visible=False, format="png"),
        api_name="generate_photo",
        concurrency_limit=api.CONCURRENT_CALLS,
    )


def _photo(
    studio: PhotoStudio, given: dict, seed: int, category: str | None, listen: str
) -> Tensor:
    sketch = api.read_object(given)
    if listen == "no":
        return studio.photos(sketch, [seed], category)[0].photo
    *_, last = studio.listen(sketch, listen, seed, category)
    return last.photo.photo


def _there(studio: PhotoStudio | None) -> PhotoStudio:
    if studio is None:
        raise SketchAppError(text.PHOTO_MISSING)
    return studio
