import threading
import time
from pathlib import Path

import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval import open_galleries
from sketchapp.retrieval.embeddings import gallery_embeddings
from sketchapp.retrieval.gallery import Gallery
from sketchapp.retrieval.importing.build import ImportJob, build_gallery
from sketchapp.retrieval.importing.sources import FolderSource
from sketchapp.retrieval.index import FlatIndex
from sketchapp.retrieval.live import LiveSearch, Question
from sketchapp.retrieval.open_galleries import OpenGalleries
from sketchapp.retrieval.visitor import OPERATOR, Visitor
from sketchapp.sketch import Sketch
from tests.models.tiny import tiny_retriever
from tests.retrieval.importing.made import (
    BROWSER,
    STRANGER,
    Run,
    make_files,
    make_library,
    photo_bytes,
)

LINE = Sketch.from_polylines([[[0.2, 0.2], [0.8, 0.8]]])


class Opener:
    """Opens galleries with a tiny network, and counts."""

    def __init__(self) -> None:
        self.retriever = tiny_retriever()
        self.calls = 0

    def __call__(self, gallery: Gallery) -> LiveSearch:
        self.calls += 1
        rows = gallery_embeddings(self.retriever, gallery)
        index = FlatIndex(self.retriever.rows, self.retriever.width)
        index.add(rows)
        return LiveSearch(self.retriever, gallery, rows, index)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(make_library(tmp_path))


def add(run: Run, name: str, count: int = 2, add_to: str = "") -> str:
    photos = {f"{i}.png": photo_bytes(i) for i in range(count)}
    folder = make_files(run.library.folder.parent / f"in-{name}", photos)
    return run(FolderSource(folder), name, add_to=add_to).id


def opened(run: Run, capacity: int = 4) -> tuple[OpenGalleries, Opener]:
    opener = Opener()
    shipped = opener(run.library.load("shipped"))
    opener.calls = 0
    return OpenGalleries(run.library, shipped, opener, capacity), opener


def count_found(live: LiveSearch) -> int:
    return len(live.answer(Question(LINE)).found)


def test_a_gallery_is_loaded_once(run: Run) -> None:
    galleries, opener = opened(run)
    one = add(run, "one")
    live = galleries.live(one, BROWSER)
    assert count_found(live) == 2 and galleries.live(one, BROWSER) is live
    assert opener.calls == 1
    assert count_found(galleries.live("shipped", Visitor())) == 4 and opener.calls == 1


def test_a_private_gallery_is_not_searched_by_others(run: Run) -> None:
    galleries, _ = opened(run)
    one = add(run, "one")
    galleries.live(one, BROWSER)
    for visitor in (STRANGER, Visitor()):
        with pytest.raises(GalleryError, match="not yours"):
            galleries.live(one, visitor)


def test_added_photos_are_found(run: Run) -> None:
    galleries, opener = opened(run)
    one = add(run, "one")
    before = galleries.live(one, BROWSER)
    add(run, "one", 3, add_to=one)
    assert count_found(galleries.live(one, BROWSER)) == 3 and opener.calls == 2
    assert count_found(before) == 2


def test_who_searches_keeps_a_deleted_gallery(run: Run) -> None:
    galleries, _ = opened(run)
    one = add(run, "one")
    live = galleries.live(one, BROWSER)
    run.library.delete(one, OPERATOR)
    assert count_found(live) == 2
    with pytest.raises(GalleryError):
        galleries.live(one, BROWSER)


def test_the_longest_unused_is_forgotten(run: Run) -> None:
    galleries, opener = opened(run, capacity=2)
    one, two, three = (add(run, name) for name in ("one", "two", "three"))
    kept = galleries.live(one, BROWSER)
    galleries.live(two, BROWSER)
    galleries.live(one, BROWSER)
    galleries.live(three, BROWSER)
    assert galleries.live(one, BROWSER) is kept and opener.calls == 3
    galleries.live(two, BROWSER)
    assert opener.calls == 4


def test_a_search_goes_on_during_an_import(run: Run, tmp_path: Path) -> None:
    galleries, _ = opened(run)
    one = add(run, "one")
    folder = make_files(tmp_path / "more", {f"{i}.png": photo_bytes(50 + i) for i in range(4)})
    job = ImportJob(FolderSource(folder), "one", BROWSER, add_to=one)
    for step in build_gallery(run.library, run.retriever, job):
        assert count_found(galleries.live(one, BROWSER)) == (6 if step.gallery else 2)


class SlowOpener(Opener):
    """Opens when it is told, or fails."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.error: Exception | None = None

    def __call__(self, gallery: Gallery) -> LiveSearch:
        assert self.go_on.wait(30)
        if self.error is not None:
            self.calls += 1
            raise self.error
        return super().__call__(gallery)


@pytest.fixture
def slow(run: Run) -> tuple[OpenGalleries, SlowOpener]:
    shipped = Opener()(run.library.load("shipped"))
    opener = SlowOpener()
    return OpenGalleries(run.library, shipped, opener), opener


def opened_at_last(galleries: OpenGalleries, gallery_id: str) -> LiveSearch:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            return galleries.live(gallery_id, BROWSER)
        except GalleryError as error:
            if "being prepared" not in str(error):
                raise
    raise AssertionError("it was never opened")


def test_who_asks_too_early_is_told_and_does_not_wait(
    run: Run, slow: tuple[OpenGalleries, SlowOpener], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_galleries, "PATIENCE_S", 0.05)
    galleries, opener = slow
    one = add(run, "one")
    for _ in range(3):
        with pytest.raises(GalleryError, match="being prepared; try again in a moment"):
            galleries.live(one, BROWSER)
    assert count_found(galleries.live("shipped", BROWSER)) == 4
    opener.go_on.set()
    assert count_found(opened_at_last(galleries, one)) == 2 and opener.calls == 1


def test_a_gallery_that_is_being_opened_is_not_forgotten(
    run: Run, slow: tuple[OpenGalleries, SlowOpener], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_galleries, "PATIENCE_S", 0.05)
    opener = slow[1]
    galleries = OpenGalleries(run.library, Opener()(run.library.load("shipped")), opener, 1)
    both = [add(run, "one"), add(run, "two")]
    for one in both * 2:
        with pytest.raises(GalleryError, match="being prepared"):
            galleries.live(one, BROWSER)
    at_work = [thread for thread in threading.enumerate() if thread.name == "opening"]
    opener.go_on.set()
    assert len(at_work) == 2
    for one in both:
        assert count_found(opened_at_last(galleries, one)) == 2


def test_a_failure_is_told_without_a_path_and_tried_again(
    run: Run,
    slow: tuple[OpenGalleries, SlowOpener],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(open_galleries, "PATIENCE_S", 0.05)
    galleries, opener = slow
    opener.error = GalleryError("photo cannot be read: /secret/place/x.webp")
    one = add(run, "one")
    with pytest.raises(GalleryError, match="being prepared"):
        galleries.live(one, BROWSER)
    opener.go_on.set()
    with pytest.raises(GalleryError, match="cannot be opened") as told:
        opened_at_last(galleries, one)
    assert "/secret" not in str(told.value) and "/secret/place" in caplog.text
    opener.error = None
    assert count_found(opened_at_last(galleries, one)) == 2 and opener.calls == 2
