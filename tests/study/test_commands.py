"""`study ...` on a made gallery with tiny networks, on both databases."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sketchapp import cli
from sketchapp.study.database import Database
from sketchapp.study.items import read_items
from sketchapp.study.service import StudyService
from tests.made_datasets import WORDS, make_gallery, make_qmul, make_quickdraw
from tests.models.tiny import tiny_retriever
from tests.models.tiny_classifiers import saved_classifier
from tests.study.life import MadeFinder, Person
from tests.study.made import ITEMS, METHODS, items_document, protocol_document

Study = Callable[..., tuple[int, str, str]]


@pytest.fixture
def study(
    tmp_path: Path,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Study:
    """`python -m sketchapp study ...` in this process: status, output, errors."""
    for seed, name in enumerate((*METHODS, "retriever")):
        tiny_retriever(seed).save(tmp_path / f"{name}.safetensors", {})
    monkeypatch.setenv("SKETCHAPP_GALLERY", str(make_gallery(tmp_path / "shipped")))
    monkeypatch.setenv("SKETCHAPP_CHECKPOINT", str(tmp_path / "retriever.safetensors"))
    monkeypatch.setenv("SKETCHAPP_STUDIES_DIR", str(tmp_path / "studies"))
    monkeypatch.setenv("SKETCHAPP_STUDY_DATABASE", database_url)

    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sketchapp", "study", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = capsys.readouterr()
        return (end.value.code if isinstance(end.value.code, int) else 0), shown.out, shown.err

    return command


@pytest.fixture
def protocol(tmp_path: Path) -> Path:
    (tmp_path / ITEMS).write_text(json.dumps(items_document()))
    return written(tmp_path / "made.json")


def written(path: Path, **changes: Any) -> Path:
    path.write_text(json.dumps(protocol_document(**changes)))
    return path


def test_a_new_protocol_can_be_checked_and_opened(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "chairs.json"
    assert study("new", "chairs", "--out", path)[0] == 0
    status, out, _ = study("check", path)
    assert status == 0 and "1 practice, 50 trials, 2 checks" in out and "53 in all" in out
    status, out, _ = study("open", path)
    assert status == 0 and "revision 1" in out
    status, _, err = study("new", "chairs", "--out", path)
    assert status == 2 and "is there already" in err
    status, _, err = study("new", "Chairs", "--out", tmp_path / "x.json")
    assert status == 2 and "name" in err


def test_studies_are_opened_listed_and_closed(
    study: Study, protocol: Path, database_url: str, tmp_path: Path
) -> None:
    assert study("open", protocol)[0] == 0
    with Database(database_url) as database:
        service = StudyService(database, MadeFinder())
        Person(service).begin().answer_all()
        Person(service).begin().submit()
    assert study("close", "made")[1] == "study 'made' is closed\n"
    listed = tmp_path / "list.json"
    assert study("list", "--json", listed)[0] == 0
    (row,) = json.loads(listed.read_text())
    assert row["answers"] == 14 and (row["begun"], row["is_open"]) == (2, False)
    status, _, err = study("close", "other")
    assert status == 2 and "there are: made" in err


def test_a_change_needs_a_revision_and_a_missing_method_is_told(
    study: Study, protocol: Path
) -> None:
    assert study("open", protocol)[0] == study("open", protocol)[0] == 0
    written(protocol, title="Another")
    status, _, err = study("open", protocol)
    assert status == 2 and "set its revision to 2" in err
    written(protocol, title="Another", revision=2)
    assert study("open", protocol)[0] == 0
    (protocol.parent / "ours.safetensors").unlink()
    status, _, err = study("check", protocol)
    assert status == 2 and "ours.safetensors" in err


def test_items_are_written_and_fit_a_block(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "out" / "cleaning.items.json"
    data = f"qmul:{make_qmul(tmp_path / 'made', 12, 0)}"
    tiny = ("--checkpoint", tmp_path / "ours.safetensors", "--count", 2)
    assert study("items", "cleaning", "--out", out, "--dataset", data, *tiny)[0] == 0
    assert [item.kind for item in read_items(out).items] == ["preference"] * 2
    words = dict.fromkeys(WORDS[:5], 6)
    data = f"quickdraw:{make_quickdraw(tmp_path / 'words', words)}"
    weights = saved_classifier(tmp_path / "c.safetensors", WORDS[:5])
    how = ("--out", out, "--dataset", data, "--classifier", weights, "--limit", 6)
    status, text, _ = study("items", "fairness-category", *how, "--count", 3)
    assert status == 0 and text == f"wrote 6 items to {out}\n"
    status, _, err = study("items", "trustworthiness", *how, "--weak", tmp_path / "w.safetensors")
    assert status == 2 and "no weights at" in err


def test_results_are_exported_reported_backed_up_and_deleted(
    study: Study, protocol: Path, database_url: str, tmp_path: Path
) -> None:
    assert study("open", protocol)[0] == 0
    with Database(database_url) as database:
        people = [Person(StudyService(database, MadeFinder())).begin() for _ in range(2)]
        for person in people:
            person.answer_all()
    figures, rules = tmp_path / "figures.json", tmp_path / "rules.json"
    assert study("results", "made", "--json", figures)[0] == 0
    assert {one["n"] for one in json.loads(figures.read_text())["mos"]} == {6}
    rules.write_text('{"min_median_answer_ms": 5000}')
    assert study("results", "made", "--rules", rules, "--json", figures)[0] == 0
    assert json.loads(figures.read_text())["mos"] == []
    assert study("report", "made", "--out", tmp_path / "out" / "made.html")[0] == 0
    assert "Mean opinion scores" in (tmp_path / "out" / "made.html").read_text()
    status, out, _ = study("export", "made", "--out", tmp_path / "tables", "--format", "csv")
    assert status == 0 and "8 drawings" in out
    assert (tmp_path / "tables" / "ratings.csv").is_file()
    status, out, _ = study("backup", "--folder", tmp_path / "kept")
    kept = Path(out.removeprefix("wrote ").strip())
    assert status == 0 and kept.is_file()
    status, _, err = study("restore", tmp_path / "rules.json", "--yes")
    assert status == 2 and "no backup" in err
    assert study("restore", kept, "--yes")[0] == 0
    status, _, err = study("report", "other", "--out", tmp_path / "x.html")
    assert status == 2 and "there are: made" in err


def test_a_participant_is_deleted_by_their_code(
    study: Study, protocol: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert study("open", protocol)[0] == 0
    with Database(database_url) as database:
        service = StudyService(database, MadeFinder())
        person = Person(service).begin()
        person.submit()
        monkeypatch.setattr("typer.prompt", lambda *_, **__: person.code.lower())
        status, out, _ = study("delete", "--yes")
        assert status == 0 and out == "deleted 1 answers and 1 drawings\n"
        status, _, err = study("delete", "--yes")
        assert status == 2 and "no participant" in err


def test_nobody_waits_while_the_operator_thinks_about_deleting(
    study: Study, protocol: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert study("open", protocol)[0] == 0
    with Database(database_url, busy_timeout_s=0.3) as database:
        service = StudyService(database, MadeFinder())
        person, other = Person(service).begin(), Person(service).begin()
        monkeypatch.setattr("typer.prompt", lambda *_, **__: person.code)
        asked = []

        def confirm(question: str, **_: object) -> None:
            asked.append(question)
            assert other.submit().answered == 1
            assert person.submit().answered == 1

        monkeypatch.setattr("typer.confirm", confirm)
        status, out, _ = study("delete")
    assert status == 0 and asked == ["delete participant 0?"]
    assert out == "deleted 1 answers and 1 drawings\n"


def test_the_password_is_printed_as_a_hash_only(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "correct horse battery")
    status, out, _ = study("password")
    assert status == 0 and out.startswith("SKETCHAPP_RESULTS_PASSWORD_HASH=scrypt:")
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "short")
    assert study("password")[0] == 2
