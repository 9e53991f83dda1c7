"""What the canvas asks of the server. Each reads, calls the core and writes a reply.

They are called by the page with whatever a browser sends, so everything is checked here; a refusal
is a sentence, and a bug is one too (the log has its trace).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from sketchapp.errors import SketchAppError, SketchError
from sketchapp.resources import Resources
from sketchapp.retrieval.live import Question
from sketchapp.sketch.formats import read_sketch
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.sketch.formats.svg import sketch_to_svg
from sketchapp.ui import text
from sketchapp.ui.reply import refusal_text, reply_text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """A question of the page: a number that grows, the sketch as JSON text, what was picked."""

    revision: int
    sketch: str
    target: str | None
    category: str | None

    @classmethod
    def read(cls, given: object) -> Message:
        """Raises SketchError where the browser's object is not a question."""
        fields = given if isinstance(given, dict) else {}
        revision, sketch = fields.get("revision"), fields.get("sketch")
        target, category = fields.get("target"), fields.get("category")
        if not isinstance(revision, int) or not isinstance(sketch, str):
            raise SketchError("a question needs a revision (number) and a sketch (JSON text)")
        if not all(choice is None or isinstance(choice, str) for choice in (target, category)):
            raise SketchError("target and category must be text or left out")
        return cls(revision, sketch, target, category)


def canvas_handlers(resources: Resources) -> list[Callable[[object], str]]:
    """The server functions of a SketchCanvas, by the names that canvas.js calls."""

    def answer_sketch(given: object) -> str:
        return _spoken(lambda: _answer(resources, Message.read(given)), _revision_of(given))

    def read_file(given: object) -> str:
        return _spoken(lambda: _read_file(given))

    def write_svg(given: object) -> str:
        return _spoken(lambda: json.dumps({"svg": sketch_to_svg(_sketch(given))}))

    return [answer_sketch, read_file, write_svg]


def _answer(resources: Resources, message: Message) -> str:
    sketch = read_sketch(message.sketch, "json")
    question = Question(sketch, message.target, message.category)
    answer = resources.live.answer(question)
    return reply_text(answer, question, message.revision)


def _read_file(given: object) -> str:
    fields = given if isinstance(given, dict) else {}
    content, format_name = fields.get("text"), fields.get("format")
    if not isinstance(content, str) or not isinstance(format_name, str):
        raise SketchError("a file needs its text and the name of its format")
    sketch = read_sketch(content, format_name)
    if not sketch:
        raise SketchError(text.EMPTY_FILE)
    return json.dumps({"sketch": sketch_to_json(sketch)})


def _sketch(given: object):
    if not isinstance(given, str):
        raise SketchError("a sketch is sent as JSON text")
    return read_sketch(given, "json")


def _spoken(work: Callable[[], str], revision: int = 0) -> str:
    """The result of the work, or the sentence to show instead."""
    try:
        return work()
    except SketchAppError as error:
        return refusal_text(str(error), revision)
    except Exception:  # the page must go on whatever happens; the trace is for us
        log.exception("a handler of the canvas failed")
        return refusal_text(text.BROKEN_ANSWER, revision)


def _revision_of(given: object) -> int:
    revision = given.get("revision") if isinstance(given, dict) else None
    return revision if isinstance(revision, int) else 0
