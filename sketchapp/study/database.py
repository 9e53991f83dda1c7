"""The database of the studies: how it is opened, checked, and written without losing anything.

SQLite by default: write-ahead log, `synchronous=FULL` (a commit is on the disk before it is
acknowledged), `BEGIN IMMEDIATE` (a writer waits at its beginning and never fails in the middle).
PostgreSQL by URL, through pg8000.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Select, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from sketchapp.retrieval.records import settle_folder
from sketchapp.study.errors import StudyError, StudyUnavailableError

log = logging.getLogger(__name__)
logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells every plugin that it sets up

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_S = 5.0
NETWORK_SYSTEMS = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "lustre", "9p", "davfs", "glusterfs")
)
"""File systems on which locks or the shared memory of the write-ahead log cannot be relied on."""

LOCKED = "the study's database is busy; nothing is lost, please try again in a moment"
FULL = "the study's disk is full, so this was not stored; tell the staff, then try again"
GONE = "the study's database cannot be reached just now; please try again in a moment"

SQLITE_TROUBLES = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: GONE,
    sqlite3.SQLITE_CANTOPEN: GONE,
    sqlite3.SQLITE_READONLY: GONE,
    sqlite3.SQLITE_CORRUPT: GONE,
    sqlite3.SQLITE_NOTADB: GONE,
}
POSTGRESQL_TROUBLES = (
    ("55P03", LOCKED),
    ("40", LOCKED),
    ("53100", FULL),
    ("53", GONE),
    ("57", GONE),
    ("08", GONE),
    ("25006", GONE),
)
"""By the beginning of the SQLSTATE."""

SQLITE_SETTINGS = {
    "PRAGMA journal_mode": "wal",
    "PRAGMA synchronous": 2,
    "PRAGMA foreign_keys": 1,
}
POSTGRESQL_SETTINGS = {"SHOW fsync": "on", "SHOW synchronous_commit": "on"}
MIGRATION_LOCK = 7120240  # any number that no other program on the server locks

READING = "sketchapp_reading"  # an execution option

OCTAL = re.compile(r"\\([0-7]{3})")  # how /proc/mounts writes spaces, tabs, newlines, backslashes


class Database:
    """An open database whose tables are those of this version; safe to share between threads."""

    def __init__(self, url: str, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        """Open, check and migrate; StudyError where it cannot be used.

        url is `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`.
        """
        self.url = _checked_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writing = threading.Lock()  # fair, where SQLite's own waiting is not
        self._patience_s = busy_timeout_s
        if self.is_sqlite:
            self.path = Path(str(self.url.database)).absolute()
            self.engine = _sqlite_engine(self.path, busy_timeout_s)
        else:
            self.engine = _postgresql_engine(self.url, busy_timeout_s)
        with _sentences():
            self._check()
            self._migrate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def place(self) -> str:
        """Where it lies, without a password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database; StudyUnavailableError if it is gone."""
        with _sentences(), self.engine.connect() as plain:
            snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
            connection = plain.execution_options(**{READING: True}, **snapshot)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is on the disk when the block has ended, or none of it.

        Raises StudyUnavailableError, with nothing written, where the database is busy, full or
        gone.
        """
        with _sentences(), self._turn():
            before = self._file()
            with self.engine.connect() as connection, connection.begin():
                yield connection
            if self._file() != before:  # committed, but to a file that was taken away meanwhile
                raise StudyUnavailableError(GONE)

    def close(self) -> None:
        """Close all connections; the next use opens new ones."""
        self.engine.dispose()

    def _file(self) -> tuple[int, int] | None:
        return _identity(self.path) if self.is_sqlite else None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """SQLite has one writer at a time: they stand in line here."""
        if not self.is_sqlite:
            yield
            return
        if not self._writing.acquire(timeout=2 * self._patience_s):
            raise StudyUnavailableError(LOCKED)
        try:
            yield
        finally:
            self._writing.release()

    def _check(self) -> None:
        """The settings that durability rests on are really in force."""
        wanted = SQLITE_SETTINGS if self.is_sqlite else POSTGRESQL_SETTINGS
        with self.engine.connect() as connection:
            found = {name: connection.execute(text(name)).scalar_one() for name in wanted}
        wrong = {name: found[name] for name, value in wanted.items() if found[name] != value}
        if wrong:
            raise StudyError(f"{self.place} does not take the settings that keep answers: {wrong}")

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        scripts = ScriptDirectory.from_config(config)
        with self.writing() as connection:
            if not self.is_sqlite:  # SQLite has one writer anyway
                connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            there = _version(connection)
            if there is not None and there not in {
                one.revision for one in scripts.walk_revisions()
            }:
                raise StudyError(
                    f"{self.place} was made by a newer version ({there}); update this program"
                )
            if there != scripts.get_current_head():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")


