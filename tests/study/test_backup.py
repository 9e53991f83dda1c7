from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from sketchapp.study import backup as backup_module
from sketchapp.study.backup import make_backup, restore_backup
from sketchapp.study.codes import new_code
from sketchapp.study.database import Database
from sketchapp.study.errors import StudyError, StudyUnavailableError, UnknownCodeError
from sketchapp.study.people import erased_ids
from sketchapp.study.scheduled import BackupSchedule
from sketchapp.study.schema import backups, metadata
from sketchapp.study.service import StudyService
from sketchapp.study.submission import SentAnswer
from tests.study.life import Person, new_id, opened
from tests.study.made import made_bundle


@pytest.fixture
def service(database: Database) -> StudyService:
    return opened(database, made_bundle())


def counts(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def until_acknowledged(send: Callable[[], object]) -> None:
    """As a browser does it: what was not taken is sent again."""
    while True:
        try:
            send()
            return
        except StudyUnavailableError:
            time.sleep(0.05)


def corrected(person: Person) -> None:
    """The first answer, corrected twice."""
    before = person.answer(person.trial())
    person.service.submit(person.code, before)
    for _ in range(2):
        again = SentAnswer(id=new_id(), position=0, ratings=(1.0, 1.0), replaces=before.id)
        person.service.submit(person.code, again)
        before = again


def test_what_was_backed_up_comes_back(service: StudyService, tmp_path: Path) -> None:
    person = Person(service).begin("P01")
    corrected(person)
    path = make_backup(service.database, tmp_path / "backups")
    there = counts(service.database)
    person.answer_all()
    later = Person(service).begin()
    before = restore_backup(service.database, path, tmp_path / "backups")
    assert before.is_file() and before != path
    assert counts(service.database) == there | {"backups": 2}
    assert service.resume(person.code).answered == 1
    with pytest.raises(UnknownCodeError):
        service.resume(later.code)
    assert service.finish(person.answer_all().code)
    restore_backup(service.database, before, tmp_path / "backups")
    assert service.resume(later.code).answered == 0


def test_who_was_deleted_stays_deleted_and_hears_of_the_backups(
    service: StudyService, tmp_path: Path
) -> None:
    person, other = Person(service).begin("P01"), Person(service).begin("P02")
    person.submit()
    other.submit()
    path = make_backup(service.database, tmp_path, "owner/studies/")
    assert service.delete(person.code).backups == (f"owner/studies/{path.name}",)
    restore_backup(service.database, path, tmp_path)
    with pytest.raises(UnknownCodeError):
        service.resume(person.code)
    assert counts(service.database)["answers"] == 1
    assert service.resume(other.code).answered == 1


def test_what_is_acknowledged_while_a_backup_comes_back_holds(
    service: StudyService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, other = Person(service).begin("P01"), Person(service).begin("P02")
    person.submit()
    trial = other.draw(other.trial())
    path = make_backup(service.database, tmp_path)

    def live() -> None:
        until_acknowledged(lambda: service.delete(person.code))
        until_acknowledged(lambda: service.submit(other.code, other.answer(trial)))

    meanwhile = threading.Thread(target=live)

    def erased(connection: Connection) -> list[str]:
        found = erased_ids(connection)
        if meanwhile.ident is None:
            meanwhile.start()
            meanwhile.join(1.0)
        return found

    monkeypatch.setattr(backup_module, "erased_ids", erased)
    restore_backup(service.database, path, tmp_path)
    meanwhile.join()
    with pytest.raises(UnknownCodeError):
        service.resume(person.code)
    assert service.resume(other.code).answered == counts(service.database)["answers"] == 1


def test_a_backup_holds_nobody_up(service: StudyService, tmp_path: Path) -> None:
    people = [Person(service).begin() for _ in range(4)]
    threads = [threading.Thread(target=person.answer_all) for person in people]
    for thread in threads:
        thread.start()
    paths = [make_backup(service.database, tmp_path) for _ in range(3)]
    for thread in threads:
        thread.join()
    assert all(service.finish(person.code) for person in people)
    restore_backup(service.database, paths[-1], tmp_path)


def test_a_damaged_backup_changes_nothing(service: StudyService, tmp_path: Path) -> None:
    person = Person(service).begin()
    person.submit()
    path = make_backup(service.database, tmp_path)
    content = path.read_bytes()
    there = counts(service.database)
    cut = path.with_name(f"cut{''.join(path.suffixes)}")
    cut.write_bytes(content[: len(content) // 2])
    strange = path.with_name(f"strange{''.join(path.suffixes)}")
    strange.write_bytes(gzip.compress(b"{}\n{}\n") if "gz" in path.name else b"x" * 5000)
    for damaged in (cut, strange, path.with_name("none.sqlite"), tmp_path):
        with pytest.raises(StudyError, match="backup"):
            restore_backup(service.database, damaged, tmp_path)
    assert counts(service.database) == there


def test_a_folder_that_cannot_be_written_is_a_sentence(
    service: StudyService, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StudyError, match="cannot be written"):
        make_backup(service.database, tmp_path / "file" / "x")


def test_scheduled_backups_arrive_and_survive_a_failure(
    service: StudyService, tmp_path: Path
) -> None:
    person = Person(service).begin()
    person.submit()
    arrived, done, fails = [], threading.Event(), [True]

    def upload(path: Path, name: str) -> None:
        if fails.pop() if fails else False:
            raise ConnectionError("no network")
        (tmp_path / name).write_bytes(path.read_bytes())
        arrived.append(name)
        if len(arrived) >= 2:
            done.set()

    schedule = BackupSchedule(service.database, upload, "owner/studies", 0.05)
    schedule.start()
    assert done.wait(30)
    schedule.stop()
    assert arrived[1] == "erased.txt"
    with service.database.reading() as connection:
        places = connection.execute(select(backups.c.place)).scalars().all()
    assert f"owner/studies/{arrived[0]}" in places
    assert restore_backup(service.database, tmp_path / arrived[0], tmp_path).is_file()
    with pytest.raises(UnknownCodeError):
        service.resume(new_code())
    assert service.resume(person.code).answered == 1
