"""What the canvas asks of the server. Each reads, calls the core and writes a reply.

They are called by the page with whatever a browser sends, so everything is checked here; a refusal
is a sentence, and a bug is one too (the log has its trace).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass

from sketchapp.errors import SketchError
from sketchapp.resources import Resources
from sketchapp.retrieval.live import Question
from sketchapp.retrieval.pictures import MAX_BYTES
from sketchapp.retrieval.records import SHIPPED
from sketchapp.retrieval.visitor import Visitor
from sketchapp.sketch.formats import read_sketch
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.sketch.formats.svg import sketch_to_svg
from sketchapp.ui import text
from sketchapp.ui.reply import reply_text
from sketchapp.ui.spoken import is_whole, spoken

HIGHEST_LEVEL = 8  # of any retriever: an embedding has nine rows at most


@dataclass(frozen=True)
class Message:
    """A question of the page: a number that grows, the sketch as JSON text, what was picked.

    gallery is the id of the gallery to search, token the secret of the browser that asks. level is
    the abstraction level chosen by hand, previous_level the one that the page shows. picture has
    the bytes of an uploaded photo, in place of a target of the gallery.
    """

    revision: int
    sketch: str
    target: str | None
    category: str | None
    gallery: str
    token: str
    level: int | None = None
    previous_level: int | None = None
    picture: bytes | None = None

    @classmethod
    def read(cls, given: object) -> Message:
        """Raises SketchError where the browser's object is not a question."""
        fields = given if isinstance(given, dict) else {}
        revision, sketch = fields.get("revision"), fields.get("sketch")
        if not is_whole(revision) or not isinstance(sketch, str):
            raise SketchError("a question needs a revision (number) and a sketch (JSON text)")
        choices = [fields.get(name) for name in ("target", "category", "gallery", "token")]
        if not all(choice is None or isinstance(choice, str) for choice in choices):
            raise SketchError("target, category, gallery and token must be text or left out")
        target, category, gallery, token = choices
        levels = _level_of(fields, "level"), _level_of(fields, "previous_level")
        place = gallery or SHIPPED, token or ""
        return cls(revision, sketch, target, category, *place, *levels, _picture(fields))


def canvas_handlers(resources: Resources) -> list[Callable[[object], str]]:
    """The server functions of a SketchCanvas, by the names that canvas.js calls."""

    def answer_sketch(given: object) -> str:
        return spoken(lambda: _answer(resources, Message.read(given)), _revision_of(given))

    def read_file(given: object) -> str:
        return spoken(lambda: _read_file(given))

    def write_svg(given: object) -> str:
        return spoken(lambda: json.dumps({"svg": sketch_to_svg(_sketch(given))}))

    return [answer_sketch, read_file, write_svg]


def _answer(resources: Resources, message: Message) -> str:
    sketch = read_sketch(message.sketch, "json")
    live = resources.galleries.live(message.gallery, Visitor(message.token))
    picture = message.picture
    question = Question(
        sketch,
        message.target,
        message.category,
        level=message.level,
        previous_level=message.previous_level,
        picture=None if picture is None else resources.pictures.rows(live, picture),
    )
    answer = live.answer(question)
    return reply_text(answer, question, message.revision, message.gallery, resources.trust)


def _read_file(given: object) -> str:
    fields = given if isinstance(given, dict) else {}
    content, format_name = fields.get("text"), fields.get("format")
    if not isinstance(content, str) or not isinstance(format_name, str):
        raise SketchError("a file needs its text and the name of its format")
    try:
        sketch = read_sketch(content, format_name)
    except SketchError as error:
        raise SketchError(text.UNREADABLE_FILE.format(reason=error)) from error
    if not sketch:
        raise SketchError(text.EMPTY_FILE)
    return json.dumps({"sketch": sketch_to_json(sketch)})


def _sketch(given: object):
    if not isinstance(given, str):
        raise SketchError("a sketch is sent as JSON text")
    return read_sketch(given, "json")


def _level_of(fields: dict, name: str) -> int | None:
    level = fields.get(name)
    is_whole = isinstance(level, int) and not isinstance(level, bool)
    if level is not None and not (is_whole and 0 <= level <= HIGHEST_LEVEL):
        raise SketchError(f"{name} must be a whole number, 0 to {HIGHEST_LEVEL}, or left out")
    return level


def _picture(fields: dict) -> bytes | None:
    given = fields.get("picture")
    if given is None:
        return None
    if not isinstance(given, str) or len(given) > 2 * MAX_BYTES:
        raise SketchError(f"a picture is sent as base64 of at most {MAX_BYTES:,} bytes")
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SketchError("a picture is sent as base64") from error


def _revision_of(given: object) -> int:
    revision = given.get("revision") if isinstance(given, dict) else None
    return revision if is_whole(revision) else 0
