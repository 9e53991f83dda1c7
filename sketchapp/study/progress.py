"""How far the studies are."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from sketchapp.study.registry import all_studies, protocols_of
from sketchapp.study.schema import answers, participants


@dataclass(frozen=True)
class StudyProgress:
    """Counts of one study; answers without corrections, deleted are people who took theirs back."""

    study: str
    revision: int
    is_open: bool
    begun: int
    finished: int
    deleted: int
    answers: int


def progress_of_all(connection: Connection) -> list[StudyProgress]:
    """Every study by name."""
    return [progress_of(connection, study.name) for study in all_studies(connection)]


def progress_of(connection: Connection, name: str) -> StudyProgress:
    """One study, which must be there."""
    study = next(one for one in all_studies(connection) if one.name == name)
    people = participants.c
    counted = connection.execute(
        select(
            func.count(),
            func.count(people.completion_code),
            func.count(people.erased_at),
        ).where(people.study == name)
    ).one()
    given = connection.execute(
        select(func.count())
        .select_from(answers.join(participants, answers.c.participant_id == people.id))
        .where(people.study == name, answers.c.replaces.is_(None))
    ).scalar_one()
    revision = protocols_of(connection, name)[study.protocol_hash]
    begun, finished, deleted = counted
    return StudyProgress(name, revision, study.is_open, begun, finished, deleted, given)
