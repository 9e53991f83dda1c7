import threading
from typing import Any

import orjson
import pytest
from sqlalchemy import select, text

from sketchapp.errors import SketchAppError
from sketchapp.sketch import LIMITS, Sketch
from sketchapp.sketch.formats.sketch_json import document_of_sketch, sketch_from_json
from sketchapp.study.codes import new_code
from sketchapp.study.database import Database
from sketchapp.study.errors import (
    ProtocolError,
    StudyConflictError,
    StudyError,
    UnknownCodeError,
    UnknownStudyError,
)
from sketchapp.study.registry import close_study, open_study
from sketchapp.study.schema import answers, backups, drawings, participants, ratings
from sketchapp.study.service import StudyService
from sketchapp.study.submission import SentAnswer, SentDrawing, parse_sent
from tests.study.life import MadeFinder, Person, new_id, opened
from tests.study.made import CROSS, made_bundle, preference_block, retrieval_block


@pytest.fixture
def service(database: Database) -> StudyService:
    return opened(database, made_bundle())


@pytest.fixture
def person(service: StudyService) -> Person:
    return Person(service).begin("P01")


def rows(service: StudyService, table: Any) -> list[Any]:
    with service.database.reading() as connection:
        return list(connection.execute(select(table)))


def test_a_whole_life(service: StudyService, person: Person) -> None:
    bundle = made_bundle()
    with pytest.raises(StudyConflictError, match=f"{bundle.trial_count} trials have no answer"):
        service.finish(person.code)
    person.answer_all()
    assert service.resume(person.code).answered == bundle.trial_count
    code = service.finish(person.code)
    assert len(code) == 10 and service.finish(person.code) == code
    assert service.resume(person.code).is_finished
    stored = rows(service, answers)
    assert len(stored) == bundle.trial_count
    assert {row.protocol_hash for row in stored} == {bundle.hash}
    assert len(rows(service, drawings)) == 4
    assert len(rows(service, ratings)) == 4 * 3


def test_strokes_are_kept_as_vectors_with_times(service: StudyService, person: Person) -> None:
    person.draw(person.trial())
    (row,) = rows(service, drawings)
    assert sketch_from_json(row.sketch) == CROSS and row.drawing_ms == 1500.0


def test_a_photo_of_several_methods_is_shown_once_and_rated_for_each(
    service: StudyService, person: Person
) -> None:
    trial = person.draw(person.trial())
    assert trial.photos is not None and len(trial.photos.photo_ids) == 2
    person.service.submit(person.code, person.answer(trial))
    given = {row.method: (row.photo_id, row.value) for row in rows(service, ratings)}
    places = trial.photos.photo_ids
    assert given["ours"] == ("chair-a", 5.0 - places.index("chair-a"))
    assert given["softmax"] == given["triplet"] == ("chair-b", 5.0 - places.index("chair-b"))


def test_nothing_shown_tells_a_method_or_an_answer(service: StudyService, person: Person) -> None:
    while (trial := service.next_trial(person.code)) is not None:
        sent = person.answer(trial)
        shown = repr(service.next_trial(person.code))
        for secret in ("ours", "softmax", "triplet", "secret", "true", "psla", "drawn'"):
            assert secret not in shown.replace("explanation='psla'", ""), secret
        service.submit(person.code, sent)


def test_the_same_answer_twice_is_one_row(service: StudyService, person: Person) -> None:
    sent = person.answer(person.trial())
    first, again = service.submit(person.code, sent), service.submit(person.code, sent)
    assert not first.is_repeat and again.is_repeat
    assert (first.answer_id, first.answered) == (again.answer_id, again.answered) == (sent.id, 1)
    assert len(rows(service, answers)) == 1


def test_a_second_tab_leaves_one_row_and_learns_of_the_first(
    service: StudyService, person: Person
) -> None:
    trial = person.draw(person.trial())
    first, second = person.answer(trial), person.answer(trial)
    service.submit(person.code, first)
    acknowledged = service.submit(person.code, second)
    assert acknowledged.is_repeat and acknowledged.answer_id == first.id
    assert len(rows(service, answers)) == 1


