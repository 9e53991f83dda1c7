"""A participant of a study without a browser: what the page sends, over HTTP."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import document_of_sketch
from sketchapp.study.codes import new_code

API = "/study/api"
DRAWN = Sketch.from_polylines([[[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]], [[0.1, 0.9], [0.9, 0.1]]])

Document = dict[str, Any]


@dataclass
class StudyClient:
    """One participant; httpx.HTTPStatusError where the server refuses."""

    http: httpx.Client
    study: str
    code: str = field(default_factory=new_code)
    sketch: Sketch = DRAWN

    def begin(self) -> None:
        """Consent and begin."""
        invitation = self._get(f"/studies/{self.study}")
        sent = {"code": self.code, "consent_version": invitation["consent_version"]}
        self.http.post(f"{API}/studies/{self.study}/participants", json=sent).raise_for_status()

    def standing(self) -> Document:
        """How far one is."""
        return self._get("/participant")

    def trial(self) -> Document | None:
        """The next trial; None after all."""
        return self._get("/trial")

    def trial_now(self) -> Document:
        """The next trial, which must be there."""
        found = self.trial()
        assert found is not None
        return found

    def draw(self, trial: Document) -> Document:
        """Draw where that is asked for: the trial with its photos."""
        if trial["kind"] != "retrieval" or trial["photos"] is not None:
            return trial
        sent = {
            "id": str(uuid.uuid4()),
            "position": trial["position"],
            "category": trial["categories"][0],
            "sketch": document_of_sketch(self.sketch),
            "drawing_ms": 20_000,
        }
        shown = self.http.put(f"{API}/drawing", json=sent, headers=self._headers())
        shown.raise_for_status()
        return self.trial_now()

    def made_answer(self, trial: Document) -> Document:
        """An answer to a trial, not yet sent: the middle of every scale."""
        content: Document = {"id": str(uuid.uuid4()), "position": trial["position"]}
        if trial["kind"] == "retrieval":
            return content | {"ratings": [3.0] * len(trial["photos"]["photo_ids"])}
        if trial["kind"] == "attention":
            return content | {"step": trial["step"]}
        if trial["kind"] == "preference":
            return content | {"preference": 1}
        return content | {"option": trial["options"][0]["id"]}

    def send(self, answer: Document) -> httpx.Response:
        """Submit an answer; the response as it is."""
        return self.http.put(f"{API}/answer", json=answer, headers=self._headers())

    def answer(self, trial: Document) -> str:
        """Answer a trial: the id that was acknowledged."""
        response = self.send(self.made_answer(trial))
        response.raise_for_status()
        return response.json()["answer_id"]

    def live_one_trial(self) -> str:
        """Draw and answer the next trial: the id that was acknowledged."""
        return self.answer(self.draw(self.trial_now()))

    def finish(self) -> str:
        """The completion code."""
        response = self.http.post(f"{API}/finish", headers=self._headers())
        response.raise_for_status()
        return response.json()["completion_code"]

    def _get(self, path: str) -> Any:
        response = self.http.get(API + path, headers=self._headers())
        response.raise_for_status()
        return response.json()

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.code}"}
