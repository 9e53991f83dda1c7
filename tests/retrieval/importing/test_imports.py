"""An import from its first byte to its last, as the page drives it."""

from __future__ import annotations

import asyncio
import io
import json
import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from PIL import Image

from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing import imports as module
from sketchapp.retrieval.importing.build import ImportJob
from sketchapp.retrieval.importing.imports import Imports
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.importing.one_import import Import
from sketchapp.retrieval.importing.progress import Progress
from sketchapp.retrieval.library import BUILDING, STAGING_LOCK, Library
from sketchapp.retrieval.visitor import Visitor
from tests.asynchronous import finished
from tests.models.tiny import tiny_retriever
from tests.retrieval.importing.made import new_token

ME, OTHER = Visitor(new_token()), Visitor(new_token())


@pytest.fixture
def imports(tmp_path: Path) -> Imports:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "p.png").write_bytes(picture(99))
    entry = {"file_name": "p.png", "id": "p", "category": "chair"}
    (shipped / "metadata.jsonl").write_text(json.dumps(entry))
    library = Library(tmp_path / "galleries", shipped)
    return Imports(library, tiny_retriever(), ImportLimits(max_photo_bytes=20_000))


def picture(seed: int, side: int = 64) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


async def pieces(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def send(imports: Imports, one: Import, number: int, name: str, content: bytes) -> None:
    finished(imports.receive(one.id, number, name, pieces(content)))


def ended(imports: Imports, one: Import) -> Import:
    deadline = time.monotonic() + 60
    while one.is_open and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not one.is_open, one.state
    return one


def test_files_that_were_sent_become_a_gallery(imports: Imports) -> None:
    one = imports.begin(ME, "Shop")
    send(imports, one, 0, "boots/a.png", picture(0))
    send(imports, one, 1, "bags/b.png", picture(1))
    send(imports, one, 2, "bags/broken.png", b"not a picture")
    imports.start(one.id)
    state = ended(imports, one).state
    assert state.phase == "done", state.error
    assert state.gallery is not None and state.skipped == 1
    assert state.gallery.categories == {"bags": 1, "boots": 1}
    assert [skip.name for skip in state.gallery.skipped] == ["bags/broken.png"]
    assert not one.folder.exists()  # what was sent is not kept twice
    assert [record.name for record in imports.library.visible_to(ME) if not record.is_shipped] == [
        "Shop"
    ]
    titles = {photo.title for photo in imports.library.load(state.gallery.id).photos}
    assert titles == {"a", "b"}


def test_a_file_that_is_sent_again_replaces_itself(imports: Imports) -> None:
    one = imports.begin(ME, "Shop")
    send(imports, one, 0, "a.png", picture(0)[:50])
    send(imports, one, 0, "a.png", picture(0))
    assert len(one.files) == 1
    assert one.files[0].path.read_bytes() == picture(0)


def test_photos_can_be_added_by_their_owner_only(imports: Imports) -> None:
    one = imports.begin(ME, "Shop")
    send(imports, one, 0, "a.png", picture(0))
    imports.start(one.id)
    first = ended(imports, one).state.gallery
    assert first is not None
    with pytest.raises(GalleryError):
        imports.begin(OTHER, "Shop", first.id)
    more = imports.begin(ME, "Shop", first.id)
    send(imports, more, 0, "b.png", picture(1))
    imports.start(more.id)
    state = ended(imports, more).state
    assert state.gallery is not None
    assert (state.gallery.id, state.gallery.n_photos) == (first.id, 2)


def test_nothing_to_import_is_told(imports: Imports) -> None:
    one = imports.begin(ME, "Empty")
    send(imports, one, 0, "a.png", b"nothing")
    imports.start(one.id)
    state = ended(imports, one).state
    assert state.phase == "failed" and state.error
    assert all(record.is_shipped for record in imports.library.visible_to(ME))


def test_a_bug_is_a_plain_sentence(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(module, "build_gallery", broken)
    one = imports.begin(ME, "Shop")
    send(imports, one, 0, "a.png", picture(0))
    imports.start(one.id)
    state = ended(imports, one).state
    assert state.phase == "failed" and state.error == module.BROKEN


def test_cancelled_while_sending_leaves_nothing(imports: Imports) -> None:
    one = imports.begin(ME, "Shop")
    send(imports, one, 0, "a.png", picture(0))
    imports.cancel(one.id)
    assert one.state.phase == "cancelled" and not one.folder.exists()
    with pytest.raises(GalleryError, match="takes no more files"):
        send(imports, one, 1, "b.png", picture(1))


def test_cancelled_while_building_lists_nothing(imports: Imports) -> None:
    one = imports.begin(ME, "Shop")
    for number in range(30):
        send(imports, one, number, f"{number}.png", picture(number))
    imports.start(one.id)
    imports.cancel(one.id)
    assert ended(imports, one).state.phase == "cancelled"
    assert all(record.is_shipped for record in imports.library.visible_to(ME))


def test_a_file_beyond_its_limit_is_refused_and_not_kept(imports: Imports) -> None:
    one = imports.begin(ME, "Shop")
    with pytest.raises(GalleryError, match="too large"):
        send(imports, one, 0, "a.png", bytes(imports.limits.max_photo_bytes + 2))
    assert not one.files and not list(one.folder.iterdir())
    send(imports, one, 0, "a.png", bytes(imports.limits.max_photo_bytes + 1))  # is listed later
    send(imports, one, 1, "b.ZIP", bytes(imports.limits.max_photo_bytes * 3))  # a zip may be larger


def test_all_files_together_have_a_limit(imports: Imports) -> None:
    imports.limits = replace(imports.limits, max_total_bytes=2500)
    one = imports.begin(ME, "Shop")
    send(imports, one, 0, "a.png", bytes(2000))
    with pytest.raises(GalleryError, match="too large together"):
        send(imports, one, 1, "b.png", bytes(600))


@pytest.mark.parametrize(("number", "name"), [(-1, "a"), (10**9, "a"), (0, "a" * 500)])
def test_numbers_and_names_are_bounded(imports: Imports, number: int, name: str) -> None:
    one = imports.begin(ME, "Shop")
    with pytest.raises(GalleryError, match="too many files"):
        send(imports, one, number, name, b"x")


def test_a_visitor_has_one_import_at_a_time(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = imports.begin(ME, "First")  # the page was closed before it sent everything
    second = imports.begin(ME, "Second")
    assert given_up.state.phase == "cancelled" and second.is_open
    second.state = replace(second.state, phase="encoding")
    with pytest.raises(GalleryError, match="being built"):
        imports.begin(ME, "Third")
    assert imports.running(ME) is second and imports.running(OTHER) is None
    monkeypatch.setattr(module, "MOST_AT_ONCE", 1)
    with pytest.raises(GalleryError, match="Many people"):
        imports.begin(OTHER, "Other")


def test_names_are_checked_at_once(imports: Imports) -> None:
    with pytest.raises(GalleryError):
        imports.begin(ME, "")
    with pytest.raises(GalleryError, match="not known"):
        imports.of("nothing")


def test_a_second_server_leaves_the_uploads_of_the_first(imports: Imports) -> None:
    one = imports.begin(ME, "Shop")
    send(imports, one, 0, "a.png", picture(0))
    Imports(imports.library, imports.retriever, imports.limits)
    assert one.files[0].path.read_bytes() == picture(0)


def test_who_may_not_add_photos_is_told_at_once(imports: Imports) -> None:
    with pytest.raises(GalleryError, match="keeps its key"):
        imports.begin(Visitor(), "Shop")
    imports.limits = replace(imports.limits, max_library_bytes=-1)
    with pytest.raises(GalleryError, match="have reached their"):
        imports.begin(ME, "Shop")


def test_files_that_come_at_once_share_one_limit(imports: Imports) -> None:
    imports.limits = replace(imports.limits, max_total_bytes=5000)
    one = imports.begin(ME, "Shop")

    async def send_all() -> list[BaseException | None]:
        sent = [imports.receive(one.id, i, f"{i}.png", pieces(bytes(2000))) for i in range(5)]
        return await asyncio.gather(*sent, return_exceptions=True)

    refused = [answer for answer in finished(send_all()) if answer is not None]
    assert len(refused) >= 3 and all(isinstance(one, GalleryError) for one in refused)
    on_disk = [path.stat().st_size for path in one.folder.iterdir()]
    assert sum(on_disk) == one.n_bytes == 2000 * len(one.files) <= 5000
    assert one.n_arriving == 0


def test_only_a_few_files_come_at_once(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ARRIVING", 2)
    one = imports.begin(ME, "Shop")

    async def send_all() -> list[BaseException | None]:
        sent = [imports.receive(one.id, i, f"{i}.png", pieces(b"x" * 3, 1)) for i in range(3)]
        return await asyncio.gather(*sent, return_exceptions=True)

    *taken, refused = finished(send_all())
    assert taken == [None, None] and "At most 2 files" in str(refused)
    send(imports, one, 2, "2.png", b"x")
    assert sorted(one.files) == [0, 1, 2]


def test_what_is_replaced_or_failed_does_not_count(imports: Imports) -> None:
    imports.limits = replace(imports.limits, max_total_bytes=2500)
    one = imports.begin(ME, "Shop")
    for _ in range(3):
        send(imports, one, 0, "a.png", bytes(2000))
    with pytest.raises(GalleryError, match="too large together"):
        send(imports, one, 1, "b.png", bytes(600))
    assert one.n_bytes == 2000
    send(imports, one, 1, "b.png", bytes(500))


@pytest.mark.parametrize("end", ["cancel", "start"])
def test_the_end_of_sending_stops_a_file_on_its_way(imports: Imports, end: str) -> None:
    one = imports.begin(ME, "Shop")

    async def endless() -> AsyncIterator[bytes]:
        yield b"x"
        getattr(imports, end)(one.id)
        for _ in range(9):
            yield b"x"
        pytest.fail("the rest was taken")

    with pytest.raises(GalleryError, match="takes no more files"):
        finished(imports.receive(one.id, 0, "a.png", endless()))
    ended(imports, one)
    assert not one.folder.exists() and not one.files


def test_a_disk_that_fails_is_told(imports: Imports) -> None:
    one = imports.begin(ME, "Shop")
    one.folder.rmdir()
    with pytest.raises(GalleryError, match="cannot keep these photos"):
        send(imports, one, 0, "a.png", b"x")
    assert one.n_bytes == one.n_arriving == 0


def test_pages_that_were_closed_block_nobody(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_AT_ONCE", 1)
    closed = imports.begin(ME, "Shop")
    send(imports, closed, 0, "a.png", picture(0))
    with pytest.raises(GalleryError, match="Many people"):
        imports.begin(OTHER, "Shop")
    closed.touched -= module.SILENT_S + 1
    assert imports.begin(OTHER, "Shop").is_open
    assert closed.state.phase == "cancelled" and not closed.folder.exists()


def test_imports_without_a_byte_block_nobody_until_they_send(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(module, "MOST_EMPTY", 2)
    visitors = [Visitor(new_token()) for _ in range(3)]
    first, second, third = (imports.begin(visitor, "Shop") for visitor in visitors)
    assert not first.is_open and not first.folder.exists()  # the oldest of too many
    send(imports, second, 0, "a.png", b"x")
    with pytest.raises(GalleryError, match="Many people"):
        send(imports, third, 0, "a.png", b"x")
    send(imports, second, 1, "b.png", b"x")


def test_a_silent_page_is_one_that_sends_nothing(imports: Imports) -> None:
    one = imports.begin(ME, "Shop")
    one.touched -= module.SILENT_S + 1
    send(imports, one, 0, "a.png", b"x")
    imports.begin(OTHER, "Shop")
    assert one.is_open


class Held:
    """build_gallery, which goes on when it is told, and counts how many run at once."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.at_work, self.most, self.names = 0, 0, list[str]()

    def __call__(self, _library: Library, _retriever: object, job: ImportJob) -> Iterator[Progress]:
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        self.names.append(job.name)
        yield Progress(0, 1, 0, 0.0, "encoding")
        assert self.go_on.wait(30)
        self.at_work -= 1
        yield Progress(1, 1, 0, 0.0, "done")


def test_one_gallery_is_built_at_a_time(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "build_gallery", held := Held())
    started = [imports.begin(Visitor(new_token()), name) for name in ("a", "b", "c")]
    for one in started:
        send(imports, one, 0, "a.png", picture(0))
        imports.start(one.id)
        assert not one.files  # nothing is kept of what was handed over
    first, second, third = started
    assert second.state.phase == third.state.phase == "waiting"
    assert imports.running(third.visitor) is third
    imports.cancel(second.id)
    assert second.state.phase == "cancelled" and not second.folder.exists()
    held.go_on.set()
    assert [ended(imports, one).state.phase for one in (first, third)] == ["done", "done"]
    assert (held.most, held.names) == (1, ["a", "c"])


def test_what_was_given_up_long_ago_is_removed(imports: Imports) -> None:
    staging = imports.library.folder / BUILDING / ("0" * 32)
    staging.mkdir(parents=True)
    (staging / "job.json").write_text("{}")
    imports.begin(ME, "Shop")
    assert staging.exists()
    long_ago = time.time() - module.GIVEN_UP_S - 60
    os.utime(staging / "job.json", (long_ago, long_ago))
    with FileLock(staging / STAGING_LOCK):  # somebody works there
        os.utime(staging / STAGING_LOCK, (long_ago, long_ago))
        imports.begin(ME, "Shop")
        assert staging.exists()
    os.utime(staging / STAGING_LOCK, (long_ago, long_ago))
    imports.begin(ME, "Shop")
    assert not staging.exists()
