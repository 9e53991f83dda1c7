"""An import from its first byte to its last, as the page drives it."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing import imports as module
from sketchapp.retrieval.importing.imports import Import, Imports
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.visitor import Visitor, new_token
from tests.models.tiny import tiny_retriever

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
    asyncio.run(imports.receive(one.id, number, name, pieces(content)))


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


def test_a_new_server_removes_what_an_old_one_left(imports: Imports) -> None:
    one = imports.begin(ME, "Shop")
    send(imports, one, 0, "a.png", picture(0))
    Imports(imports.library, imports.retriever, imports.limits)
    assert not one.folder.exists()