def test_the_same_id_with_another_content_is_not_acknowledged(
    service: StudyService, person: Person
) -> None:
    sent = person.answer(person.trial())
    service.submit(person.code, sent)
    with pytest.raises(StudyConflictError, match="otherwise"):
        service.submit(person.code, sent.model_copy(update={"ratings": (1.0, 1.0)}))
    stranger = Person(service).begin()
    theirs = stranger.answer(stranger.trial(), id=sent.id)
    with pytest.raises(StudyConflictError, match="otherwise"):
        service.submit(stranger.code, theirs)


def test_many_threads_sending_one_answer_leave_one_row(
    service: StudyService, person: Person
) -> None:
    sent, outcomes = person.answer(person.trial()), []

    def send() -> None:
        outcomes.append(service.submit(person.code, sent))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.is_repeat for one in outcomes) == [False, *[True] * 7]
    assert len(rows(service, answers)) == 1


def test_many_threads_beginning_get_numbers_of_their_own(service: StudyService) -> None:
    people = [Person(service) for _ in range(8)]
    threads = [threading.Thread(target=person.begin) for person in people for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row.number for row in rows(service, participants)) == list(range(8))


def test_a_correction_is_a_new_row(service: StudyService, person: Person) -> None:
    sent = person.answer(person.trial())
    service.submit(person.code, sent)
    better = SentAnswer(id=new_id(), position=0, ratings=(2.0, 1.5), replaces=sent.id)
    assert not service.submit(person.code, better).is_repeat
    assert service.submit(person.code, better).is_repeat
    assert service.resume(person.code).answered == 1
    assert [row.replaces for row in rows(service, answers)].count(None) == 1
    fork = better.model_copy(update={"id": new_id()})
    with pytest.raises(StudyConflictError, match="corrected before"):
        service.submit(person.code, fork)
    with pytest.raises(StudyConflictError, match="not there"):
        service.submit(person.code, fork.model_copy(update={"replaces": new_id()}))
    person.answer_all()
    service.finish(person.code)
    late = better.model_copy(update={"id": new_id(), "replaces": better.id})
    with pytest.raises(StudyConflictError, match="finished"):
        service.submit(person.code, late)


def test_trials_come_in_order(service: StudyService, person: Person) -> None:
    with pytest.raises(StudyConflictError, match="trial 0 comes first"):
        service.submit(person.code, SentAnswer(id=new_id(), position=12, option="a"))
    with pytest.raises(StudyConflictError, match="trial 0 comes first"):
        person.draw(person.trial(), position=1)
    with pytest.raises(StudyError, match="does not exist"):
        service.submit(person.code, SentAnswer(id=new_id(), position=900, option="a"))
    with pytest.raises(StudyConflictError, match="draw first"):
        service.submit(person.code, SentAnswer(id=new_id(), position=0, ratings=(1.0,)))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"ratings": (1.0,)}, "rate every photo"),
        ({"ratings": (1.0, 1.2)}, "1.2 is no step"),
        ({"ratings": (1.0, 5.5)}, "5.5 is no step"),
        ({"ratings": None}, "'ratings' and nothing else"),
        ({"option": "a"}, "'ratings' and nothing else"),
    ],
)
def test_wrong_ratings_are_refused(person: Person, change: dict[str, Any], expected: str) -> None:
    trial = person.draw(person.trial())
    with pytest.raises(StudyError, match=expected):
        person.service.submit(person.code, person.answer(trial, **change))


def test_a_choice_between_two_has_no_middle(database: Database) -> None:
    service = opened(database, made_bundle(blocks=[preference_block()]))
    person = Person(service).begin()
    with pytest.raises(StudyError, match="choose -1"):
        person.submit(preference=0)
    comparing = [preference_block(scale="comparison")]
    with database.writing() as connection:
        open_study(connection, made_bundle(name="seven", blocks=comparing))
    person = Person(service, study="seven").begin()
    assert person.trial().scale == "comparison"
    assert person.submit(preference=0).answered == 1


