"""The life of a participant: begin, draw, answer, go on, finish, delete. It knows nothing of HTTP.

Every method either raises a StudyError with a sentence, or what it says has been committed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import sketch_from_document, sketch_to_json
from sketchapp.study.bundle import Bundle
from sketchapp.study.codes import hash_of_new
from sketchapp.study.database import Database
from sketchapp.study.errors import StudyConflictError, StudyError, UnknownStudyError
from sketchapp.study.people import (
    Deleted,
    Participant,
    add_participant,
    erase_participant,
    find_by_hash,
    find_participant,
    finish_participant,
)
from sketchapp.study.protocol import RetrievalBlock
from sketchapp.study.records import (
    Place,
    StoredAnswer,
    StoredDrawing,
    add_answer,
    add_drawing,
    correction_of,
    count_answered,
    find_answer,
    find_drawing,
    first_answer,
    has_drawing,
)
from sketchapp.study.registry import all_studies, find_study, read_bundle_of
from sketchapp.study.shown import (
    Acknowledged,
    Invitation,
    ShownPhotos,
    ShownTrial,
    Standing,
    shown_photos,
    shown_trial,
)
from sketchapp.study.submission import SentAnswer, SentDrawing
from sketchapp.study.trials import TrialSpec, trials_of
from sketchapp.study.values import value_of

MAX_LABEL = 40


@dataclass(frozen=True)
class TopPhoto:
    """A method's best photo, and the id of the weights that found it."""

    photo_id: str
    retriever_id: str


class PhotoFinder(Protocol):
    """Finds photos for the methods of a block.

    categories are those that may be drawn. top_photos gives each method's best photo of a category;
    SketchAppError where one of them cannot say.
    """

    def categories(self, block: RetrievalBlock, /) -> tuple[str, ...]: ...

    def top_photos(
        self, block: RetrievalBlock, sketch: Sketch, category: str, /
    ) -> dict[str, TopPhoto]: ...


@dataclass(frozen=True)
class _Turn:
    """A participant with the protocol that they began with, and the position that is next."""

    participant: Participant
    bundle: Bundle
    answered: int

    def trial(self, position: int) -> TrialSpec:
        """The trial at a position; StudyError where there is none."""
        if not 0 <= position < self.bundle.trial_count:
            raise StudyError(
                f"trial {position} does not exist; they go from 0 to {self.bundle.trial_count - 1}"
            )
        return trials_of(self.bundle, self.participant.number)[position]


