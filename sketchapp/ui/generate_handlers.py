"""What the Photo panel asks of the server: photos, what they ignore, and to listen to that."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from sketchapp.errors import SketchAppError, SketchError
from sketchapp.generation import Listened, ListeningRuns, PhotoStudio
from sketchapp.models.sketch_to_photo.groups import GROUPS
from sketchapp.models.sketch_to_photo.photo_generator import LARGEST_SEED, GeneratedPhoto
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats import read_sketch
from sketchapp.sketch.geometry import ink_lengths
from sketchapp.ui import text
from sketchapp.ui.flags import third_of
from sketchapp.ui.spoken import is_whole, json_text, spoken, text_field

MOST_SEEDS = 4  # of one question
DIFFERENCE_GAIN = 4  # a quarter of the full range is black in a difference picture


@dataclass(frozen=True)
class PhotoMessage:
    """A question of the panel: a number that grows, the sketch, and what is wanted of it."""

    revision: int
    sketch: Sketch
    seeds: tuple[int, ...]
    category: str | None
    stroke_id: int

    @classmethod
    def read(cls, given: object) -> PhotoMessage:
        """Raises SketchError where the browser's object is not a question."""
        fields = given if isinstance(given, dict) else {}
        revision, sketch = fields.get("revision", 0), fields.get("sketch")
        stroke_id, category = fields.get("stroke_id", -1), fields.get("category")
        if not isinstance(sketch, str):
            raise SketchError("a sketch is sent as JSON text")
        if not is_whole(revision) or not is_whole(stroke_id):
            raise SketchError("revision and stroke_id must be whole numbers, or left out")
        if category is not None and not isinstance(category, str):
            raise SketchError("category must be text or left out")
        seeds = _seeds(fields.get("seeds", [0]))
        return cls(revision, read_sketch(sketch, "json"), seeds, category or None, stroke_id)


def generate_handlers(
    studio: PhotoStudio, listening: ListeningRuns
) -> list[Callable[[object], str]]:
    """The server functions of a GeneratePanel, by the names that its scripts call."""

    def list_categories(given: object) -> str:
        return spoken(lambda: json_text({"categories": list(studio.categories())}))

    def make_photos(given: object) -> str:
        return spoken(lambda: _photos(studio, PhotoMessage.read(given)))

    def find_ignored(given: object) -> str:
        return spoken(lambda: _ignored(studio, PhotoMessage.read(given)))

    def leave_out(given: object) -> str:
        return spoken(lambda: _without(studio, PhotoMessage.read(given)))

    def begin_listening(given: object) -> str:
        return spoken(lambda: _begin(studio, listening, given))

    def go_on_listening(given: object) -> str:
        return spoken(lambda: _go_on(listening, given))

    return [list_categories, make_photos, find_ignored, leave_out, begin_listening, go_on_listening]


def pixels_of(photo: Tensor) -> NDArray[np.uint8]:
    """(3, M, M) or (M, M) in 0..1 as (M, M, 3) or (M, M) in 0..255."""
    values = photo if photo.ndim == 2 else photo.movedim(0, 2)
    return np.rint(255 * values.clamp(0, 1).numpy()).astype(np.uint8)


def _photos(studio: PhotoStudio, message: PhotoMessage) -> str:
    made = studio.photos(message.sketch, message.seeds, message.category)
    category = made[0].category
    return json_text(
        {
            "revision": message.revision,
            "category": category,
            "sentence": text.made_sentence(category, guessed=message.category is None),
            "photos": [_shown(one) for one in made],
        }
    )


def _ignored(studio: PhotoStudio, message: PhotoMessage) -> str:
    heeding = studio.heeding(message.sketch)
    influence = heeding.influence
    per_ink = dict(zip(GROUPS, influence.per_ink.astype(np.float32), strict=True))
    ignored = heeding.ignored or frozenset()
    return json_text(
        {
            "revision": message.revision,
            "ids": list(influence.stroke_ids),
            "influence": per_ink,
            "calibrated": heeding.ignored is not None,
            "ignored": ignored_strokes(message.sketch, ignored),
        }
    )


def ignored_strokes(sketch: Sketch, ids: frozenset[int]) -> list[dict[str, object]]:
    """The strokes with these ids, as the page marks and names them, in the order drawn."""
    lengths = ink_lengths(sketch)
    total = float(lengths.sum())
    return [
        {
            "stroke_id": stroke.id,
            "first": 0,
            "last": len(stroke.points) - 1,
            "sentence": text.ignored_sentence(
                third_of(stroke.points, sketch.points), float(length) / total
            ),
        }
        for stroke, length in zip(sketch.strokes, lengths, strict=True)
        if stroke.id in ids
    ]


def _without(studio: PhotoStudio, message: PhotoMessage) -> str:
    photo, difference = studio.without(
        message.sketch, message.stroke_id, message.seeds[0], message.category or ""
    )
    most = round(100 * float(difference.max()))
    return json_text(
        {
            "photo": _address(photo),
            "difference": _address((1 - DIFFERENCE_GAIN * difference).clamp(0, 1)),
            "most": text.LARGEST_CHANGE.format(percent=most),
        }
    )


def _begin(studio: PhotoStudio, listening: ListeningRuns, given: object) -> str:
    message, way = PhotoMessage.read(given), text_field(given, "way")
    steps = studio.listen(message.sketch, way, message.seeds[0], message.category)
    return json_text({"run": listening.begin(steps)})


def _go_on(listening: ListeningRuns, given: object) -> str:
    state = listening.go_on(text_field(given, "run"))
    way = text_field(given, "way")
    return json_text(
        {
            "step": state.step,
            "total": state.total,
            "is_last": state.is_last,
            "photo": _shown(state.photo),
            "still": sorted(state.still),
            "sentence": _listened(state, way),
        }
    )


def _listened(state: Listened, way: str) -> str:
    """How much better the strokes are heeded now, in words."""
    if way == "stronger":
        return text.stronger_sentence(int(state.was), int(state.now))
    return text.bent_sentence(state.n_ignored, state.was, state.now)


def _shown(made: GeneratedPhoto) -> dict[str, object]:
    return {"seed": made.seed, "address": _address(made.photo)}


def _address(photo: Tensor) -> str:
    """A photo as a data URL of a PNG."""
    written = io.BytesIO()
    Image.fromarray(pixels_of(photo)).save(written, "PNG")
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"


def _seeds(given: object) -> tuple[int, ...]:
    is_list = isinstance(given, Sequence) and 1 <= len(given) <= MOST_SEEDS
    if not is_list or not all(_is_seed(seed) for seed in given):  # type: ignore[union-attr]
        raise SketchAppError(
            f"seeds must be 1 to {MOST_SEEDS} whole numbers, each 0 to {LARGEST_SEED}"
        )
    return tuple(given)  # type: ignore[arg-type]


def _is_seed(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_SEED
