from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable

import pytest

from sketchapp.resources import Resources
from sketchapp.retrieval.importing.one_import import ImportState
from sketchapp.retrieval.records import GalleryRecord, Skipped
from sketchapp.retrieval.visitor import Visitor
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.ui import text
from sketchapp.ui.gallery_handlers import BROKEN, LISTED_SKIPS, gallery_handlers
from sketchapp.ui.handlers import canvas_handlers
from tests.asynchronous import finished
from tests.retrieval.importing.made import new_token
from tests.retrieval.importing.test_imports import picture

Ask = Callable[..., dict]


@pytest.fixture
def ask(small_resources: Resources) -> Ask:
    handlers = {one.__name__: one for one in gallery_handlers(small_resources)}

    def call(name: str, /, **given: object) -> dict:
        return json.loads(handlers[name](given))

    return call


async def whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def made_gallery(ask: Ask, resources: Resources, token: str, name: str) -> dict:
    """The last state of an import of two pictures and a broken file."""
    begun = ask("begin_import", token=token, name=name, add_to="")
    for number in range(2):
        content = whole(picture(number))
        finished(resources.imports.receive(begun["id"], number, f"{number}.png", content))
    broken = whole(b"broken")
    finished(resources.imports.receive(begun["id"], 2, "<img>.png", broken))
    state = ask("start_import", id=begun["id"])
    while state["phase"] not in ("done", "failed", "cancelled"):
        time.sleep(0.05)
        state = ask("watch_import", id=begun["id"])
    return state


def test_the_shipped_gallery_is_there_for_everyone(ask: Ask):
    listing = ask("list_galleries", token="")
    (shipped,) = [one for one in listing["galleries"] if one["id"] == "shipped"]
    assert shipped["name"] == text.SHIPPED_GALLERY and not shipped["own"]
    assert shipped["count"] == 4 and shipped["categories"] == ["chair", "shoe"]
    assert shipped["welcome"] == "Draw a chair or a shoe here"
    assert listing["running"] is None


def test_an_own_gallery_is_made_searched_renamed_and_deleted(
    ask: Ask, small_resources: Resources, cross
):
    token = new_token()
    state = made_gallery(ask, small_resources, token, "Shop")
    assert state["phase"] == "done" and state["result"]["count"] == 2
    (skipped,) = state["result"]["skipped"]
    assert skipped["name"] == "<img>.png" and skipped["reason"]
    gallery = state["result"]["gallery"]

    own = [one for one in ask("list_galleries", token=token)["galleries"] if one["own"]]
    assert [one["name"] for one in own] == ["Shop"]
    strangers = ask("list_galleries", token=new_token())["galleries"]
    assert gallery not in {one["id"] for one in strangers}

    question = {"revision": 1, "sketch": sketch_to_json(cross), "gallery": gallery}
    answer = json.loads(canvas_handlers(small_resources)[0](question | {"token": token}))
    assert {photo["label"] for photo in answer["found"]} == {"0", "1"}
    assert all(photo["address"].startswith(f"photos/{gallery}/") for photo in answer["found"])
    refused = json.loads(canvas_handlers(small_resources)[0](question | {"token": new_token()}))
    assert "error" in refused

    assert "error" in ask("rename_gallery", token=new_token(), id=gallery, name="Mine")
    renamed = ask("rename_gallery", token=token, id=gallery, name="Mine")
    assert "Mine" in {one["name"] for one in renamed["galleries"]}
    assert "error" in ask("delete_gallery", token=new_token(), id=gallery)
    left = ask("delete_gallery", token=token, id=gallery)["galleries"]
    assert gallery not in {one["id"] for one in left}


def test_the_first_files_left_out_are_listed(ask: Ask, small_resources: Resources):
    one = small_resources.imports.begin(Visitor(new_token()), "Shop")
    skipped = tuple(Skipped(f"{number}.png", "is empty") for number in range(LISTED_SKIPS + 5))
    made = GalleryRecord("0" * 32, "Shop", n_photos=1, skipped=skipped)
    one.state = ImportState("done", skipped=len(skipped), gallery=made)
    state = ask("watch_import", id=one.id)
    names = [entry["name"] for entry in state["result"]["skipped"]]
    assert names == [f"{number}.png" for number in range(LISTED_SKIPS)]
    assert state["skipped"] == LISTED_SKIPS + 5


def test_a_fault_of_ours_says_nothing_of_strokes(
    ask: Ask, small_resources: Resources, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> None:
        raise RuntimeError("/secret")

    monkeypatch.setattr(small_resources.library, "rename", broken)
    answer = ask("rename_gallery", token=new_token(), id="x", name="y")
    assert answer["error"] == BROKEN and "stroke" not in BROKEN


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("list_galleries", {}),
        ("list_galleries", {"token": 3}),
        ("rename_gallery", {"token": "", "id": "shipped", "name": "Mine"}),
        ("delete_gallery", {"token": "", "id": "shipped"}),
        ("delete_gallery", {"token": "", "id": "../.."}),
        ("begin_import", {"token": "", "name": "", "add_to": ""}),
        ("begin_import", {"token": "", "name": "x" * 61, "add_to": ""}),
        ("start_import", {"id": "x"}),
        ("watch_import", {"id": None}),
        ("cancel_import", {"id": "x"}),
    ],
)
def test_whatever_a_browser_sends_gets_a_sentence(ask: Ask, name: str, given: dict):
    answer = ask(name, **given)
    assert set(answer) == {"revision", "error"} and answer["error"] != BROKEN
