"""The tables that are exported, each column with its meaning: tables and codebook are one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from sketchapp.study.results.data import Answer, StudyData
from sketchapp.study.results.exclusion import Conduct
from sketchapp.study.results.summary import is_right, preference_of

Cell = str | int | float | bool | None
Row = dict[str, Cell]


@dataclass(frozen=True)
class Column:
    """A column: its name, what kind of value it has, what it means."""

    name: str
    type: Literal["text", "whole", "number", "truth"]
    meaning: str


@dataclass(frozen=True, eq=False)
class ExportTable:
    """A table with its codebook; every row has all columns."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


PERSON = (
    Column("participant", "whole", "number of the participant in this study, from 0"),
    Column("label", "text", "the lab's own label, if one was given"),
)
TRIAL = (
    Column("protocol_hash", "text", "SHA-256 of the protocol and items the trial belongs to"),
    Column("position", "whole", "place of the trial in the participant's session, from 0"),
    Column("block", "text", "name of the block in the protocol"),
)
PARTICIPANTS = (
    *PERSON,
    Column("protocol_hash", "text", "protocol that the participant began with"),
    Column("is_finished", "truth", "whether the completion code was given out"),
    Column("attention_checks", "whole", "attention checks answered"),
    Column("attention_failures", "whole", "of them, with another step than was asked for"),
    Column("answered_share", "number", "share of the counted trials with an answer, 0 to 1"),
    Column("median_answer_ms", "number", "median time of an answer, by the browser's clock"),
    Column("same_rating_share", "number", "share of the most frequent of 10 or more ratings"),
    Column("excluded_by", "text", "rules that exclude the participant, joined by spaces"),
)
ANSWERS = (
    *PERSON,
    *TRIAL,
    Column("answer_id", "text", "id of the row"),
    Column("replaces", "text", "id of the row that this one corrects"),
    Column("is_current", "truth", "false where another row corrects this one"),
    Column("counts", "truth", "enters the statistics: current, no practice, no attention check"),
    Column("kind", "text", "retrieval, preference, choice or attention"),
    Column("is_practice", "truth", "practice trials are not counted"),
    Column("item", "text", "id of the item in its items file"),
    Column("category", "text", "what was drawn"),
    Column("drawing_ms", "number", "from the first stroke to Retrieve, by the browser's clock"),
    Column("answer_ms", "number", "from showing to answering, by the browser's clock"),
    Column("received_at", "text", "when the server stored it, UTC"),
    Column("first", "text", "preference: the variant whose name comes first"),
    Column("second", "text", "preference: the other variant"),
    Column("preference", "whole", "-3 (first much better) to 3 (second much better)"),
    Column("option", "text", "choice: the option that was taken"),
    Column("option_place", "whole", "choice: where it was listed, from 0"),
    Column("is_right", "truth", "choice: whether it is the true one"),
    Column("step", "number", "attention: the step that was chosen"),
    Column("expected_step", "number", "attention: the step that was asked for"),
)
RATINGS = (
    *PERSON,
    *TRIAL,
    Column("answer_id", "text", "row of the table answers"),
    Column("counts", "truth", "enters the MOS, unless the participant is excluded"),
    Column("is_excluded", "truth", "whether a rule excludes the participant"),
    Column("category", "text", "what was drawn"),
    Column("method", "text", "method whose best photo it was"),
    Column("photo", "text", "id of the photo in its gallery"),
    Column("place", "whole", "where the photo was shown, from 0; methods may share one"),
    Column("rating", "number", "1 (bad) to 5 (excellent) in steps of 0.5"),
)


def export_tables(data: StudyData, conduct: Iterable[Conduct]) -> tuple[ExportTable, ...]:
    """Participants, answers and ratings of a study."""
    behaved = {one.person.id: one for one in conduct}
    answers = [(behaved[one.participant_id], one) for one in data.answers]
    return (
        _table(
            "participants",
            "One row a participant; who deleted their data is in no table.",
            PARTICIPANTS,
            (_participant(one) for one in behaved.values()),
        ),
        _table(
            "answers",
            "One row an answer; a correction is a row of its own.",
            ANSWERS,
            (_answer(data, who, one) for who, one in answers),
        ),
        _table(
            "ratings",
            "One row a method and answer: the MOS is the mean of `rating` where `counts` is true"
            " and `is_excluded` is false.",
            RATINGS,
            (row for who, one in answers for row in _ratings(who, one)),
        ),
    )


def _table(
    name: str, meaning: str, columns: tuple[Column, ...], rows: Iterable[Row]
) -> ExportTable:
    whole = tuple({column.name: row.get(column.name) for column in columns} for row in rows)
    return ExportTable(name, meaning, columns, whole)


def _person(conduct: Conduct) -> Row:
    return {"participant": conduct.person.number, "label": conduct.person.label}


def _participant(conduct: Conduct) -> Row:
    return _person(conduct) | {
        "protocol_hash": conduct.person.protocol_hash,
        "is_finished": conduct.person.is_finished,
        "attention_checks": conduct.attention_checks,
        "attention_failures": conduct.attention_failures,
        "answered_share": conduct.answered_share,
        "median_answer_ms": conduct.median_answer_ms,
        "same_rating_share": conduct.same_rating_share,
        "excluded_by": " ".join(conduct.excluded_by),
    }


def _trial(conduct: Conduct, answer: Answer) -> Row:
    return _person(conduct) | {
        "protocol_hash": answer.protocol_hash,
        "position": answer.position,
        "block": answer.block,
        "answer_id": answer.id,
        "counts": answer.counts,
        "category": answer.category,
    }


def _answer(data: StudyData, conduct: Conduct, answer: Answer) -> Row:
    contents: dict[str, Callable[[], Row]] = {
        "preference": lambda: dict(
            zip(("first", "second", "preference"), preference_of(answer), strict=True)
        ),
        "choice": lambda: {
            "option": answer.value["option"],
            "option_place": answer.value["place"],
            "is_right": is_right(data, answer),
        },
        "attention": lambda: {
            "step": answer.value["step"],
            "expected_step": answer.value["expected"],
        },
        "retrieval": dict,
    }
    fixed: Row = {
        "replaces": answer.replaces,
        "is_current": answer.is_current,
        "kind": answer.kind,
        "is_practice": answer.is_practice,
        "item": answer.item_id,
        "drawing_ms": answer.drawing_ms,
        "answer_ms": answer.answer_ms,
        "received_at": answer.received_at,
    }
    return _trial(conduct, answer) | fixed | contents[answer.kind]()


def _ratings(conduct: Conduct, answer: Answer) -> Iterable[Row]:
    for rating in answer.ratings:
        yield _trial(conduct, answer) | {
            "is_excluded": bool(conduct.excluded_by),
            "method": rating.method,
            "photo": rating.photo_id,
            "place": rating.place,
            "rating": rating.value,
        }
