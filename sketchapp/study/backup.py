"""Backups of the studies' database, and bringing one back.

SQLite is copied by its online backup while participants go on; PostgreSQL is dumped row by row from
one snapshot, so that no tools of its own are needed on this machine. Who was deleted stays deleted
when an older backup comes back.
"""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, DateTime, Row, Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from sketchapp.retrieval.records import settle_folder
from sketchapp.study.database import Database
from sketchapp.study.errors import StudyError, StudyUnavailableError
from sketchapp.study.people import erase_rows, erased_ids
from sketchapp.study.registry import utc_now
from sketchapp.study.schema import answers, backups, metadata, participants

SQLITE_SUFFIX, DUMP_SUFFIX = ".sqlite", ".jsonl.gz"
DUMP_FORMAT = {"format": "sketchapp studies", "version": 1}

Rows = dict[str, list[dict[str, Any]]]  # by table


def make_backup(database: Database, folder: Path, place: str = "") -> Path:
    """Write a backup into a folder; it is listed, by file name after `place`, for who deletes.

    Raises StudyError where it cannot be written.
    """
    path = _listed_path(database, folder, place)
    _write_backup(database, path)
    return path


def restore_backup(database: Database, path: Path, folder: Path) -> Path:
    """Put a backup in the place of what is there, which goes to a backup in `folder` first.

    Nobody writes between the two, and readers see the one state or the other. Returns the backup
    that was made. Raises StudyError, changing nothing, where the file is no whole backup or the
    other one cannot be written; StudyUnavailableError where the database is busy.
    """
    suffix = SQLITE_SUFFIX if database.is_sqlite else DUMP_SUFFIX
    if not path.is_file() or not path.name.endswith(suffix):
        raise StudyError(f"{path} is no backup of this kind of database; it ends in {suffix}")
    rows = _read_sqlite(path, database.path.parent) if database.is_sqlite else _read_dump(path)
    before = _listed_path(database, folder)
    with database.writing() as connection:
        if not database.is_sqlite:  # SQLite has one writer anyway
            connection.execute(text(f"LOCK TABLE {', '.join(metadata.tables)} IN EXCLUSIVE MODE"))
        _write_backup(database, before)
        erased = erased_ids(connection)
        listed = [_plain_row(row) for row in connection.execute(select(backups))]
        _empty(connection)
        _load(connection, rows)
        _carry_over(connection, erased, listed)
    return before


def _listed_path(database: Database, folder: Path, place: str = "") -> Path:
    """A new backup's path, in the list before there is a file: none is ever unlisted."""
    suffix = SQLITE_SUFFIX if database.is_sqlite else DUMP_SUFFIX
    stamp = utc_now().strftime("%Y%m%d-%H%M%S")
    path = folder / f"studies-{stamp}-{uuid.uuid4().hex[:6]}{suffix}"
    with database.writing() as connection:
        row = {"id": str(uuid.uuid4()), "place": f"{place}{path.name}", "made_at": utc_now()}
        connection.execute(insert(backups), row)
    return path


def _write_backup(database: Database, path: Path) -> None:
    """Copy what is committed to a file that is there as a whole or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.touch(0o600)
        _copy_sqlite(database.path, partial) if database.is_sqlite else _dump(database, partial)
        partial.replace(path)
        settle_folder(path.parent)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            partial.unlink()
        raise StudyError(f"the backup {path} cannot be written: {error}") from error


def _carry_over(connection: Connection, erased: list[str], listed: list[dict[str, Any]]) -> None:
    """Who was deleted, and which backups there are, does not go back in time."""
    gone = set(erased) - set(erased_ids(connection))
    for participant_id in gone:
        erase_rows(connection, participant_id)
    known = set(connection.execute(select(backups.c.id)).scalars())
    missing = [row for row in listed if row["id"] not in known]
    if missing:
        connection.execute(insert(backups), missing)


def _copy_sqlite(source: Path, target: Path, flags: str = "") -> None:
    """All of one file over another, in one transaction of each."""
    read_only = f"{source.absolute().as_uri()}?mode=ro{flags}"
    with (
        closing(sqlite3.connect(read_only, uri=True, timeout=30)) as origin,
        closing(sqlite3.connect(target, timeout=30)) as copy,
    ):
        origin.backup(copy)


def _read_sqlite(path: Path, folder: Path) -> Rows:
    """Rows by table, in the form of this version, read from a private copy in the folder."""
    _check_sqlite(path)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".restoring-") as place:
            copy = Path(place) / "studies.sqlite"
            _copy_sqlite(path, copy, "&immutable=1")
            with Database(f"sqlite:///{copy}") as database, database.reading() as connection:
                return {
                    name: list(_rows_in_order(connection, table))
                    for name, table in metadata.tables.items()
                }
    except (OSError, sqlite3.Error, DBAPIError, StudyUnavailableError) as error:
        raise StudyError(f"{path.name} cannot be read as a backup: {error}") from error


def _check_sqlite(path: Path) -> None:
    read_only = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(read_only, uri=True)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check").fetchone()
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise StudyError(f"{path.name} is no whole backup: {error}") from error
    if found != "ok":
        raise StudyError(f"{path.name} is no whole backup: {found[:200]}")


def _dump(database: Database, path: Path) -> None:
    with gzip.GzipFile(path, "wb") as file, database.reading() as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        _write_line(file, DUMP_FORMAT | {"migration": revision})
        count = 0
        for table in metadata.sorted_tables:
            for row in _rows_in_order(connection, table):
                _write_line(file, {"table": table.name, "row": row})
                count += 1
        _write_line(file, {"rows": count})


def _write_line(file: gzip.GzipFile, value: object) -> None:
    file.write(orjson.dumps(value) + b"\n")


def _rows_in_order(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Rows of a table, an answer before its corrections."""
    rows = [_plain_row(row) for row in connection.execute(select(table))]
    if table is not answers:
        yield from rows
        return
    written: set[str | None] = {None}
    while rows:
        ready = [row for row in rows if row["replaces"] in written]
        yield from ready
        written |= {row["id"] for row in ready}
        rows = [row for row in rows if row["id"] not in written]


def _plain_row(row: Row) -> dict[str, Any]:
    """By plain names: SQLAlchemy's own are a kind of text that JSON refuses."""
    return {str(name): value for name, value in row._asdict().items()}


def _read_dump(path: Path) -> Rows:
    """Rows by table; StudyError where the file is cut off or something else."""
    found: Rows = {table: [] for table in metadata.tables}
    try:
        with gzip.open(path, "rb") as file:
            first, *lines = (orjson.loads(line) for line in file)
        *rows, last = lines
        for line in rows:
            found[line["table"]].append(_with_moments(line["table"], line["row"]))
        is_whole = DUMP_FORMAT.items() <= first.items() and last == {"rows": len(rows)}
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudyError(f"{path.name} is no whole backup: {error!r}") from error
    if not is_whole:
        raise StudyError(f"{path.name} is no whole backup: its end is missing")
    return found


def _with_moments(table: str, row: dict[str, Any]) -> dict[str, Any]:
    columns = metadata.tables[table].c
    return {
        name: datetime.fromisoformat(value)
        if value is not None and isinstance(columns[name].type, DateTime)
        else value
        for name, value in row.items()
    }


def _empty(connection: Connection) -> None:
    """Delete all rows; those that are never changed go only with participants who are erased."""
    connection.execute(update(participants).values(erased_at=utc_now()))
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))


def _load(connection: Connection, rows: Rows) -> None:
    """Add rows to tables that are empty."""
    for table in metadata.sorted_tables:
        if rows[table.name]:
            connection.execute(insert(table), rows[table.name])
