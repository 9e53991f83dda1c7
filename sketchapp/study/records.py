"""Drawings and answers in the database: added once, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import orjson
from sqlalchemy import Connection, func, insert, select

from sketchapp.study.items import canonical
from sketchapp.study.people import Participant
from sketchapp.study.registry import utc_now
from sketchapp.study.schema import answers, drawings, ratings
from sketchapp.study.submission import SentAnswer, SentDrawing
from sketchapp.study.trials import TrialSpec


@dataclass(frozen=True)
class Place:
    """A photo as shown, and the methods whose best photo it is; only photo_id leaves the server."""

    photo_id: str
    methods: tuple[str, ...]


@dataclass(frozen=True)
class StoredDrawing:
    """The drawing of a trial and the photos that were shown for it.

    sketch is the text of a document of `sketchapp.sketch`.
    """

    id: str
    category: str | None
    sketch: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class StoredAnswer:
    """An answer's row: its value as canonical JSON, and the row that it corrects."""

    id: str
    participant_id: str
    position: int
    value: str
    replaces: str | None


ANSWER_COLUMNS = tuple(answers.c[name] for name in StoredAnswer.__dataclass_fields__)


def count_answered(connection: Connection, participant_id: str) -> int:
    """Trials with an answer; trials are answered in order, so it is the position of the next."""
    asked = (
        select(func.count())
        .select_from(answers)
        .where(answers.c.participant_id == participant_id, answers.c.replaces.is_(None))
    )
    return connection.execute(asked).scalar_one()


def find_drawing(
    connection: Connection, participant_id: str, position: int
) -> StoredDrawing | None:
    """The drawing of a trial, if it is there."""
    asked = select(drawings.c.id, drawings.c.category, drawings.c.sketch, drawings.c.shown).where(
        drawings.c.participant_id == participant_id, drawings.c.position == position
    )
    row = connection.execute(asked).one_or_none()
    if row is None:
        return None
    return StoredDrawing(row.id, row.category, row.sketch, places_of(row.shown))


def has_drawing(connection: Connection, drawing_id: str) -> bool:
    """Whether a drawing has this id, whoever made it."""
    asked = select(drawings.c.id).where(drawings.c.id == drawing_id)
    return connection.execute(asked).first() is not None


def places_of(shown: str) -> tuple[Place, ...]:
    """The places of a drawing's column `shown`."""
    return tuple(
        Place(one["photo_id"], tuple(one["methods"])) for one in orjson.loads(shown)["places"]
    )


def add_drawing(
    connection: Connection,
    participant: Participant,
    sent: SentDrawing,
    sketch: str,
    places: Sequence[Place],
    retrievers: dict[str, str],
) -> None:
    """Keep a drawing with what was shown for it; retrievers has the id of each method's weights."""
    shown = {"places": [asdict(place) for place in places], "retrievers": retrievers}
    connection.execute(
        insert(drawings).values(
            id=sent.id,
            participant_id=participant.id,
            protocol_hash=participant.protocol_hash,
            position=sent.position,
            category=sent.category,
            sketch=sketch,
            drawing_ms=sent.drawing_ms,
            shown=canonical(shown).decode(),
            received_at=utc_now(),
        )
    )


def find_answer(connection: Connection, answer_id: str) -> StoredAnswer | None:
    """The answer with this id, whoever gave it."""
    row = connection.execute(select(*ANSWER_COLUMNS).where(answers.c.id == answer_id)).one_or_none()
    return None if row is None else StoredAnswer(*row)


def first_answer(connection: Connection, participant_id: str, position: int) -> StoredAnswer | None:
    """The answer that was given first to a trial."""
    row = connection.execute(
        select(*ANSWER_COLUMNS).where(
            answers.c.participant_id == participant_id,
            answers.c.position == position,
            answers.c.replaces.is_(None),
        )
    ).one_or_none()
    return None if row is None else StoredAnswer(*row)


def correction_of(connection: Connection, answer_id: str) -> StoredAnswer | None:
    """The answer that corrects this one, if there is one."""
    row = connection.execute(
        select(*ANSWER_COLUMNS).where(answers.c.replaces == answer_id)
    ).one_or_none()
    return None if row is None else StoredAnswer(*row)


def add_answer(
    connection: Connection,
    participant: Participant,
    trial: TrialSpec,
    sent: SentAnswer,
    value: str,
    places: Sequence[Place],
) -> None:
    """Keep an answer, and of a retrieval trial one rating for every method."""
    connection.execute(
        insert(answers).values(
            id=sent.id,
            participant_id=participant.id,
            protocol_hash=participant.protocol_hash,
            position=sent.position,
            block=trial.block,
            kind=trial.kind,
            is_practice=trial.is_practice,
            item_id=trial.item_id,
            value=value,
            answer_ms=sent.answer_ms,
            replaces=sent.replaces,
            received_at=utc_now(),
        )
    )
    rows = [
        {
            "answer_id": sent.id,
            "method": method,
            "participant_id": participant.id,
            "photo_id": place.photo_id,
            "place": at,
            "value": rating,
        }
        for at, (place, rating) in enumerate(zip(places, sent.ratings or (), strict=True))
        for method in place.methods
    ]
    if rows:
        connection.execute(insert(ratings), rows)
