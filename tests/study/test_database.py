import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from sketchapp.study import database as database_module
from sketchapp.study.database import FULL, GONE, LOCKED, Database, file_system_of
from sketchapp.study.errors import StudyError, StudyUnavailableError
from sketchapp.study.schema import APPEND_ONLY, answers, backups, metadata
from tests.study.postgresql import PostgresqlServer

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def backup_row(number: int) -> dict[str, Any]:
    return {"id": f"b{number}", "place": "x" * 400, "made_at": NOW}


def count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def fill(connection: Connection) -> None:
    """One row in every table, with SQL that knows nothing of the program."""
    moment = "'2026-01-01 00:00:00'"
    for statement in (
        "INSERT INTO item_sets VALUES ('s', '[]')",
        f"INSERT INTO protocols VALUES ('h', 'made', 1, '{{}}', '{{}}', {moment})",
        f"INSERT INTO studies VALUES ('made', 'h', true, {moment})",
        "INSERT INTO participants (id, study, protocol_hash, number, consent_version, consented_at)"
        f" VALUES ('p', 'made', 'h', 0, '1', {moment})",
        "INSERT INTO drawings (id, participant_id, protocol_hash, position, sketch, shown,"
        f" received_at) VALUES ('d', 'p', 'h', 0, '{{}}', '[]', {moment})",
        "INSERT INTO answers (id, participant_id, protocol_hash, position, block, kind,"
        f" is_practice, value, received_at)"
        f" VALUES ('a', 'p', 'h', 0, 'b', 'retrieval', false, '{{}}', {moment})",
        "INSERT INTO ratings VALUES ('a', 'ours', 'p', 'photo', 0, 3.5)",
    ):
        connection.execute(text(statement))


def test_migrated_tables_are_those_of_the_schema(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_opening_again_changes_nothing(database: Database, database_url: str) -> None:
    with database.writing() as connection:
        connection.execute(insert(backups), backup_row(0))
    again = Database(database_url)
    with again.reading() as connection:
        assert count(connection, backups) == 1
    again.close()


def test_a_database_of_a_newer_version_is_refused(database: Database, database_url: str) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StudyError, match="newer version"):
        Database(database_url)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_rows_are_never_changed_and_deleted_only_with_their_participant(
    database: Database, table: str
) -> None:
    with database.writing() as connection:
        fill(connection)
    for statement in (f"UPDATE {table} SET participant_id = 'p'", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="rows of"), database.writing() as connection:
            connection.execute(text(statement))
    with database.writing() as connection:
        connection.execute(text("UPDATE participants SET erased_at = '2026-01-02 00:00:00'"))
        for own in reversed(APPEND_ONLY):
            connection.execute(text(f"DELETE FROM {own}"))
    with database.reading() as connection:
        assert count(connection, metadata.tables[table]) == 0


def test_one_position_has_one_first_answer(database: Database) -> None:
    with database.writing() as connection:
        fill(connection)
    again = (
        "INSERT INTO answers SELECT '{}', participant_id, protocol_hash, position, block, kind,"
        " is_practice, item_id, value, answer_ms, {}, received_at FROM answers WHERE id = 'a'"
    )
    with pytest.raises(DBAPIError), database.writing() as connection:
        connection.execute(text(again.format("b", "NULL")))
    with database.writing() as connection:
        connection.execute(text(again.format("c", "'a'")))
    with pytest.raises(DBAPIError), database.writing() as connection:
        connection.execute(text(again.format("d", "'a'")))
    with database.reading() as connection:
        assert count(connection, answers) == 2


def test_what_fails_in_the_middle_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as connection:
        connection.execute(insert(backups), backup_row(0))
        raise RuntimeError
    with database.reading() as connection:
        assert count(connection, backups) == 0


def test_a_reader_sees_one_state(database: Database) -> None:
    with database.reading() as reader:
        assert count(reader, backups) == 0
        with database.writing() as writer:
            writer.execute(insert(backups), backup_row(0))
        assert count(reader, backups) == 0


def test_a_busy_sqlite_is_a_sentence_and_a_retry_works(sqlite_database: Database) -> None:
    other = sqlite3.connect(sqlite_database.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StudyUnavailableError, match=LOCKED), sqlite_database.writing():
        pass
    other.execute("ROLLBACK")
    with sqlite_database.writing() as connection:
        connection.execute(insert(backups), backup_row(0))
    other.close()


