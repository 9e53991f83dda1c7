"""A person's own photos: from the drop to the search, and what can go wrong on the way."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.hand import CHAIR, Hand
from tests.browser.serving import Server

pytestmark = pytest.mark.browser
BUILD_MS = 60_000


def made_photo(number: int) -> bytes:
    """A coloured shape on white."""
    rng = np.random.default_rng(number)
    image = Image.new("RGB", (200, 160), "white")
    x, y, size = rng.integers(10, 80, 3)
    colour = tuple(int(c) for c in rng.integers(0, 200, 3))
    draw = ImageDraw.Draw(image)
    (draw.ellipse if number % 2 else draw.rectangle)((x, y, x + size + 20, y + size), fill=colour)
    file = io.BytesIO()
    image.save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"photo {number}.jpg" for number in range(14)]
    for number, path in enumerate(paths):
        path.write_bytes(made_photo(number))
    return paths


class Panel:
    """The gallery panel of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".galleries")
        self.dialog = self.root.locator("dialog.import")
        self.choice = self.root.locator(".choice")
        expect(self.choice.locator("option")).not_to_have_count(0)

    def names(self) -> list[str]:
        return self.choice.locator("option").all_inner_texts()

    def open(self, paths: list[Path], name: str) -> None:
        self.root.locator(".add").click()
        self.dialog.locator(".files").set_input_files(paths)
        self.dialog.locator(".name").fill(name)

    def go(self) -> None:
        self.dialog.locator(".go").click()

    def built(self) -> None:
        expect(self.dialog).to_have_attribute("data-step", "done", timeout=BUILD_MS)

    def act(self, what: str) -> Locator:
        """Open the small dialog of the menu."""
        self.root.locator(".menu summary").click()
        self.root.locator(f".menu .{what}").click()
        return self.root.locator("dialog.question")


def test_own_photos_are_found_by_drawing_and_by_nobody_else(
    open_page: Callable[..., Page], server: Server, photos: list[Path], tmp_path: Path
):
    page = open_page(server.address)
    hand, panel = Hand(page), Panel(page)
    hand.draw(*CHAIR)
    hand.expect_photos(12)
    broken = tmp_path / "<b>broken.jpg"
    broken.write_bytes(b"no picture")
    panel.open([*photos, broken], "Shop <i>of</i> shapes")
    expect(panel.dialog.locator(".chosen")).to_have_text("15 photos chosen.")
    panel.go()
    panel.built()
    expect(panel.dialog.locator(".summary")).to_contain_text(
        "“Shop <i>of</i> shapes” has 14 photos"
    )
    panel.dialog.locator(".skipped summary").click()
    expect(panel.dialog.locator(".skipped li")).to_contain_text("<b>broken.jpg")
    panel.go()  # now it reads: Search in it

    expect(page.locator(".photo.filled img").first).to_have_attribute(
        "src", re.compile(r"^photos/[0-9a-f]{32}/"), timeout=15_000
    )
    assert (
        panel.choice.locator("option:checked").inner_text() == "Shop <i>of</i> shapes (14 photos)"
    )
    hand.expect_photos(12)
    expect(page.locator(".photo img").first).to_have_js_property("naturalWidth", 200)
    expect(page.locator(".explained .detail")).to_contain_text("photo ")  # the name of the file
    expect(page.locator(".categories")).to_be_hidden()  # there is only one

    page.reload()
    hand.expect_photos(12)
    assert "Shop" in panel.choice.locator("option:checked").inner_text()
    stranger = Panel(open_page(server.address))
    assert stranger.names() == [name for name in panel.names() if "Shop" not in name]


def test_a_zip_with_folders_gives_categories_and_survives_a_restart(
    open_page: Callable[..., Page], server: Server, tmp_path: Path
):
    path = tmp_path / "my things.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(6):
            archive.writestr(
                f"{'round' if number % 2 else 'square'}/{number}.jpg", made_photo(number)
            )
    page = open_page(server.address)
    panel = Panel(page)
    panel.root.locator(".add").click()
    panel.dialog.locator(".files").set_input_files(path)
    assert panel.dialog.locator(".name").input_value() == "my things"
    panel.go()
    panel.built()
    panel.go()
    expect(page.locator(".categories label")).to_have_text(["everything", "round", "square"])

    server.stop()
    server.start()
    page.reload()
    expect(panel.choice.locator("option:checked")).to_have_text("my things (6 photos)")
    hand = Hand(page)
    hand.answered(lambda: hand.draw(*CHAIR))
    hand.expect_photos(6)