def locked(connection: Connection, rows: Select) -> Select:
    """The same rows, held until the transaction ends where it is one that writes."""
    is_reading = connection.get_execution_options().get(READING, False)
    return rows if is_reading else rows.with_for_update()  # SQLite: BEGIN IMMEDIATE does it


def file_system_of(path: Path, mounts: str) -> str:
    """The kind of file system that a path lies on, by the lines of /proc/mounts."""
    best, kind = "", "unknown"
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = OCTAL.sub(lambda escape: chr(int(escape[1], 8)), fields[1])
        if path.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind


def _checked_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    names = {"sqlite": "sqlite", "postgresql": "postgresql+pg8000"}
    backend = parsed.get_backend_name() if parsed is not None else ""
    if parsed is None or backend not in names or not parsed.database:
        raise StudyError(
            "the address of the database is not sqlite:///PATH or"
            " postgresql://USER:PASSWORD@HOST/NAME; set SKETCHAPP_STUDY_DATABASE"
        )
    if parsed.database == ":memory:":
        raise StudyError("a database in memory would lose every answer; name a file")
    return parsed.set(drivername=names[backend])


def _sqlite_engine(path: Path, busy_timeout_s: float) -> Engine:
    _check_file_system(path)
    _create(path)

    def connect() -> sqlite3.Connection:
        # mode=rw: a file that is gone must not come back empty
        return sqlite3.connect(
            f"{path.as_uri()}?mode=rw",
            uri=True,
            timeout=busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, max_overflow=50)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # what a participant deletes is overwritten
        entry.info["file"] = _identity(path)

    @event.listens_for(engine, "checkout")
    def same_file(_: sqlite3.Connection, entry: ConnectionPoolEntry, fairy: object) -> None:
        # a file that was moved away under an open connection would take answers with it
        if entry.info["file"] != _identity(path):
            raise InvalidatePoolError

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_reading = connection.get_execution_options().get(READING, False)
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")

    return engine


def _postgresql_engine(url: URL, busy_timeout_s: float) -> Engine:
    engine = create_engine(
        url,
        pool_pre_ping=True,
        max_overflow=20,
        connect_args={"timeout": 4 * busy_timeout_s, "application_name": "sketchapp"},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {round(1000 * busy_timeout_s)}")
        cursor.execute("SET synchronous_commit = on")
        connection.commit()

    return engine


def _check_file_system(path: Path) -> None:
    if not sys.platform.startswith("linux"):
        return
    existing = next(folder for folder in path.parents if folder.exists()).resolve()
    mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    kind = file_system_of(existing, mounts)
    if kind in NETWORK_SYSTEMS or kind.startswith("fuse."):
        raise StudyError(
            f"{path.parent} lies on a network file system ({kind}), where SQLite may lose answers;"
            " name a folder on a disk of this machine, or use PostgreSQL"
        )


def _create(path: Path) -> None:
    """The file, readable by its owner only, where there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            settle_folder(path.parent)
    except OSError as error:
        raise StudyError(f"the database {path} cannot be made: {error.strerror}") from error


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and number of the file at a path; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _version(connection: Connection) -> str | None:
    """The migration that the tables stand at; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _sentences() -> Iterator[None]:
    """What a database says about its troubles, as a sentence for participants; the log has all."""
    try:
        yield
    except (DBAPIError, PoolTimeout, OSError) as error:
        sentence = _sentence_of(error)
        if sentence is None:
            raise
        log.warning("the study's database refused: %s", error)
        raise StudyUnavailableError(sentence) from error


def _sentence_of(error: Exception) -> str | None:
    """None for what is no trouble of the database but a mistake of this program."""
    if not isinstance(error, DBAPIError):
        return LOCKED if isinstance(error, PoolTimeout) else GONE
    if isinstance(error.orig, sqlite3.Error):
        return SQLITE_TROUBLES.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
    state = _sqlstate(error.orig)
    if state is None:  # the connection broke before the server could say why
        return GONE if isinstance(error, (InterfaceError, OperationalError)) else None
    return next((text for start, text in POSTGRESQL_TROUBLES if state.startswith(start)), None)


def _sqlstate(error: BaseException | None) -> str | None:
    details = error.args[0] if error is not None and error.args else None
    return details.get("C") if isinstance(details, dict) else None