def test_options_of_a_question_are_checked(database: Database) -> None:
    bundle = made_bundle()
    service = opened(database, made_bundle(blocks=[bundle.protocol.blocks[2].model_dump()]))
    with pytest.raises(StudyError, match="'z' not found"):
        Person(service).begin().submit(option="z")


def test_the_first_drawing_of_a_trial_counts(service: StudyService, person: Person) -> None:
    first = person.draw(person.trial())
    other = Sketch.from_polylines([[[0.5, 0.5], [0.6, 0.6]]])
    again = person.draw(first, sketch=document_of_sketch(other), category="shoe")
    assert again.photos == first.photos and again.sketch == first.sketch
    assert again.category == "chair"
    assert len(rows(service, drawings)) == 1
    assert isinstance(service.finder, MadeFinder) and service.finder.asked == 1


def test_the_id_of_another_drawing_is_refused(service: StudyService, person: Person) -> None:
    taken = new_id()
    service.submit(person.code, person.answer(person.draw(person.trial(), id=taken)))
    other = Person(service).begin()
    for one in (person, other):
        with pytest.raises(StudyConflictError, match="another trial"):
            one.draw(one.trial(), id=taken)
    assert len(rows(service, drawings)) == 1
    assert person.submit().answered == 2


def test_a_very_long_drawing_is_kept_and_one_beyond_the_limits_is_a_sentence(
    service: StudyService, person: Person
) -> None:
    stroke = {"x": [0.5] * 10_000, "y": [0.25] * 10_000}
    long = {"version": 1, "strokes": [{"id": at, **stroke} for at in range(5)]}
    trial = person.draw(person.trial(), sketch=long)
    assert len(sketch_from_json(rows(service, drawings)[0].sketch).points) == LIMITS.points
    service.submit(person.code, person.answer(trial))
    longer = {"version": 1, "strokes": [{"id": at, **stroke} for at in range(6)]}
    with pytest.raises(SketchAppError, match="50000 are allowed"):
        person.draw(person.trial(), sketch=longer)
    with pytest.raises(StudyError, match="at least one stroke"):
        person.draw(person.trial(), sketch={"version": 1, "strokes": []})
    with pytest.raises(StudyError, match="cannot be drawn"):
        person.draw(person.trial(), category="horse")


@pytest.mark.parametrize(
    "wrong", [-5.0, 1e300, pytest.param(10**400, id="huge"), float("nan"), "soon", None, True, [1]]
)
def test_a_wrong_clock_costs_the_time_and_not_the_answer(
    service: StudyService, person: Person, wrong: object
) -> None:
    trial = person.draw(person.trial(), drawing_ms=wrong)
    service.submit(person.code, person.answer(trial, answer_ms=wrong))
    assert rows(service, answers)[0].answer_ms is None
    assert rows(service, drawings)[0].drawing_ms is None


def test_consent_is_to_the_text_that_counts(service: StudyService) -> None:
    with pytest.raises(StudyConflictError, match="consent text has changed"):
        service.begin("made", new_code(), "0")
    assert rows(service, participants) == []


def test_a_protocol_that_changes_in_mid_study_changes_nothing_for_who_has_begun(
    service: StudyService, person: Person
) -> None:
    person.submit()
    old, new = made_bundle(), made_bundle(revision=2, blocks=[retrieval_block(trials=2)])
    with service.database.writing() as connection:
        open_study(connection, new)
    assert service.resume(person.code).total == old.trial_count
    newcomer = Person(service).begin()
    assert service.resume(newcomer.code).total == new.trial_count
    for one in (person, newcomer):
        one.answer_all()
        service.finish(one.code)
    assert {row.protocol_hash for row in rows(service, answers)} == {old.hash, new.hash}