class StudyService:
    """Studies for participants; safe to share between threads and between processes."""

    def __init__(self, database: Database, finder: PhotoFinder) -> None:
        self.database, self.finder = database, finder
        self._bundles: dict[str, Bundle] = {}  # by hash: what has a hash never changes
        self._loading = threading.Lock()

    def invitations(self) -> list[Invitation]:
        """The studies that can be begun."""
        with self.database.reading() as connection:
            rows = [study for study in all_studies(connection) if study.is_open]
            return [_invitation(self._bundle(connection, one.protocol_hash)) for one in rows]

    def invitation(self, study: str) -> Invitation:
        """One of them; UnknownStudyError where there is none such or it is closed."""
        for one in self.invitations():
            if one.study == study:
                return one
        raise UnknownStudyError(f"study {study[:64]!r} is not open; ask who invited you")

    def begin(
        self, study: str, code: str, consent_version: str, label: str | None = None
    ) -> Standing:
        """Take part under a code that the browser made; with a known code, go on.

        Raises StudyConflictError where the consent text is another one by now, or the study closed.
        """
        code_hash, label = hash_of_new(code), _checked_label(label)
        with self.database.writing() as connection:
            row = find_study(connection, study)
            participant = find_by_hash(connection, code_hash)
            if participant is None:
                consent = self._bundle(connection, row.protocol_hash).protocol.consent
                if not row.is_open:
                    raise StudyConflictError("the study is closed; nobody can begin any more")
                if consent_version != consent.version:
                    raise StudyConflictError(
                        "the consent text has changed; reload the page and read it again"
                    )
                participant = add_participant(connection, row, code_hash, consent_version, label)
            elif participant.study != study:
                raise StudyConflictError(f"this code belongs to the study {participant.study!r}")
            return self._standing(connection, participant)

    def resume(self, code: str) -> Standing:
        """Where the participant with this code stands; UnknownCodeError where there is none."""
        with self.database.reading() as connection:
            return self._standing(connection, find_participant(connection, code))

    def next_trial(self, code: str) -> ShownTrial | None:
        """The first trial without an answer, with its drawing if there is one; None after all."""
        with self.database.reading() as connection:
            turn = self._turn(connection, code)
            if turn.answered == turn.bundle.trial_count:
                return None
            trial = turn.trial(turn.answered)
            drawn = find_drawing(connection, turn.participant.id, trial.position)
        block = turn.bundle.protocol.block(trial.block)
        categories = self.finder.categories(block) if isinstance(block, RetrievalBlock) else ()
        return shown_trial(turn.bundle, trial, drawn, categories)

    def retrieve(self, code: str, sent: SentDrawing) -> ShownPhotos:
        """Keep a drawing and find its photos; the first drawing of a trial counts."""
        with self.database.reading() as connection:
            turn = self._turn(connection, code)
            block = _drawing_block(turn, sent.position)
            drawn = find_drawing(connection, turn.participant.id, sent.position)
        if drawn is None:
            drawn = self._find_and_keep(code, sent, block, turn.trial(sent.position))
        return shown_photos(block, drawn)

    def submit(self, code: str, sent: SentAnswer) -> Acknowledged:
        """Keep an answer, once, however often it is sent; the return is the acknowledgement.

        Raises StudyConflictError where it is not this trial's turn, or where the same id comes with
        another content.
        """
        with self.database.writing() as connection:
            turn = self._turn(connection, code)
            trial = turn.trial(sent.position)
            drawn = find_drawing(connection, turn.participant.id, sent.position)
            places = drawn.places if drawn is not None and trial.kind == "retrieval" else ()
            if trial.kind == "retrieval" and drawn is None:
                raise StudyConflictError("nothing was drawn in this trial yet; draw first")
            value = value_of(turn.bundle.protocol, trial, sent, places)
            before = _stored_before(connection, turn, sent, value)
            if before is None:
                add_answer(connection, turn.participant, trial, sent, value, places)
            stored_id = sent.id if before is None else before.id
            answered = count_answered(connection, turn.participant.id)
        return Acknowledged(
            sent.position, stored_id, answered, turn.bundle.trial_count, before is not None
        )

    def finish(self, code: str) -> str:
        """The completion code, only after every answer is stored; StudyConflictError before."""
        with self.database.writing() as connection:
            turn = self._turn(connection, code)
            missing = turn.bundle.trial_count - turn.answered
            if missing:
                raise StudyConflictError(f"{missing} trials have no answer yet; go on with them")
            return finish_participant(connection, turn.participant)

    def delete(self, code: str) -> Deleted:
        """Delete the participant with all answers and drawings, for good."""
        with self.database.writing() as connection:
            return erase_participant(connection, find_participant(connection, code))

    def _find_and_keep(
        self, code: str, sent: SentDrawing, block: RetrievalBlock, trial: TrialSpec
    ) -> StoredDrawing:
        sketch = sketch_from_document(sent.sketch)
        if not sketch:
            raise StudyError("the drawing is empty; draw at least one stroke")
        if sent.category not in self.finder.categories(block):
            raise StudyError(f"category {sent.category!r} cannot be drawn in this study")
        found = self.finder.top_photos(block, sketch, sent.category)
        places = _places(found, trial.arrangement)
        retrievers = {method: top.retriever_id for method, top in found.items()}
        with self.database.writing() as connection:
            turn = self._turn(connection, code)
            drawn = find_drawing(connection, turn.participant.id, sent.position)
            if drawn is None:  # no other tab was faster
                _drawing_block(turn, sent.position)
                if has_drawing(connection, sent.id):
                    raise StudyConflictError("this drawing is of another trial; reload the page")
                text = sketch_to_json(sketch)
                add_drawing(connection, turn.participant, sent, text, places, retrievers)
                drawn = StoredDrawing(sent.id, sent.category, text, places)
        return drawn

    def _turn(self, connection: Connection, code: str) -> _Turn:
        participant = find_participant(connection, code)
        bundle = self._bundle(connection, participant.protocol_hash)
        return _Turn(participant, bundle, count_answered(connection, participant.id))

    def _standing(self, connection: Connection, participant: Participant) -> Standing:
        bundle = self._bundle(connection, participant.protocol_hash)
        return Standing(
            study=participant.study,
            title=bundle.protocol.title,
            language=bundle.protocol.language,
            answered=count_answered(connection, participant.id),
            total=bundle.trial_count,
            is_finished=participant.completion_code is not None,
        )

    def _bundle(self, connection: Connection, protocol_hash: str) -> Bundle:
        with self._loading:
            if protocol_hash not in self._bundles:
                self._bundles[protocol_hash] = read_bundle_of(connection, protocol_hash)
            return self._bundles[protocol_hash]


