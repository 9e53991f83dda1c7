"""What a participant's browser sends: a drawing, and the answer to a trial."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, ValidationError

from sketchapp.study.errors import StudyError
from sketchapp.study.protocol import MAX_METHODS, MAX_TRIALS, Strict, sentences_of

LONGEST_MS = 8.64e7  # one day

Sent = TypeVar("Sent", bound=Strict)


def duration_ms(given: object) -> float | None:
    """A duration, or None for anything that a wrong clock may have made of it.

    An answer is worth more than its time: no clock makes one be refused.
    """
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        return None
    return float(given) if 0 <= given <= LONGEST_MS else None


RowId = Annotated[
    str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
"""A UUID that the browser made, in lower case."""

Position = Annotated[int, Field(ge=0, le=MAX_TRIALS)]
Milliseconds = Annotated[float | None, BeforeValidator(duration_ms)]


class SentDrawing(Strict):
    """A finished drawing of a retrieval trial; sketch is a document of `sketchapp.sketch`."""

    id: RowId
    position: Position
    category: Annotated[str, Field(min_length=1, max_length=200)]
    sketch: dict[str, Any]
    drawing_ms: Milliseconds = None


class SentAnswer(Strict):
    """The answer to a trial, in the one field that belongs to its kind.

    retrieval: ratings in the order of the photos shown; preference: -3 (left much better) to 3
    (right much better), -1 or 1 where one of the two is to be taken; choice: an option's id;
    attention: the step that was chosen. replaces names the answer that this one corrects.
    """

    id: RowId
    position: Position
    ratings: Annotated[tuple[float, ...], Field(min_length=1, max_length=MAX_METHODS)] | None = None
    preference: Annotated[int, Field(ge=-3, le=3)] | None = None
    option: Annotated[str, Field(pattern=r"^[a-z]$")] | None = None
    step: float | None = None
    answer_ms: Milliseconds = None
    replaces: RowId | None = None


def parse_sent(kind: type[Sent], text: bytes) -> Sent:
    """What a request's body holds; StudyError, naming the places, where it is something else."""
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise StudyError(f"the request cannot be read: {sentences_of(error)}") from error
