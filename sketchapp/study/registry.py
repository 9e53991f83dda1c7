"""Studies and their protocols in the database: opened, changed, closed, read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import orjson
from sqlalchemy import Connection, func, insert, select, update

from sketchapp.study.bundle import Bundle
from sketchapp.study.database import locked
from sketchapp.study.errors import ProtocolError, UnknownStudyError
from sketchapp.study.items import canonical, parse_items
from sketchapp.study.protocol import parse_protocol
from sketchapp.study.schema import item_sets, participants, protocols, studies


@dataclass(frozen=True)
class StudyRow:
    """A study as it stands: the protocol that newcomers get, and whether there may be any."""

    name: str
    protocol_hash: str
    is_open: bool


def utc_now() -> datetime:
    """The server's clock; nothing is ordered or refused by it."""
    return datetime.now(UTC)


def open_study(connection: Connection, bundle: Bundle) -> StudyRow:
    """Let participants begin with this protocol; those who began with another one go on with it.

    Raises ProtocolError where the protocol changed and its revision did not grow.
    """
    name = bundle.protocol.name
    if not _is_registered(connection, bundle.hash):
        _register(connection, bundle)
    values = {"protocol_hash": bundle.hash, "is_open": True, "changed_at": utc_now()}
    changed = connection.execute(update(studies).where(studies.c.name == name).values(values))
    if not changed.rowcount:
        connection.execute(insert(studies).values(name=name, **values))
    return StudyRow(name, bundle.hash, True)


def close_study(connection: Connection, name: str) -> StudyRow:
    """No newcomers any more; answers of those who have begun are still taken."""
    study = find_study(connection, name)
    connection.execute(
        update(studies).where(studies.c.name == name).values(is_open=False, changed_at=utc_now())
    )
    return StudyRow(name, study.protocol_hash, False)


def all_studies(connection: Connection) -> list[StudyRow]:
    """Every study by name."""
    columns = (studies.c.name, studies.c.protocol_hash, studies.c.is_open)
    rows = connection.execute(select(*columns).order_by(studies.c.name))
    return [StudyRow(*row) for row in rows]


def find_study(connection: Connection, name: str) -> StudyRow:
    """The study of this name, locked by who writes; UnknownStudyError where there is none."""
    columns = (studies.c.name, studies.c.protocol_hash, studies.c.is_open)
    asked = select(*columns).where(studies.c.name == name)
    row = connection.execute(locked(connection, asked)).one_or_none()
    if row is None:
        names = ", ".join(study.name for study in all_studies(connection)) or "none yet"
        raise UnknownStudyError(f"study {name[:64]!r} not found; there are: {names}")
    return StudyRow(*row)


def read_bundle_of(connection: Connection, protocol_hash: str) -> Bundle:
    """The protocol with this hash and its items, as they were opened."""
    row = connection.execute(
        select(protocols.c.content, protocols.c.item_hashes).where(
            protocols.c.hash == protocol_hash
        )
    ).one()
    items = {
        name: parse_items(
            connection.execute(
                select(item_sets.c.content).where(item_sets.c.hash == item_hash)
            ).scalar_one()
        )
        for name, item_hash in orjson.loads(row.item_hashes).items()
    }
    return Bundle(parse_protocol(row.content), MappingProxyType(items))


def protocols_of(connection: Connection, name: str) -> dict[str, int]:
    """Hash and revision of every protocol that the study was opened with, the oldest first."""
    rows = connection.execute(
        select(protocols.c.hash, protocols.c.revision)
        .where(protocols.c.study == name)
        .order_by(protocols.c.revision)
    )
    return {row.hash: row.revision for row in rows}


def next_number(connection: Connection, name: str) -> int:
    """The number of the next participant; the study's row must be locked."""
    highest = select(func.max(participants.c.number)).where(participants.c.study == name)
    found = connection.execute(highest).scalar()
    return 0 if found is None else found + 1


def _is_registered(connection: Connection, protocol_hash: str) -> bool:
    asked = select(protocols.c.hash).where(protocols.c.hash == protocol_hash)
    return connection.execute(asked).first() is not None


def _register(connection: Connection, bundle: Bundle) -> None:
    protocol = bundle.protocol
    newest = max(protocols_of(connection, protocol.name).values(), default=0)
    if protocol.revision <= newest:
        raise ProtocolError(
            f"study {protocol.name!r} has other content than its revision {newest} in the"
            f" database; set its revision to {newest + 1}"
        )
    for items in bundle.items.values():
        asked = select(item_sets.c.hash).where(item_sets.c.hash == items.hash)
        if connection.execute(asked).first() is None:
            content = canonical(items.model_dump(mode="json", exclude_none=True)).decode()
            connection.execute(insert(item_sets).values(hash=items.hash, content=content))
    hashes = {name: bundle.items[name].hash for name in protocol.item_files}
    connection.execute(
        insert(protocols).values(
            hash=bundle.hash,
            study=protocol.name,
            revision=protocol.revision,
            content=canonical(protocol.model_dump(mode="json")).decode(),
            item_hashes=canonical(hashes).decode(),
            registered_at=utc_now(),
        )
    )
