"""Items of a study: what is shown in preference and choice trials, with the answers kept apart.

An items file is the operator's: `true` and `about` never leave the server.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import Field, ValidationError, model_validator

from sketchapp.errors import SketchError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import sketch_from_document
from sketchapp.study.errors import ProtocolError
from sketchapp.study.protocol import (
    Explanation,
    Label,
    Name,
    Question,
    Strict,
    Variant,
    read_bounded,
    sentences_of,
)

MAX_ITEMS = 2000
MAX_ITEMS_BYTES = 128_000_000
MAX_PHOTO_CHARACTERS = 400_000

About = Annotated[dict[str, str], Field(max_length=20)]
PhotoUri = Annotated[
    str,
    Field(
        pattern=r"^data:image/webp;base64,[A-Za-z0-9+/]+={0,2}$", max_length=MAX_PHOTO_CHARACTERS
    ),
]


class Drawing(Strict):
    """A sketch as its JSON document, with values by stroke id order as `/attribute_sketch` gives.

    values has one list a stroke: of one number, or of one for each point.
    """

    sketch: dict[str, Any]
    values: tuple[tuple[float, ...], ...] | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        try:
            sketch = sketch_from_document(self.sketch)
        except SketchError as error:
            raise ValueError(str(error)) from error
        if self.values is not None:
            _check_values(sketch, self.values)
        return self


class Option(Strict):
    """One answer that may be chosen: a text, a drawing or a photo."""

    id: Annotated[str, Field(pattern=r"^[a-z]$")]
    text: Label | None = None
    drawing: Drawing | None = None
    photo: PhotoUri | None = None

    @model_validator(mode="after")
    def _shows_one_thing(self) -> Self:
        if sum(one is not None for one in (self.text, self.drawing, self.photo)) != 1:
            raise ValueError(f"option {self.id!r} needs one of text, drawing and photo")
        return self


class ChoiceItem(Strict):
    """A question with options, of which the one with the id `true` is right."""

    kind: Literal["choice"]
    id: Name
    question: Question
    explanation: Explanation
    stimulus: Drawing | None = None
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]
    true: str
    about: About = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_its_answer(self) -> Self:
        ids = [option.id for option in self.options]
        if len(set(ids)) < len(ids) or self.true not in ids:
            raise ValueError(f"item {self.id!r}: option ids must differ and hold the true one")
        return self

    def shown(self) -> dict[str, Any]:
        """What a participant may see."""
        return self.model_dump(
            include={"question", "explanation", "stimulus", "options"}, exclude_none=True
        )


class PreferenceItem(Strict):
    """One drawing as drawn and as cleaned."""

    kind: Literal["preference"]
    id: Name
    drawings: dict[Variant, Drawing]
    about: About = Field(default_factory=dict)


AnyItem = Annotated[ChoiceItem | PreferenceItem, Field(discriminator="kind")]


class Items(Strict):
    """The items of a file; ids differ."""

    version: Literal[1]
    items: Annotated[tuple[AnyItem, ...], Field(min_length=1, max_length=MAX_ITEMS)]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [item.id for item in self.items]
        if len(set(ids)) < len(ids):
            raise ValueError("item ids must differ")
        return self

    def choices(self, question: str, explanation: str) -> tuple[ChoiceItem, ...]:
        """The questions of one kind, in their order."""
        return tuple(
            item
            for item in self.items
            if isinstance(item, ChoiceItem)
            and (item.question, item.explanation) == (question, explanation)
        )

    def preferences(self, variants: tuple[str, ...]) -> tuple[PreferenceItem, ...]:
        """The items that have all these variants, in their order."""
        return tuple(
            item
            for item in self.items
            if isinstance(item, PreferenceItem) and set(variants) <= set(item.drawings)
        )

    def item(self, item_id: str) -> ChoiceItem | PreferenceItem:
        """The item of this id; ProtocolError where there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise ProtocolError(f"item {item_id!r} not found among {len(self.items)} items")

    @property
    def hash(self) -> str:
        """SHA-256 of the content, whatever the file's spaces."""
        return hashlib.sha256(canonical(self.model_dump(mode="json"))).hexdigest()


def parse_items(text: str | bytes, source: str = "the items") -> Items:
    """The items in a JSON text; ProtocolError, naming the places, where it holds none."""
    try:
        return Items.model_validate_json(text)
    except ValidationError as error:
        raise ProtocolError(f"{source} cannot be used: {sentences_of(error)}") from error


def read_items(path: Path) -> Items:
    """The items in a file."""
    return parse_items(read_bounded(path, MAX_ITEMS_BYTES), path.name)


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces: equal values have equal bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _check_values(sketch: Sketch, values: tuple[tuple[float, ...], ...]) -> None:
    counts = [len(own) for own in values]
    if counts not in ([1] * len(sketch), [len(stroke) for stroke in sketch.strokes]):
        raise ValueError(f"values for {counts[:5]} points; one a stroke, or one a point, is needed")
