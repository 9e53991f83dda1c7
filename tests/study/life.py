"""Participants that the tests let live through a study."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import document_of_sketch
from sketchapp.study.bundle import Bundle
from sketchapp.study.codes import new_code
from sketchapp.study.database import Database
from sketchapp.study.protocol import RetrievalBlock
from sketchapp.study.registry import open_study
from sketchapp.study.service import StudyService, TopPhoto
from sketchapp.study.shown import Acknowledged, ShownTrial
from sketchapp.study.submission import SentAnswer, SentDrawing
from tests.study.made import CROSS


@dataclass
class MadeFinder:
    """The first method has a photo of its own, all others share one."""

    asked: int = 0

    def categories(self, block: RetrievalBlock) -> tuple[str, ...]:
        return block.categories or ("chair", "shoe")

    def top_photos(
        self, block: RetrievalBlock, sketch: Sketch, category: str
    ) -> dict[str, TopPhoto]:
        self.asked += 1
        names = [method.name for method in block.methods]
        photos = [f"{category}-a", *[f"{category}-b"] * (len(names) - 1)]
        pairs = zip(names, photos, strict=True)
        return {name: TopPhoto(photo, f"id-{name}") for name, photo in pairs}


def new_id() -> str:
    return str(uuid.uuid4())


def opened(database: Database, bundle: Bundle) -> StudyService:
    with database.writing() as connection:
        open_study(connection, bundle)
    return StudyService(database, MadeFinder())


@dataclass
class Person:
    """Somebody with a code; rates the place of each photo from the top step down."""

    service: StudyService
    code: str = field(default_factory=new_code)
    study: str = "made"

    def begin(self, label: str | None = None) -> Person:
        self.service.begin(self.study, self.code, "1", label)
        return self

    def trial(self) -> ShownTrial:
        trial = self.service.next_trial(self.code)
        assert trial is not None
        return trial

    def draw(self, trial: ShownTrial, **changes: Any) -> ShownTrial:
        sent = {"id": new_id(), "position": trial.position, "category": "chair"}
        sent |= {"sketch": document_of_sketch(CROSS), "drawing_ms": 1500.0} | changes
        self.service.retrieve(self.code, SentDrawing.model_validate(sent))
        return self.trial()

    def answer(self, trial: ShownTrial, **changes: Any) -> SentAnswer:
        """The answer to a trial, not yet sent."""
        if trial.kind == "retrieval" and trial.photos is None:
            trial = self.draw(trial)
        content: dict[str, Any] = {"id": new_id(), "position": trial.position, "answer_ms": 900.0}
        if trial.kind == "retrieval":
            assert trial.photos is not None
            content["ratings"] = tuple(5.0 - at for at in range(len(trial.photos.photo_ids)))
        elif trial.kind == "preference":
            content["preference"] = 1
        elif trial.kind == "choice":
            content["option"] = trial.options[0]["id"]
        else:
            content["step"] = trial.step
        return SentAnswer.model_validate(content | changes)

    def submit(self, **changes: Any) -> Acknowledged:
        return self.service.submit(self.code, self.answer(self.trial(), **changes))

    def answer_all(self) -> Person:
        while (trial := self.service.next_trial(self.code)) is not None:
            self.service.submit(self.code, self.answer(trial))
        return self