def test_a_gallery_is_renamed_extended_and_deleted(
    open_page: Callable[..., Page], server: Server, photos: list[Path]
):
    page = open_page(server.address)
    hand, panel = Hand(page), Panel(page)
    hand.draw(*CHAIR)
    panel.open(photos[:3], "First")
    panel.go()
    panel.built()
    panel.go()
    hand.expect_photos(3)
    question = panel.act("rename")
    question.locator(".name").fill("   ")
    question.locator(".go").click()
    expect(question.locator(".error")).to_have_text("Give the gallery a name.")
    question.locator(".name").fill("Second")
    question.locator(".go").click()
    expect(panel.choice.locator("option:checked")).to_have_text("Second (3 photos)")

    panel.root.locator(".menu summary").click()
    panel.root.locator(".menu .extend").click()
    expect(panel.dialog.locator(".title")).to_have_text("Add photos to “Second”")
    panel.dialog.locator(".files").set_input_files(photos[2:5])  # one of them is there already
    panel.go()
    panel.built()
    panel.go()
    expect(panel.choice.locator("option:checked")).to_have_text("Second (5 photos)")
    hand.expect_photos(5)

    question = panel.act("delete")
    expect(question.locator(".title")).to_contain_text("Delete “Second” and its 5 photos?")
    question.locator(".go").click()
    expect(panel.choice.locator("option:checked")).to_contain_text("Rendered products")
    assert not any("Second" in name for name in panel.names())
    expect(panel.root.locator(".menu")).to_be_hidden()  # the shipped one cannot be changed


def test_cancelled_in_the_middle_nothing_is_listed(
    open_page: Callable[..., Page], server: Server, photos: list[Path]
):
    page = open_page(server.address)
    page.route("**/uploads/**", lambda route: None)  # an answer that never comes
    panel = Panel(page)
    before = panel.names()
    panel.open(photos, "Never")
    panel.go()
    expect(panel.dialog.locator(".how-far")).to_have_text("Sending 0 of 14")
    panel.dialog.locator(".cancel").click()
    expect(panel.dialog).to_be_hidden()
    page.reload()
    assert Panel(page).names() == before


def test_one_can_go_on_drawing_while_a_gallery_is_built(
    open_page: Callable[..., Page], server: Server, photos: list[Path]
):
    page = open_page(server.address)
    held: list[Route] = []
    page.route("**/uploads/**", lambda route: held.append(route))  # noqa: PLW0108 (a built-in fails)
    hand, panel = Hand(page), Panel(page)
    panel.open(photos[:2], "Aside")
    panel.go()
    expect(panel.dialog.locator(".how-far")).to_have_text("Sending 0 of 2")
    page.keyboard.press("Escape")
    expect(panel.dialog).to_be_hidden()
    expect(panel.root.locator(".status")).to_have_text("Sending 0 of 2")
    hand.answered(lambda: hand.draw(*CHAIR))
    for route in held:
        route.continue_()
    expect(panel.root.locator(".status")).to_contain_text("“Aside” has 2 photos", timeout=BUILD_MS)
    assert "Aside (2 photos)" in panel.names()


def test_a_gallery_that_was_deleted_in_another_tab_is_left(
    open_page: Callable[..., Page], server: Server, photos: list[Path]
):
    page = open_page(server.address)
    hand, panel = Hand(page), Panel(page)
    panel.open(photos[:2], "Brief")
    panel.go()
    panel.built()
    panel.go()
    hand.answered(lambda: hand.draw(*CHAIR))
    other = page.context.new_page()
    other.goto(server.address)
    Panel(other).act("delete").locator(".go").click()
    expect(Panel(other).choice.locator("option:checked")).to_contain_text("Rendered products")
    hand.draw(*CHAIR)
    expect(panel.choice.locator("option:checked")).to_contain_text("Rendered products")
    hand.expect_photos(12)


def test_files_that_cannot_be_used_are_told_before_anything_is_sent(
    open_page: Callable[..., Page], server: Server, photos: list[Path], tmp_path: Path
):
    panel = Panel(open_page(server.address))
    text, archive = tmp_path / "notes.txt", tmp_path / "a.zip"
    text.write_text("no photo")
    archive.write_bytes(b"PK")
    panel.open([text], "Nothing")
    expect(panel.dialog.locator(".error")).to_contain_text("no photos among these files")
    expect(panel.dialog.locator(".go")).to_be_disabled()
    panel.dialog.locator(".files").set_input_files([archive, photos[0]])
    expect(panel.dialog.locator(".error")).to_contain_text("either one zip, or photos")
    panel.dialog.locator(".files").set_input_files(archive)
    panel.go()
    expect(panel.dialog.locator(".error")).to_contain_text("zip", timeout=BUILD_MS)
    expect(panel.dialog).to_have_attribute("data-step", "choose")


def test_a_server_that_goes_away_while_photos_are_sent_is_told(
    open_page: Callable[..., Page], server: Server, photos: list[Path]
):
    page = open_page(server.address)

    def lose(route: Route) -> None:
        route.abort()

    page.route("**/uploads/**", lose)
    panel = Panel(page)
    panel.open(photos[:2], "Lost")
    panel.go()
    expect(panel.dialog.locator(".error")).to_contain_text("does not answer", timeout=20_000)
    page.unroute("**/uploads/**", lose)
    panel.go()  # the files are still chosen
    panel.built()


def test_the_panel_fits_a_phone(open_page: Callable[..., Page], server: Server):
    page = open_page(server.address, viewport={"width": 360, "height": 740})
    panel = Panel(page)
    panel.root.scroll_into_view_if_needed()
    panel.root.locator(".add").click()
    box = panel.dialog.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
