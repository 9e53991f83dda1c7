"""All rows of a study, read in one state of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from sketchapp.study.bundle import Bundle
from sketchapp.study.registry import find_study, protocols_of, read_bundle_of
from sketchapp.study.schema import answers, drawings, participants, ratings
from sketchapp.study.trials import TrialSpec, trials_of


@dataclass(frozen=True)
class Person:
    """A participant; label is the lab's own (P01)."""

    id: str
    number: int
    label: str | None
    protocol_hash: str
    is_finished: bool


@dataclass(frozen=True)
class Rating:
    """What a method's photo got; place is where it stood, from 0."""

    method: str
    photo_id: str
    place: int
    value: float


@dataclass(frozen=True, eq=False)
class Answer:
    """A row of the answers, with the drawing of its trial and its ratings.

    is_current is false where another row corrects it; received_at is the server's UTC in ISO 8601.
    """

    id: str
    participant_id: str
    protocol_hash: str
    position: int
    block: str
    kind: str
    is_practice: bool
    item_id: str | None
    value: dict[str, Any]
    answer_ms: float | None
    replaces: str | None
    received_at: str
    is_current: bool
    category: str | None
    drawing_ms: float | None
    ratings: tuple[Rating, ...]

    @property
    def counts(self) -> bool:
        """Whether it enters the statistics."""
        return self.is_current and not self.is_practice and self.kind != "attention"


@dataclass(frozen=True, eq=False)
class Drawn:
    """A drawing; sketch is the text of a document of `sketchapp.sketch`."""

    id: str
    participant_id: str
    position: int
    category: str | None
    sketch: str
    drawing_ms: float | None
    shown: dict[str, Any]


@dataclass(frozen=True, eq=False)
class StudyData:
    """A study as it stands: people who did not delete themselves, protocols by hash, all rows.

    protocol_hash is that of the newest protocol.
    """

    name: str
    protocol_hash: str
    bundles: dict[str, Bundle]
    people: tuple[Person, ...]
    answers: tuple[Answer, ...]
    drawings: tuple[Drawn, ...]

    @property
    def bundle(self) -> Bundle:
        """The newest protocol and its items."""
        return self.bundles[self.protocol_hash]

    def trials(self, person: Person) -> tuple[TrialSpec, ...]:
        """The trials that this person met or will meet."""
        return trials_of(self.bundles[person.protocol_hash], person.number)

    def counted(self, kind: str, people: set[str]) -> list[Answer]:
        """Answers of one kind that enter the statistics, of these people."""
        return [
            one
            for one in self.answers
            if one.counts and one.kind == kind and one.participant_id in people
        ]


def load_study(connection: Connection, name: str) -> StudyData:
    """Everything of a study; UnknownStudyError where there is none of that name."""
    study = find_study(connection, name)
    columns = participants.c
    wanted = (columns.study == name) & columns.erased_at.is_(None)
    rows = connection.execute(select(participants).where(wanted).order_by(columns.number))
    people = tuple(
        Person(r.id, r.number, r.label, r.protocol_hash, r.completion_code is not None)
        for r in rows
    )
    drawn = _drawings(connection, name)
    hashes = protocols_of(connection, name)
    return StudyData(
        name,
        study.protocol_hash,
        {one: read_bundle_of(connection, one) for one in hashes},
        people,
        _answers(connection, name, {(d.participant_id, d.position): d for d in drawn}),
        drawn,
    )


def _drawings(connection: Connection, name: str) -> tuple[Drawn, ...]:
    owner = drawings.c.participant_id == participants.c.id
    asked = select(drawings).join(participants, owner).where(participants.c.study == name)
    rows = connection.execute(asked.order_by(participants.c.number, drawings.c.position))
    return tuple(
        Drawn(
            r.id,
            r.participant_id,
            r.position,
            r.category,
            r.sketch,
            r.drawing_ms,
            orjson.loads(r.shown),
        )
        for r in rows
    )


def _answers(
    connection: Connection, name: str, drawn: dict[tuple[str, int], Drawn]
) -> tuple[Answer, ...]:
    owner = answers.c.participant_id == participants.c.id
    asked = select(answers).join(participants, owner).where(participants.c.study == name)
    order = (participants.c.number, answers.c.position, answers.c.received_at, answers.c.id)
    rows = connection.execute(asked.order_by(*order)).all()
    corrected = {row.replaces for row in rows}
    given = _ratings(connection, name)
    return tuple(
        Answer(
            id=row.id,
            participant_id=row.participant_id,
            protocol_hash=row.protocol_hash,
            position=row.position,
            block=row.block,
            kind=row.kind,
            is_practice=row.is_practice,
            item_id=row.item_id,
            value=orjson.loads(row.value),
            answer_ms=row.answer_ms,
            replaces=row.replaces,
            received_at=_utc_text(row.received_at),
            is_current=row.id not in corrected,
            category=own.category if own else None,
            drawing_ms=own.drawing_ms if own else None,
            ratings=tuple(given.get(row.id, ())),
        )
        for row in rows
        for own in [drawn.get((row.participant_id, row.position))]
    )


def _utc_text(moment: datetime) -> str:
    """ISO 8601 with Z; PostgreSQL gives its session's own zone, SQLite none: UTC as stored."""
    utc = moment if moment.tzinfo is None else moment.astimezone(UTC)
    return utc.replace(tzinfo=None).isoformat() + "Z"


def _ratings(connection: Connection, name: str) -> dict[str, list[Rating]]:
    owner = ratings.c.participant_id == participants.c.id
    asked = select(ratings).join(participants, owner).where(participants.c.study == name)
    found: dict[str, list[Rating]] = {}
    for row in connection.execute(asked.order_by(ratings.c.answer_id, ratings.c.method)):
        one = Rating(row.method, row.photo_id, row.place, row.value)
        found.setdefault(row.answer_id, []).append(one)
    return found