def test_a_locked_postgresql_row_is_a_sentence(postgresql: PostgresqlServer) -> None:
    database = Database(postgresql.create("locked"), busy_timeout_s=0.3)
    lock = text("LOCK TABLE backups IN ACCESS EXCLUSIVE MODE")
    with database.writing() as first:
        first.execute(lock)
        with pytest.raises(StudyUnavailableError, match=LOCKED), database.writing() as second:
            second.execute(lock)
    database.close()


def test_a_full_disk_is_a_sentence_and_nothing_is_torn(sqlite_database: Database) -> None:
    pages = text("PRAGMA page_count")
    with sqlite_database.reading() as connection:
        used = connection.execute(pages).scalar_one()
    done = 0
    with pytest.raises(StudyUnavailableError, match="disk is full"):
        for number in range(1000):
            with sqlite_database.writing() as connection:
                connection.execute(text(f"PRAGMA max_page_count = {used + 3}"))
                connection.execute(insert(backups), backup_row(number))
            done += 1
    assert done > 0 and FULL
    sqlite_database.close()
    with sqlite_database.writing() as connection:
        assert count(connection, backups) == done
        connection.execute(insert(backups), backup_row(done))


def test_a_sqlite_file_that_went_away_is_noticed_and_found_again(
    sqlite_database: Database,
) -> None:
    path = sqlite_database.path
    with sqlite_database.writing() as connection:
        connection.execute(insert(backups), backup_row(0))
    away = path.with_name("away.sqlite")
    path.rename(away)
    with pytest.raises(StudyUnavailableError, match=GONE), sqlite_database.writing():
        pass
    assert not path.exists(), "an empty database must not appear in its place"
    away.rename(path)
    with sqlite_database.writing() as connection:
        assert count(connection, backups) == 1


def test_a_file_that_is_taken_away_during_the_write_is_not_acknowledged(
    sqlite_database: Database,
) -> None:
    path = sqlite_database.path
    with (
        pytest.raises(StudyUnavailableError, match=GONE),
        sqlite_database.writing() as connection,
    ):
        connection.execute(insert(backups), backup_row(0))
        path.rename(path.with_name("away.sqlite"))


def test_a_postgresql_that_went_away_is_a_sentence_and_comes_back() -> None:
    server = PostgresqlServer()
    try:
        server.start()
        database = Database(server.create("gone"), busy_timeout_s=0.5)
        with database.writing() as connection:
            connection.execute(insert(backups), backup_row(0))
        server.stop()
        with pytest.raises(StudyUnavailableError, match=GONE), database.writing():
            pass
        server.start()
        with database.writing() as connection:
            assert count(connection, backups) == 1
        database.close()
    finally:
        server.remove()


def test_a_postgresql_that_does_not_sync_is_refused() -> None:
    server = PostgresqlServer()
    try:
        with (server.data / "postgresql.conf").open("a") as file:
            file.write("fsync = off\n")
        server.start()
        with pytest.raises(StudyError, match="fsync"):
            Database(server.create("unsafe"))
    finally:
        server.remove()


@pytest.mark.parametrize(
    "url", ["", "x", "mysql://h/d", "sqlite://", "sqlite:///:memory:", "postgresql://h"]
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(StudyError):
        Database(url)


def test_the_place_hides_the_password(database: Database) -> None:
    assert "secret" not in database.url.set(password="secret").render_as_string(hide_password=True)
    assert database.place


MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/x /mnt/my\\040share nfs4 rw 0 0
tmpfs /mnt/my\\040share/local tmpfs rw 0 0
server:/y /mnt/Prüfung\\040椅\\134x cifs rw 0 0
"""


def test_the_file_system_is_that_of_the_longest_mount() -> None:
    assert file_system_of(Path("/home/x"), MOUNTS) == "ext4"
    assert file_system_of(Path("/mnt/my share/y"), MOUNTS) == "nfs4"
    assert file_system_of(Path("/mnt/my share/local/y"), MOUNTS) == "tmpfs"
    assert file_system_of(Path("/mnt/Prüfung 椅\\x/y"), MOUNTS) == "cifs"
    assert file_system_of(Path("/x"), "") == "unknown"


def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("nfs4", "fuse.sshfs"):
        monkeypatch.setattr(database_module, "file_system_of", lambda *_, kind=kind: kind)
        with pytest.raises(StudyError, match="network file system"):
            Database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    assert not (tmp_path / "x.sqlite").exists()
