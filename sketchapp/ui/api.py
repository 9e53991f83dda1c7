"""Named endpoints for programs: the same answers as on the page, for a sketch as JSON.

Everything is bounded: the body by BodyLimit, the sketch by LIMITS, the count and the size here. The
docstrings are what a caller of the API, or of the MCP tools, gets to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, TypedDict, get_args

import gradio as gr
import numpy as np
from gradio.events import api
from numpy.typing import NDArray

from sketchapp.errors import SketchAppError
from sketchapp.resources import Resources
from sketchapp.retrieval.live import Answer, Found, Question
from sketchapp.retrieval.records import SHIPPED
from sketchapp.retrieval.trust import share_right
from sketchapp.retrieval.visitor import Visitor
from sketchapp.sketch import RasterStyle, Sketch, rasterise
from sketchapp.sketch.formats.sketch_json import sketch_from_document

MAX_PHOTOS = 100
MAX_SIDE_PX = 1024
NOBODY = Visitor()  # programs have no galleries of their own
CONCURRENT_CALLS = 2  # programs must not crowd out the people who draw


Granularity = Literal["sla", "psla"]


class SketchJson(TypedDict):
    """A sketch: version 1, and strokes with id, x, y (unit square), t (ms), p (0..1), kind."""

    version: int
    strokes: list[dict]


class StrokeValues(TypedDict):
    """Values of strokes or points, in the order of stroke_ids; positive brings the photo closer.

    familiar is false where the sketch shows nothing that the retriever knows. level is the
    abstraction level that counted (0: coarse); certainty, 0..1, how much one photo stands out;
    trust the share of test drawings with such an answer whose first photo was right, if measured.
    """

    photo: str
    similarity: float
    familiar: bool
    level: int
    certainty: float
    trust: float | None
    stroke_ids: list[int]
    values: list[list[float]]


class PhotoMatch(TypedDict):
    """A photo of the gallery and its similarity to the sketch, -1..1."""

    photo: str
    category: str
    family: str
    similarity: float


def add_endpoints(resources: Resources) -> None:
    """Add the endpoints to the page that is being built."""
    for endpoint in (attribute_endpoint(resources), retrieve_endpoint(resources)):
        add_endpoint(endpoint)
    sketch = gr.JSON(visible=False)  # hidden components: only they carry a picture both ways
    # gr.Number would round, and refuse text without a sentence
    size = gr.JSON("224", visible=False)
    picture = gr.Image(visible=False, format="png")
    gr.Button(visible=False).click(
        rasterise_sketch,
        [sketch, size],
        picture,
        api_name="rasterise_sketch",
        concurrency_limit=CONCURRENT_CALLS,
    )


def add_endpoint(endpoint: Callable) -> None:
    """Add one, under the name of its function."""
    api(endpoint, api_name=endpoint.__name__, concurrency_limit=CONCURRENT_CALLS)


def attribute_endpoint(resources: Resources) -> Callable:
    """`attribute_sketch` for these resources."""

    def attribute_sketch(
        sketch: SketchJson,
        method: Granularity = "sla",
        photo: str | None = None,
        gallery: str = SHIPPED,
        level: int | None = None,
    ) -> StrokeValues:
        """Say how much each stroke of a sketch brings it closer to a photo of the gallery.

        Args:
            sketch: {"version": 1, "strokes": [{"id", "x", "y", "t", "p", "kind"}]}, x and y in 0..1
            method: "sla" gives one value for each stroke, "psla" one for each point
            photo: id of the photo to explain; left out, the best match
            gallery: id of a gallery that the operator shares; left out, the shipped one
            level: how abstract the sketch is, from 0 (coarse); left out, what the retriever thinks
        """
        with refusals_as_sentences():
            check_choice("method", method, get_args(Granularity))
            live = resources.galleries.live(gallery, NOBODY)
            question = Question(read_object(sketch), target=photo, count=1, level=level)
            answer = live.answer(question)
            share = share_right(resources.trust, answer.signals)
            return _stroke_values(answer, method, share)

    return attribute_sketch


def retrieve_endpoint(resources: Resources) -> Callable:
    """`retrieve_photos` for these resources."""

    def retrieve_photos(
        sketch: SketchJson,
        count: int = 12,
        category: str | None = None,
        gallery: str = SHIPPED,
        level: int | None = None,
    ) -> list[PhotoMatch]:
        """Find the photos of the gallery that look most like a sketch, best first.

        Args:
            sketch: {"version": 1, "strokes": [{"id", "x", "y", "t", "p", "kind"}]}, x and y in 0..1
            count: how many photos, 1 to 100
            category: only photos of this category, for example "chair"
            gallery: id of a gallery that the operator shares; left out, the shipped one
            level: how abstract the sketch is, from 0 (coarse); left out, what the retriever thinks
        """
        with refusals_as_sentences():
            check_range("count", count, 1, MAX_PHOTOS)
            question = Question(read_object(sketch), None, category, count, level)
            live = resources.galleries.live(gallery, NOBODY)
            return [_match(found) for found in live.answer(question).found]

    return retrieve_photos


def rasterise_sketch(sketch: dict, size_px: int = 224) -> NDArray[np.uint8]:
    """Draw a sketch as a model sees it: black on white, framed by its ink, as PNG.

    Args:
        sketch: {"version": 1, "strokes": [{"id", "x", "y", "t", "p", "kind"}]}, x and y in 0..1
        size_px: width and height of the picture, 16 to 1024
    """
    with refusals_as_sentences():
        check_range("size_px", size_px, 16, MAX_SIDE_PX)
        ink = rasterise(read_object(sketch), RasterStyle(int(size_px))).ink  # (H, W)
        grey = np.rint(255 * (1 - ink)).astype(np.uint8)
        return np.stack([grey] * 3, axis=2)  # (H, W, 3)


def read_object(sketch: object) -> Sketch:
    """The sketch of a JSON object, checked as a file would be; SketchError where it is none."""
    return sketch_from_document(sketch)


def check_range(name: str, value: int, lowest: int, highest: int) -> None:
    """SketchAppError where a number given by a caller is out of bounds."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or not lowest <= value <= highest:
        raise SketchAppError(
            f"{name} is {value!r}; allowed are {lowest} to {highest}, whole numbers only"
        )


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """SketchAppError, listing the choices, where the value is none of them."""
    if value not in choices:
        raise SketchAppError(f"{name} {value!r} not found; there are: {', '.join(choices)}")


@contextmanager
def refusals_as_sentences() -> Iterator[None]:
    """Turn a refusal of ours into gr.Error, whose text (and no trace) reaches the caller."""
    try:
        yield
    except SketchAppError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _stroke_values(answer: Answer, method: str, share: float | None) -> StrokeValues:
    attribution = answer.points if method == "psla" else answer.strokes
    if attribution is None or answer.explained is None or answer.abstraction is None:
        raise SketchAppError("the sketch has no strokes; draw at least one")
    if method == "psla":
        rows = np.split(attribution.values, attribution.stroke_starts[1:-1])
    else:
        rows = attribution.values[:, None]
    return StrokeValues(
        photo=answer.explained.photo.id,
        similarity=round(answer.explained.similarity, 6),
        familiar=answer.familiar,
        level=answer.abstraction.level,
        certainty=round(1 - answer.entropy, 6),
        trust=None if share is None else round(share, 4),
        stroke_ids=[int(i) for i in attribution.stroke_ids],
        values=[[float(value) for value in row] for row in rows],
    )


def _match(found: Found) -> PhotoMatch:
    photo = found.photo
    return PhotoMatch(
        photo=photo.id,
        category=photo.category,
        family=photo.family,
        similarity=round(found.similarity, 6),
    )
