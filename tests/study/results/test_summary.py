"""A study that people took part in: what is shown is what the raw rows say."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import orjson
import pytest
from pyarrow import parquet
from sqlalchemy import text

from sketchapp.data.registry import load_dataset
from sketchapp.retrieval.library import Library
from sketchapp.sketch.formats.quickdraw import read_quickdraw
from sketchapp.study.bundle import Bundle
from sketchapp.study.database import Database
from sketchapp.study.errors import StudyError, UnknownStudyError
from sketchapp.study.progress import progress_of
from sketchapp.study.protocol import ExclusionRules
from sketchapp.study.registry import utc_now
from sketchapp.study.results.data import StudyData, load_study
from sketchapp.study.results.drawings import write_ndjson, write_pairs
from sketchapp.study.results.export import codebook_of, safe_cell, write_tables
from sketchapp.study.results.report import report_html, table_html
from sketchapp.study.results.summary import StudySummary, summarise, summary_document
from sketchapp.study.results.tables import export_tables
from sketchapp.study.submission import SentAnswer
from tests.made_datasets import make_gallery
from tests.study.life import Person, new_id, opened
from tests.study.made import (
    ITEMS,
    METHODS,
    choice_block,
    made_bundle,
    made_items,
    preference_block,
    retrieval_block,
)
from tests.study.postgresql import PostgresqlServer

BLOCKS = [
    retrieval_block(trials=4, attention=1),
    preference_block(scale="comparison", trials=4),
    choice_block(trials=4),
]
TRUE = {item.id: item.true for item in made_items().choices("transparency-correct", "sla")}


def take_part(database: Database) -> None:
    """Four people; the last one answers checks wrongly, the first corrects the first rating."""
    service = opened(database, made_bundle(blocks=BLOCKS, title="A <b>bold</b> study"))
    rng = np.random.default_rng(0)
    for number in range(4):
        person = Person(service).begin(f"P{number:02}")
        first: SentAnswer | None = None
        while (trial := service.next_trial(person.code)) is not None:
            sent = person.answer(trial)
            if trial.kind == "retrieval":
                shown = service.next_trial(person.code)
                assert shown is not None and shown.photos is not None
                steps = rng.integers(0, 9, len(shown.photos.photo_ids)) / 2 + 1
                sent = sent.model_copy(update={"ratings": tuple(steps.tolist())})
                first = first if trial.is_practice else first or sent
            if trial.kind == "attention" and number == 3:
                sent = sent.model_copy(update={"step": 1.0 if trial.step != 1.0 else 2.0})
            service.submit(person.code, sent)
        if number == 0:
            assert first is not None
            again = {
                "id": new_id(),
                "replaces": first.id,
                "ratings": (5.0,) * len(first.ratings or ()),
            }
            service.submit(person.code, first.model_copy(update=again))
        service.finish(person.code)


@pytest.fixture
def data(database: Database) -> StudyData:
    take_part(database)
    with database.reading() as connection:
        return load_study(connection, "made")


RULES = ExclusionRules(max_attention_failures=0)


def test_mos_recomputed_in_sql_from_the_raw_rows_is_what_is_shown(
    database: Database, data: StudyData
) -> None:
    summary = summarise(data)
    query = text("""
        SELECT r.method, avg(r.value), count(*) FROM ratings r
        JOIN answers a ON a.id = r.answer_id
        WHERE NOT a.is_practice AND a.id NOT IN
            (SELECT replaces FROM answers WHERE replaces IS NOT NULL)
        GROUP BY r.method ORDER BY r.method""")
    with database.reading() as connection:
        raw = [tuple(row) for row in connection.execute(query)]
        page = report_html(summary, progress_of(connection, "made"))
    shown = [(one.method, one.mean, one.n) for one in summary.mos if one.category is None]
    assert [row[0] for row in shown] == sorted(METHODS)
    for (method, mean, n), (name, raw_mean, raw_n) in zip(shown, raw, strict=True):
        assert (method, n) == (name, raw_n) and n == 16
        assert mean == pytest.approx(float(raw_mean), abs=1e-12)
        assert f"<td>{method}</td><td>all</td><td>{mean:.2f}</td>" in page


def test_exclusion_rules_are_run_again_on_the_same_answers(data: StudyData) -> None:
    whole, strict = summarise(data), summarise(data, RULES)
    assert len(whole.included) == 4 and len(strict.included) == 3
    left_out = [one for one in strict.conduct if one.excluded_by]
    assert [one.person.label for one in left_out] == ["P03"]
    assert left_out[0].excluded_by == ("max_attention_failures",)
    assert {one.n for one in strict.mos} == {12}
    assert summarise(data, RULES) == strict, "the same answers give the same figures"
    quick = summarise(data, ExclusionRules(min_median_answer_ms=1000.0))
    assert quick.mos == () and quick.contrasts == () and quick.choices == ()


def test_choices_and_preferences_are_counted_by_hand(data: StudyData) -> None:
    summary = summarise(data)
    chosen = [one for one in data.answers if one.kind == "choice"]
    hits = [one.value["option"] == TRUE[one.item_id or ""] for one in chosen]
    (share,) = summary.choices
    assert (share.n, share.chance) == (16, 0.25) and share.share == np.mean(hits)
    assert sum(one.n for one in summary.preferences) == 16
    for one in summary.preferences:
        second, first = re.fullmatch(r"cleaning: (\w+) over (\w+)", one.name).groups()  # type: ignore[union-attr]
        own = [
            a.value
            for a in data.answers
            if {a.value.get("left"), a.value.get("right")} == {first, second}
        ]
        assert one.share == np.mean([value["right"] == second for value in own])
    assert {one.level for one in summary.agreement} == {"nominal", "ordinal"}
    assert summary.comparisons[0].block == "cleaning"


def test_nobody_agrees_about_drawings_of_their_own(data: StudyData) -> None:
    assert {one.block for one in summarise(data).agreement} == {"cleaning", "transparency"}


def test_items_of_a_changed_protocol_are_others_though_their_ids_are_equal(
    database: Database,
) -> None:
    blocks = [preference_block(scale="comparison", trials=6), choice_block(trials=4)]
    first = made_bundle(blocks=blocks)
    about = {"source": "rebuilt"}
    rebuilt = tuple(one.model_copy(update={"about": about}) for one in made_items().items)
    items = {ITEMS: made_items().model_copy(update={"items": rebuilt})}
    second = Bundle(made_bundle(blocks=blocks, revision=2).protocol, items)
    for bundle in (first, second):
        Person(opened(database, bundle)).begin().answer_all()
    with database.reading() as connection:
        data = load_study(connection, "made")
    assert summarise(data).agreement == summarise(data).comparisons == ()
    third = made_bundle(blocks=blocks, revision=3, title="Another title")
    Person(opened(database, third)).begin().answer_all()
    with database.reading() as connection:
        summary = summarise(load_study(connection, "made"))
    assert {one.items for one in summary.agreement} == {4, 6}
    scores = {one.item: one.n for one in summary.comparisons[0].items}
    assert sorted(scores.values()) == [1] * 6 + [2] * 6
    assert {name.partition(" (items ")[2].rstrip(")") for name in scores} == {
        one.items[ITEMS].hash[:8] for one in (first, second)
    }


def test_who_was_deleted_is_nowhere(database: Database) -> None:
    service = opened(database, made_bundle(blocks=BLOCKS))
    person = Person(service).begin("P00").answer_all()
    service.delete(person.code)
    with database.reading() as connection:
        data = load_study(connection, "made")
        assert progress_of(connection, "made").deleted == 1
        with pytest.raises(UnknownStudyError):
            load_study(connection, "other")
    assert (data.people, data.answers, data.drawings) == ((), (), ())
    assert summarise(data).mos == ()


def test_times_are_utc_wherever_the_database_server_is(postgresql: PostgresqlServer) -> None:
    url = postgresql.create("tokyo")
    with Database(url) as database, database.writing() as connection:
        connection.execute(text("ALTER DATABASE tokyo SET TimeZone = 'Asia/Tokyo'"))
    with Database(url) as database:
        Person(opened(database, made_bundle(blocks=BLOCKS))).begin().submit()
        with database.reading() as connection:
            (answer,) = load_study(connection, "made").answers
    assert answer.received_at.endswith("Z")
    assert abs(datetime.fromisoformat(answer.received_at) - utc_now()) < timedelta(minutes=5)


def test_every_format_has_the_same_rows_and_the_codebook_all_columns(
    data: StudyData, tmp_path: Path
) -> None:
    tables = export_tables(data, summarise(data, RULES).conduct)
    write_tables(tables, tmp_path, ["csv", "jsonl", "parquet"])
    codebook = json.loads((tmp_path / "codebook.json").read_text())
    for table in tables:
        names = [column["name"] for column in codebook[table.name]["columns"]]
        read = parquet.read_table(tmp_path / f"{table.name}.parquet")
        lines = [
            orjson.loads(x) for x in (tmp_path / f"{table.name}.jsonl").read_bytes().splitlines()
        ]
        with (tmp_path / f"{table.name}.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert read.column_names == list(rows[0]) == list(lines[0]) == names
        assert read.to_pylist() == lines == list(table.rows)
        assert len(rows) == len(table.rows) == codebook[table.name]["rows"]
    ratings = [r for r in tables[2].rows if r["counts"] and not r["is_excluded"]]
    strict = summarise(data, RULES)
    for method in METHODS:
        own = [row["rating"] for row in ratings if row["method"] == method]
        assert np.mean(own) == next(one.mean for one in strict.mos if one.method == method)  # type: ignore[arg-type]
    assert codebook == json.loads(orjson.dumps(codebook_of(tables)))
    with pytest.raises(StudyError, match="'xlsx' not found"):
        write_tables(tables, tmp_path, ["xlsx"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =cmd|' /C calc'!A0"])
def test_a_formula_is_escaped(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("chair") == "chair" and safe_cell(-1.5) == -1.5


def test_drawings_are_datasets(data: StudyData, tmp_path: Path) -> None:
    assert write_ndjson(data, tmp_path / "d.ndjson") == len(data.drawings) == 20
    read = list(read_quickdraw(tmp_path / "d.ndjson"))
    assert {one.word for one in read} == {"chair"} and len({one.key_id for one in read}) == 20
    assert [len(stroke) for stroke in read[0].sketch.strokes] == [3, 2]
    library = Library(tmp_path / "galleries", make_gallery(tmp_path / "shipped"))
    people = set(summarise(data).included)
    assert write_pairs(data, library, tmp_path / "none", people) == 0, "no such photos"


def test_pairs_are_read_by_the_adapter(
    data: StudyData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(tmp_path / "galleries", make_gallery(tmp_path / "shipped"))
    photo = library.shipped / "photo" / "p0.png"
    monkeypatch.setattr(Library, "photo_path", lambda *_: photo)
    people = set(summarise(data).included)
    written = write_pairs(data, library, tmp_path / "pairs", people, least=1.0)
    dataset = load_dataset(f"qmul:{tmp_path / 'pairs' / 'chair'}")
    assert written == len(dataset.pairs) == 16
    assert {pair.photo_id for pair in dataset.pairs} <= {"chair-a", "chair-b"}
    some = write_pairs(data, library, tmp_path / "few", people, least=4.0)
    best = [max(a.value["ratings"]) for a in data.answers if a.counts and a.kind == "retrieval"]
    assert some == sum(value >= 4.0 for value in best)


def test_categories_and_photos_in_any_script_keep_pairs_of_their_own(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("椅子", "桌子", "a chair", "a_chair")
    blocks = [retrieval_block(trials=4, practice=0, attention=0, categories=list(names))]
    service = opened(database, made_bundle(blocks=blocks))
    person = Person(service).begin()
    for name in names:
        service.submit(person.code, person.answer(person.draw(person.trial(), category=name)))
    library = Library(tmp_path / "galleries", make_gallery(tmp_path / "shipped"))
    photo = library.shipped / "photo" / "p0.png"
    monkeypatch.setattr(Library, "photo_path", lambda *_: photo)
    with database.reading() as connection:
        data = load_study(connection, "made")
    people = {one.id for one in data.people}
    assert write_pairs(data, library, tmp_path / "pairs", people) == 4
    folders = list((tmp_path / "pairs").iterdir())
    assert [len(load_dataset(f"qmul:{folder}").pairs) for folder in folders] == [1] * 4


def test_the_report_is_one_file_and_escapes_what_people_wrote(
    database: Database, data: StudyData
) -> None:
    with database.reading() as connection:
        page = report_html(summarise(data), progress_of(connection, "made"))
    assert "<b>bold</b>" not in page and "&lt;b&gt;bold" in page
    assert page.count("data:image/png;base64,") == 4
    assert not re.search(r"(src|href)=\"(?!data:)", page) and "<script" not in page
    assert "<td>&lt;x&gt;</td>" in table_html("", ["a"], [["<x>"]])


def test_a_summary_is_plain_json(data: StudyData) -> None:
    document = orjson.loads(orjson.dumps(summary_document(summarise(data))))
    assert set(document) == set(StudySummary.__dataclass_fields__)