def _invitation(bundle: Bundle) -> Invitation:
    protocol = bundle.protocol
    return Invitation(
        study=protocol.name,
        title=protocol.title,
        language=protocol.language,
        consent_version=protocol.consent.version,
        consent=protocol.consent.text,
        trials=bundle.trial_count,
    )


def _checked_label(label: str | None) -> str | None:
    """The lab's own label (P01); StudyError where it is more than that."""
    label = (label or "").strip()
    if len(label) > MAX_LABEL or not all(one.isalnum() or one in "-_. " for one in label):
        raise StudyError(
            f"the label may have {MAX_LABEL} letters, digits, points, hyphens and spaces"
        )
    return label or None


def _drawing_block(turn: _Turn, position: int) -> RetrievalBlock:
    """The block of a trial that is drawn in and whose turn it is."""
    trial = turn.trial(position)
    block = turn.bundle.protocol.block(trial.block)
    if trial.kind != "retrieval" or not isinstance(block, RetrievalBlock):
        raise StudyConflictError(f"nothing is drawn in trial {position}; reload the page")
    if position > turn.answered:
        raise StudyConflictError(f"trial {turn.answered} comes first; reload the page")
    return block


def _places(found: dict[str, TopPhoto], order: Iterable[str]) -> tuple[Place, ...]:
    """Every photo once, at the place of the first of its methods."""
    methods: dict[str, list[str]] = {}
    for method in order:
        methods.setdefault(found[method].photo_id, []).append(method)
    return tuple(Place(photo_id, tuple(names)) for photo_id, names in methods.items())


def _stored_before(
    connection: Connection, turn: _Turn, sent: SentAnswer, value: str
) -> StoredAnswer | None:
    """The row that answers this request already; None where a new one belongs here."""
    same = find_answer(connection, sent.id)
    if same is not None:
        own = (turn.participant.id, sent.position, value, sent.replaces)
        if (same.participant_id, same.position, same.value, same.replaces) != own:
            raise StudyConflictError("this trial was answered otherwise before; reload the page")
        return same
    if sent.replaces is not None:
        _check_correction(connection, turn, sent)
        return None
    if sent.position > turn.answered:
        raise StudyConflictError(f"trial {turn.answered} comes first; reload the page")
    return first_answer(connection, turn.participant.id, sent.position)


def _check_correction(connection: Connection, turn: _Turn, sent: SentAnswer) -> None:
    corrected = find_answer(connection, sent.replaces or "")
    own = (turn.participant.id, sent.position)
    if corrected is None or (corrected.participant_id, corrected.position) != own:
        raise StudyConflictError("the answer that is to be corrected is not there; reload the page")
    if correction_of(connection, corrected.id) is not None:
        raise StudyConflictError("this answer was corrected before; reload the page")
    if turn.participant.completion_code is not None:
        raise StudyConflictError("the study is finished; answers cannot be corrected any more")
