"""A server with small studies, its database, and a participant at the real page."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from playwright.sync_api import Locator, Page, expect

from sketchapp.study.backup import make_backup
from sketchapp.study.bundle import Bundle
from sketchapp.study.codes import plain_code
from sketchapp.study.database import Database
from sketchapp.study.items import Items
from sketchapp.study.protocol import parse_protocol
from sketchapp.study.registry import open_study
from tests.browser.hand import CHAIR, Point
from tests.browser.serving import Server
from tests.made_datasets import make_gallery
from tests.models.tiny import tiny_retriever
from tests.models.tiny_classifiers import saved_classifier
from tests.study.made import METHODS, made_items, protocol_document, retrieval_block

SHORT = retrieval_block(trials=2, practice=0, attention=0, categories=["chair"])
"""Two drawings, nothing to choose before."""

OPAQUE_COLOURS = """all => all.flatMap((canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const found = new Set();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 255) found.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  }
  return [...found];
})"""

PATIENT_MS = 20_000  # a search on a busy machine, or a start of the server


@dataclass
class Laboratory:
    """The server, and the database that it writes."""

    server: Server
    database: Path

    def open_study(self, name: str, items: Items | None = None, **changes: Any) -> str:
        """Open a study, or its next revision, while the server runs: the address of its page."""
        protocol = parse_protocol(orjson.dumps(protocol_document(name=name, **changes)))
        of_files = {file: items or made_items() for file in protocol.item_files}
        with Database(f"sqlite:///{self.database}") as database, database.writing() as connection:
            open_study(connection, Bundle(protocol, of_files))
        return self.address(name)

    def address(self, study: str) -> str:
        """Where a study's page is."""
        return f"{self.server.address}study/{study}"

    def rows(self, study: str, columns: str = "position, value") -> list[tuple]:
        """Answers of a study in the order of their trials."""
        return self._select(f"SELECT {columns} FROM answers", study)

    def drawings(self, study: str, columns: str) -> list[tuple]:
        """Drawings likewise."""
        return self._select(f"SELECT {columns} FROM drawings", study)

    def labels(self, study: str) -> list[str | None]:
        """Labels of those participants of a study who can still be found by a code."""
        own = "study = ? AND code_hash IS NOT NULL"
        asked = f"SELECT label FROM participants WHERE {own} ORDER BY number"
        with self._reading() as connection:
            return [label for (label,) in connection.execute(asked, (study,))]

    def back_up(self, folder: Path) -> Path:
        """Make a backup while the server runs."""
        with Database(f"sqlite:///{self.database}") as database:
            return make_backup(database, folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another program holds the database."""
        lock = sqlite3.connect(self.database, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            lock.execute("ROLLBACK")
            lock.close()

    def _select(self, asked: str, study: str) -> list[tuple]:
        own = "participant_id IN (SELECT id FROM participants WHERE study = ?)"
        with self._reading() as connection:
            return connection.execute(f"{asked} WHERE {own} ORDER BY position", (study,)).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def running_laboratory(environment: Mapping[str, str] | None = None) -> Iterator[Laboratory]:
    """A server with tiny networks and six photos; the study `first` is open."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for seed, name in enumerate((*METHODS, "retriever")):
            tiny_retriever(seed).save(folder / f"{name}.safetensors", {})
        studies = folder / "studies"
        own = {
            "SKETCHAPP_GALLERY": str(make_gallery(folder / "gallery")),
            "SKETCHAPP_GALLERIES_DIR": str(folder / "galleries"),
            "SKETCHAPP_CHECKPOINT": str(folder / "retriever.safetensors"),
            "SKETCHAPP_CLASSIFIER": str(saved_classifier(folder / "c.safetensors")),
            "SKETCHAPP_STUDIES_DIR": str(studies),
        }
        server = Server(environment=own | dict(environment or {}))
        laboratory = Laboratory(server, studies / "studies.sqlite")
        laboratory.open_study("first", blocks=[SHORT])
        try:
            server.start()
            yield laboratory
        finally:
            server.stop()


class Participant:
    """Somebody who takes part in a study at a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stage = page.locator(".stage")
        self.submit = page.locator("main button.primary", has_text="Submit")
        self.find = page.locator("main button.primary", has_text="Find")
        self.trouble = page.locator("#trouble")
        self.status = page.locator("#status")

    def begin(self, label: str = "") -> str:
        """Agree, note the code and go on: the code."""
        self.page.get_by_label("Label from your lab").fill(label)
        self.page.get_by_role("button", name="I agree").click()
        code = plain_code(self.page.locator("output.code").inner_text(timeout=PATIENT_MS))
        self.page.get_by_role("button", name="I have noted it").click()
        return code

    def draw(self, *strokes: tuple[Point, ...]) -> None:
        """Draw with the mouse; a chair where nothing else is said."""
        self.stage.scroll_into_view_if_needed()
        box = self.stage.bounding_box()
        assert box is not None
        for stroke in strokes or CHAIR:
            places = [
                (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke
            ]
            self.page.mouse.move(*places[0])
            self.page.mouse.down()
            for place in places[1:]:
                self.page.mouse.move(*place, steps=3)
            self.page.mouse.up()

    def swipe(self, start: Point, end: Point) -> None:
        """Draw a line with a finger; `scrolled` is where the page was before."""
        self.stage.scroll_into_view_if_needed()
        box = self.stage.bounding_box()
        assert box is not None
        self.scrolled = self.page.evaluate("window.scrollY")
        session = self.page.context.new_cdp_session(self.page)
        for step in range(7):
            at = [a + (b - a) * min(step, 5) / 5 for a, b in zip(start, end, strict=True)]
            place = {"x": box["x"] + at[0] * box["width"], "y": box["y"] + at[1] * box["height"]}
            kind = {0: "touchStart", 6: "touchEnd"}.get(step, "touchMove")
            sent = {"type": kind, "touchPoints": [] if step == 6 else [place]}
            session.send("Input.dispatchTouchEvent", sent)
        session.detach()

    def lengthen_drawing(self, strokes: int, points: int) -> None:
        """Let the drawing in work have so many strokes of so many points, and load the page."""
        self.page.evaluate(
            """([strokes, points]) => {
              const key = Object.keys(localStorage).find((one) => one.endsWith(':work'));
              const work = JSON.parse(localStorage.getItem(key));
              const column = (value) => Array(points).fill(0).map((_, i) => value(i));
              const made = column((i) => i).slice(0, strokes).map((id) => ({
                id, x: column((i) => i / points), y: column(() => (id + 1) / 10),
                t: column((i) => id * points + i), p: column(() => 0.5), kind: 'mouse',
              }));
              work.sketch = JSON.stringify({ version: 1, strokes: made });
              localStorage.setItem(key, JSON.stringify(work));
            }""",
            [strokes, points],
        )
        self.page.reload()
        expect(self.stage).to_be_visible()

    def inks(self, drawings: str) -> set[str]:
        """Colours of the opaque pixels on all drawings of a selector, once they are painted."""
        canvases = self.page.locator(f"{drawings} .base")
        for _ in range(50):
            found = set(canvases.evaluate_all(OPAQUE_COLOURS))
            if found:
                return found
            self.page.wait_for_timeout(50)
        raise AssertionError(f"nothing is painted on {drawings}")

    def find_photos(self) -> Locator:
        """Draw, ask for photos and wait for them: the photos with their scales."""
        self.draw()
        self.find.click()
        return self.photos()

    def photos(self) -> Locator:
        """The photos, once they are there."""
        images = self.page.locator(".rated-photo img")
        expect(images.first).to_be_visible(timeout=PATIENT_MS)
        for image in images.all():
            expect(image).not_to_have_js_property("naturalWidth", 0)
        return self.page.locator(".rated-photo")

    def rate(self, photos: Locator) -> list[float]:
        """Rate the photos 5, 4.5, ... in their order."""
        steps = [5.0 - 0.5 * at for at in range(photos.count())]
        for photo, step in zip(photos.all(), steps, strict=True):
            photo.locator(f'input[value="{step:g}"]').check(force=True)
        return steps

    def expect_number(self, number: int, total: int) -> None:
        """Wait for a trial, by its number from 1."""
        expect(self.page.locator("#count")).to_have_text(f"{number} of {total}", timeout=PATIENT_MS)

    def complete_trial(self) -> list[float]:
        """Draw, rate and submit: the ratings."""
        steps = self.rate(self.find_photos())
        self.submit.click()
        return steps

    def completion_code(self) -> str:
        """What the page shows at the end."""
        expect(self.page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=PATIENT_MS)
        return self.page.locator("output.code").first.inner_text()

    def kept(self) -> dict[str, str]:
        """What the browser keeps of studies."""
        return self.page.evaluate(
            "Object.fromEntries(Object.entries(localStorage)"
            ".filter(([key]) => key.startsWith('sketchapp:study')))"
        )

    def tab_to(self, target: Locator) -> None:
        """Press Tab until something has the focus, and see that it is shown to have it."""
        for _ in range(40):
            self.page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"Tab does not lead to {target}")

    def expect_to_fit(self) -> None:
        """Nothing is wider than the window."""
        assert self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
