"""What a browser sends, checked, and what it is told when something goes wrong: a sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeGuard

import orjson

from sketchapp.errors import SketchAppError
from sketchapp.ui import text

LARGEST_WHOLE = 2**53  # that a browser's numbers hold exactly

log = logging.getLogger(__name__)


def spoken(work: Callable[[], str], revision: int = 0, broken: str = text.BROKEN_ANSWER) -> str:
    """The result of the work, or the sentence to show instead: {"revision", "error"}.

    broken is the sentence for a fault of ours.
    """
    try:
        return work()
    except SketchAppError as error:
        return refusal_text(str(error), revision)
    except Exception:  # the page must go on whatever happens; the trace is for us
        log.exception("a handler of the page failed")
        return refusal_text(broken, revision)


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a field of a browser's object is a whole number that both sides can hold."""
    return isinstance(value, int) and abs(value) <= LARGEST_WHOLE


def refusal_text(sentence: str, revision: int = 0) -> str:
    """A sentence to show instead of an answer."""
    return json_text({"revision": revision, "error": sentence})


def json_text(fields: dict[str, object]) -> str:
    """JSON of plain values and numpy arrays."""
    return orjson.dumps(fields, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def text_field(given: object, name: str, longest: int = 200) -> str:
    """A field of a browser's object that must be text; SketchAppError where it is not."""
    value = given.get(name) if isinstance(given, dict) else None
    if not isinstance(value, str) or len(value) > longest:
        raise SketchAppError(f"{name} must be text of at most {longest} characters")
    return value