def test_a_changed_protocol_needs_a_new_revision(service: StudyService) -> None:
    with (
        pytest.raises(ProtocolError, match="set its revision to 2"),
        service.database.writing() as connection,
    ):
        open_study(connection, made_bundle(title="Another"))


def test_a_closed_study_takes_no_newcomers_and_loses_no_answers(
    service: StudyService, person: Person
) -> None:
    with service.database.writing() as connection:
        close_study(connection, "made")
    with pytest.raises(StudyConflictError, match="closed"):
        Person(service).begin()
    assert service.invitations() == []
    person.answer_all()
    assert service.finish(person.code)
    with service.database.writing() as connection:
        open_study(connection, made_bundle())
    assert [one.study for one in service.invitations()] == ["made"]


def test_deleting_leaves_nothing_but_a_number(service: StudyService, person: Person) -> None:
    other = Person(service).begin("P02")
    other.submit()
    person.submit()
    with service.database.writing() as connection:
        moment = "2999-01-01 00:00:00"
        connection.execute(text(f"INSERT INTO backups VALUES ('b', 'a.sqlite', '{moment}')"))
    deleted = service.delete(person.code)
    assert (deleted.answers, deleted.drawings, deleted.backups) == (1, 1, ("a.sqlite",))
    with pytest.raises(UnknownCodeError):
        service.resume(person.code)
    gone = next(row for row in rows(service, participants) if row.number == 0)
    assert (gone.code_hash, gone.label, gone.completion_code) == (None, None, None)
    assert {row.participant_id for row in rows(service, answers)} != {gone.id}
    assert len(rows(service, answers)) == len(rows(service, drawings)) == 1
    assert len(rows(service, backups)) == 1
    assert service.resume(other.code).answered == 1


def test_nothing_kept_is_an_address_a_name_or_a_code(service: StudyService, person: Person) -> None:
    person.submit()
    everything = "".join(
        str(rows(service, table)) for table in (participants, answers, drawings, ratings)
    )
    assert person.code not in everything
    columns = {column.name for table in (participants, answers, drawings) for column in table.c}
    assert not columns & {"ip", "address", "user_agent", "email"}


def test_unknown_codes_and_studies_are_sentences(service: StudyService) -> None:
    with pytest.raises(UnknownCodeError, match="no participant"):
        service.next_trial(new_code())
    with pytest.raises(UnknownStudyError, match="there are: made"):
        service.begin("other", new_code(), "1")
    with pytest.raises(UnknownStudyError, match="not open"):
        service.invitation("other")


@pytest.mark.parametrize("label", ["x" * 41, "=1+1", "a\nb", "<b>"])
def test_labels_are_bounded(service: StudyService, label: str) -> None:
    with pytest.raises(StudyError, match="label"):
        service.begin("made", new_code(), "1", label)


def test_a_code_belongs_to_one_study(service: StudyService, person: Person) -> None:
    with service.database.writing() as connection:
        open_study(connection, made_bundle(name="second"))
    with pytest.raises(StudyConflictError, match="belongs to the study 'made'"):
        service.begin("second", person.code, "1")
    assert service.begin("made", person.code, "an old version").answered == 0


def test_a_restart_between_two_trials_changes_nothing(
    database: Database, database_url: str, person: Person
) -> None:
    person.submit()
    before = person.trial()
    database.close()
    again = Database(database_url)
    restarted = StudyService(again, MadeFinder())
    assert restarted.next_trial(person.code) == before
    again.close()


def test_requests_are_read_strictly() -> None:
    assert (
        parse_sent(
            SentDrawing,
            orjson.dumps({"id": new_id(), "position": 0, "category": "chair", "sketch": {}}),
        ).drawing_ms
        is None
    )
    for body in (b"", b"[]", b"{}", b'{"id": "x", "position": 0}', b'{"position": "0"}'):
        with pytest.raises(StudyError, match="cannot be read"):
            parse_sent(SentAnswer, body)
