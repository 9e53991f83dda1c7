"""The real server process: killed after an acknowledgement, restarted between trials, locked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson
import pytest

from benchmarks.study_client import StudyClient
from sketchapp.study.bundle import Bundle
from sketchapp.study.database import Database
from sketchapp.study.protocol import parse_protocol
from sketchapp.study.registry import open_study
from tests.browser.serving import Server
from tests.made_datasets import make_gallery
from tests.models.tiny import tiny_retriever
from tests.models.tiny_classifiers import saved_classifier
from tests.study.made import METHODS, protocol_document, retrieval_block

pytestmark = pytest.mark.slow


@dataclass
class Running:
    """The server, and the database that it writes."""

    server: Server
    database: Path

    def rows(self) -> list[tuple[str, int]]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            return connection.execute(
                "SELECT id, position FROM answers ORDER BY position"
            ).fetchall()

    def restart(self) -> None:
        self.server.stop()  # SIGKILL
        self.server.start()

    def client(self) -> StudyClient:
        return StudyClient(httpx.Client(base_url=self.server.address, timeout=60.0), "made")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    for seed, name in enumerate((*METHODS, "retriever")):
        tiny_retriever(seed).save(folder / f"{name}.safetensors", {})
    studies = folder / "studies"
    with Database(f"sqlite:///{studies / 'studies.sqlite'}") as database:
        document = protocol_document(blocks=[retrieval_block(trials=8, practice=1)])
        with database.writing() as connection:
            open_study(connection, Bundle(parse_protocol(orjson.dumps(document))))
    environment = {
        "SKETCHAPP_GALLERY": str(make_gallery(folder / "gallery")),
        "SKETCHAPP_GALLERIES_DIR": str(folder / "galleries"),
        "SKETCHAPP_CHECKPOINT": str(folder / "retriever.safetensors"),
        "SKETCHAPP_CLASSIFIER": str(saved_classifier(folder / "c.safetensors")),
        "SKETCHAPP_STUDIES_DIR": str(studies),
    }
    server = Server(environment=environment)
    try:
        server.start()
        yield Running(server, studies / "studies.sqlite")
    finally:
        server.stop()


def test_a_kill_after_an_acknowledgement_loses_nothing(running: Running) -> None:
    person = running.client()
    person.begin()
    acknowledged = []
    for _ in range(3):
        acknowledged.append(person.live_one_trial())
        running.server.stop()  # kill -9, the moment the answer has come
        assert {row[0] for row in running.rows()} >= set(acknowledged)
        running.server.start()
        assert person.standing()["answered"] == len(acknowledged)
    while person.trial() is not None:
        acknowledged.append(person.live_one_trial())
    assert person.finish() and len(acknowledged) == 10
    assert {row[0] for row in running.rows()} >= set(acknowledged)


def test_a_restart_between_drawing_and_rating_keeps_the_photos(running: Running) -> None:
    person = running.client()
    person.begin()
    before = person.draw(person.trial_now())
    running.restart()
    after = person.trial_now()
    assert after == before and after["photos"]["photo_ids"]
    assert person.answer(after)


def test_a_lock_is_a_sentence_and_the_retry_leaves_one_row(running: Running) -> None:
    person = running.client()
    person.begin()
    trial = person.draw(person.trial_now())
    sent = person.made_answer(trial)
    lock = sqlite3.connect(running.database, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    refused = person.send(sent)
    lock.execute("ROLLBACK")
    lock.close()
    assert refused.status_code == 503 and refused.json()["retry"]
    assert "try again" in refused.json()["error"]
    assert sent["id"] not in {row[0] for row in running.rows()}
    assert [person.send(sent).json()["is_repeat"] for _ in range(2)] == [False, True]
    assert [row[0] for row in running.rows()].count(sent["id"]) == 1


def test_a_database_that_is_gone_is_a_sentence_until_it_is_back(running: Running) -> None:
    person = running.client()
    person.begin()
    sent = person.made_answer(person.draw(person.trial_now()))
    away = running.database.with_name("away.sqlite")
    running.database.rename(away)
    refused = person.send(sent)
    assert refused.status_code == 503 and "cannot be reached" in refused.json()["error"]
    assert not running.database.exists()
    away.rename(running.database)
    assert person.send(sent).json()["answered"] == 1
    assert sent["id"] in {row[0] for row in running.rows()}
