"""What the cleaning panel asks of the server: flags for the sketch, and photos to choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import get_args

from sketchapp.cleaning import CleaningRule, Granularity
from sketchapp.cleaning.live import CleaningQuestion, LiveCleaning, Target, clean_live
from sketchapp.errors import SketchAppError, SketchError
from sketchapp.resources import Resources
from sketchapp.retrieval.gallery import Photo
from sketchapp.retrieval.live import LiveSearch
from sketchapp.retrieval.visitor import Visitor
from sketchapp.sketch import LIMITS, Sketch
from sketchapp.sketch.formats import read_sketch
from sketchapp.ui import text
from sketchapp.ui.flags import flag_json
from sketchapp.ui.handlers import Message
from sketchapp.ui.photo_route import photo_address
from sketchapp.ui.spoken import json_text, spoken, text_field

MOST_PROPOSALS: dict[str, int] = {"sla": 6, "psla": 4}
"""Verified after a stroke, each by an encoding or two, so that flags come within 400 ms."""
PHOTOS_A_PAGE = 24
LAST_PAGE = 10_000


@dataclass(frozen=True)
class CleanMessage:
    """A question of the panel: what the canvas asks too, and what concerns cleaning."""

    asked: Message
    granularity: Granularity
    kept: frozenset[int]
    begun: str | None

    @classmethod
    def read(cls, given: object) -> CleanMessage:
        """Raises SketchError where the browser's object is not a question."""
        fields = given if isinstance(given, dict) else {}
        asked, begun = Message.read(given), fields.get("begun")
        if asked.target is None and not asked.picture:
            raise SketchError("a question needs a target (id of a photo) or a picture")
        if begun is not None and not isinstance(begun, str):
            raise SketchError("begun must be a sketch (JSON text) or left out")
        return cls(asked, _granularity(fields), _ids(fields), begun)


def clean_handlers(resources: Resources) -> list[Callable[[object], str]]:
    """The server functions of a CleanPanel, by the names that its scripts call."""

    def clean_sketch(given: object) -> str:
        return spoken(lambda: _clean(resources, CleanMessage.read(given)))

    def list_photos(given: object) -> str:
        return spoken(lambda: _photos(resources, given))

    return [clean_sketch, list_photos]


def _clean(resources: Resources, message: CleanMessage) -> str:
    asked = message.asked
    live = resources.galleries.live(asked.gallery, Visitor(asked.token))
    sketch = read_sketch(asked.sketch, "json")
    question = CleaningQuestion(
        sketch,
        _target(resources, live, asked),
        CleaningRule(message.granularity, most=MOST_PROPOSALS[message.granularity]),
        message.kept,
        read_sketch(message.begun, "json") if message.begun else None,
        asked.level,
    )
    return _reply(clean_live(live, question), sketch, message)


def _target(resources: Resources, live: LiveSearch, asked: Message) -> Target:
    if asked.picture is not None:
        return Target(resources.pictures.rows(live, asked.picture))
    return Target.of_gallery(live, asked.target or "")


def _reply(found: LiveCleaning, sketch: Sketch, message: CleanMessage) -> str:
    """The flags as the page reads them (cleaning.js)."""
    flags = [flag_json(sketch, flag) for flag in found.cleaning.flags]
    return json_text(
        {
            "revision": message.asked.revision,
            "flags": flags,
            "before": asdict(found.before),
            "now": asdict(found.now),
            "after": asdict(found.after),
            "n_photos": found.n_photos,
        }
    )


def _photos(resources: Resources, given: object) -> str:
    """One page of a gallery's photos, of one category or all."""
    live = resources.galleries.live(
        text_field(given, "gallery"), Visitor(text_field(given, "token"))
    )
    fields = given if isinstance(given, dict) else {}
    page, category = fields.get("page"), text_field(given, "category")
    if not isinstance(page, int) or not 0 <= page <= LAST_PAGE:
        raise SketchAppError(f"page must be a whole number, 0 to {LAST_PAGE}")
    rows = live.gallery.rows_of(category or None)
    shown = rows[page * PHOTOS_A_PAGE : (page + 1) * PHOTOS_A_PAGE]
    gallery_id = text_field(given, "gallery")
    return json_text(
        {
            "photos": [_photo(live.gallery.photos[row], gallery_id) for row in shown],
            "first": page * PHOTOS_A_PAGE + 1,
            "total": len(rows),
            "categories": live.gallery.categories,
        }
    )


def _photo(photo: Photo, gallery_id: str) -> dict[str, str]:
    label = text.photo_label(photo.category, photo.family, photo.title)
    return {"id": photo.id, "label": label, "address": photo_address(gallery_id, photo.id)}


def _granularity(fields: dict) -> Granularity:
    for name in get_args(Granularity):
        if fields.get("granularity") == name:
            return name
    raise SketchError(f"granularity must be one of: {', '.join(get_args(Granularity))}")


def _ids(fields: dict) -> frozenset[int]:
    kept = fields.get("kept", [])
    is_list = isinstance(kept, list) and len(kept) <= LIMITS.strokes
    if not is_list or not all(isinstance(i, int) for i in kept):
        raise SketchError(f"kept must be a list of at most {LIMITS.strokes} stroke ids")
    return frozenset(kept)
