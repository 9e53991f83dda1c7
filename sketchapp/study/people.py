"""Participants in the database: begun, found by their code, finished, erased."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from sketchapp.study.codes import hash_of, new_completion_code
from sketchapp.study.database import locked
from sketchapp.study.errors import UnknownCodeError
from sketchapp.study.registry import StudyRow, next_number, utc_now
from sketchapp.study.schema import answers, backups, drawings, participants, ratings


@dataclass(frozen=True)
class Participant:
    """A person in a study, without name or address; number decides the order of trials."""

    id: str
    study: str
    protocol_hash: str
    number: int
    label: str | None
    consent_version: str
    completion_code: str | None
    consented_at: datetime


@dataclass(frozen=True)
class Deleted:
    """What was deleted, and the backups that may still hold it until they are deleted too."""

    answers: int
    drawings: int
    backups: tuple[str, ...]


COLUMNS = tuple(participants.c[name] for name in Participant.__dataclass_fields__)


def find_by_hash(connection: Connection, code_hash: str) -> Participant | None:
    """The participant whose code has this hash, locked by who writes."""
    asked = select(*COLUMNS).where(participants.c.code_hash == code_hash)
    row = connection.execute(locked(connection, asked)).one_or_none()
    return None if row is None else Participant(*row)


def find_participant(connection: Connection, code: str) -> Participant:
    """The participant with this code; UnknownCodeError where there is none."""
    found = find_by_hash(connection, hash_of(code))
    if found is None:
        raise UnknownCodeError("no participant has this code; check it, or begin anew")
    return found


def add_participant(
    connection: Connection, study: StudyRow, code_hash: str, consent_version: str, label: str | None
) -> Participant:
    """A newcomer; the study's row must be locked."""
    connection.execute(
        insert(participants).values(
            id=str(uuid.uuid4()),
            study=study.name,
            protocol_hash=study.protocol_hash,
            number=next_number(connection, study.name),
            code_hash=code_hash,
            label=label,
            consent_version=consent_version,
            consented_at=utc_now(),
        )
    )
    found = find_by_hash(connection, code_hash)
    assert found is not None
    return found


def finish_participant(connection: Connection, participant: Participant) -> str:
    """The code that proves completion, the same whenever it is asked for."""
    if participant.completion_code is not None:
        return participant.completion_code
    code = new_completion_code()
    connection.execute(
        update(participants)
        .where(participants.c.id == participant.id)
        .values(completion_code=code, finished_at=utc_now())
    )
    return code


def erase_participant(connection: Connection, participant: Participant) -> Deleted:
    """Delete answers, drawings, code and label; an empty row keeps the number taken."""
    since = select(backups.c.place).where(backups.c.made_at >= participant.consented_at)
    places = connection.execute(since.order_by(backups.c.made_at)).scalars().all()
    counts = erase_rows(connection, participant.id)
    return Deleted(*counts, tuple(places))


def erase_rows(connection: Connection, participant_id: str) -> tuple[int, int]:
    """The same by the participant's id: how many answers and drawings were deleted."""
    mine = [table.c.participant_id == participant_id for table in (answers, drawings)]
    connection.execute(
        update(participants)
        .where(participants.c.id == participant_id)
        .values(code_hash=None, label=None, completion_code=None, erased_at=utc_now())
    )
    counts = [
        connection.execute(select(func.count()).select_from(table).where(own)).scalar_one()
        for table, own in zip((answers, drawings), mine, strict=True)
    ]
    connection.execute(delete(ratings).where(ratings.c.participant_id == participant_id))
    connection.execute(delete(answers).where(mine[0]))
    connection.execute(delete(drawings).where(mine[1]))
    return counts[0], counts[1]


def erased_ids(connection: Connection) -> list[str]:
    """Everyone who asked to be deleted; needed when an older backup comes back."""
    asked = select(participants.c.id).where(participants.c.erased_at.is_not(None))
    return list(connection.execute(asked).scalars())
