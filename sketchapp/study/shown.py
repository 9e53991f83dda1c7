"""What a participant is shown: nothing of it tells a method, a right answer or a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from sketchapp.study.bundle import Bundle
from sketchapp.study.items import ChoiceItem, PreferenceItem
from sketchapp.study.protocol import STEPS, PreferenceBlock, RetrievalBlock
from sketchapp.study.records import StoredDrawing
from sketchapp.study.trials import TrialSpec


@dataclass(frozen=True)
class Invitation:
    """A study before anybody has begun: what it is and what one agrees to."""

    study: str
    title: str
    language: str
    consent_version: str
    consent: str
    trials: int


@dataclass(frozen=True)
class Standing:
    """Where a participant stands; all trials are answered where answered equals total."""

    study: str
    title: str
    language: str
    answered: int
    total: int
    is_finished: bool


@dataclass(frozen=True)
class ShownPhotos:
    """The photos for a drawing, by id, in the order in which they are rated."""

    drawing_id: str
    gallery: str
    photo_ids: tuple[str, ...]


@dataclass(frozen=True)
class ShownTrial:
    """One trial as a page needs it; which fields are filled depends on the kind.

    retrieval: categories, and once drawn: category, sketch and photos. preference: left, right,
    scale. choice: question, explanation, stimulus and options. attention: step.
    """

    position: int
    total: int
    kind: str
    is_practice: bool
    steps: tuple[float, ...] = ()
    categories: tuple[str, ...] = ()
    category: str | None = None
    sketch: dict[str, Any] | None = None
    photos: ShownPhotos | None = None
    left: dict[str, Any] | None = None
    right: dict[str, Any] | None = None
    scale: str | None = None
    question: str | None = None
    explanation: str | None = None
    stimulus: dict[str, Any] | None = None
    options: tuple[dict[str, Any], ...] = ()
    step: float | None = None


@dataclass(frozen=True)
class Acknowledged:
    """An answer is stored under answer_id: that of another tab, if that tab was first.

    answered of total trials have an answer; is_repeat: it was stored before this request.
    """

    position: int
    answer_id: str
    answered: int
    total: int
    is_repeat: bool


def shown_trial(
    bundle: Bundle, trial: TrialSpec, drawn: StoredDrawing | None, categories: tuple[str, ...]
) -> ShownTrial:
    """A trial for its participant; categories are those of a retrieval trial."""
    first = (trial.position, bundle.trial_count, trial.kind, trial.is_practice)
    if trial.kind == "attention":
        return ShownTrial(*first, steps=STEPS, step=trial.expected)
    block = bundle.protocol.block(trial.block)
    if isinstance(block, RetrievalBlock):
        return ShownTrial(*first, steps=STEPS, categories=categories, **_drawn(block, drawn))
    item = bundle.items[block.items].item(trial.item_id or "")
    if isinstance(block, PreferenceBlock):
        assert isinstance(item, PreferenceItem)
        left, right = (item.drawings[name].model_dump() for name in trial.arrangement)  # type: ignore[index]
        return ShownTrial(*first, left=left, right=right, scale=block.scale)
    assert isinstance(item, ChoiceItem)
    content = item.shown()
    options = {option["id"]: option for option in content.pop("options")}
    return ShownTrial(*first, options=tuple(options[one] for one in trial.arrangement), **content)


def shown_photos(block: RetrievalBlock, drawn: StoredDrawing) -> ShownPhotos:
    """The photos for a stored drawing."""
    ids = tuple(place.photo_id for place in drawn.places)
    return ShownPhotos(drawn.id, block.gallery, ids)


def _drawn(block: RetrievalBlock, drawn: StoredDrawing | None) -> dict[str, Any]:
    if drawn is None:
        return {}
    return {
        "category": drawn.category,
        "sketch": orjson.loads(drawn.sketch),
        "photos": shown_photos(block, drawn),
    }
