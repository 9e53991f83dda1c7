"""Take the pictures of the page that the README shows: python -m tests.browser.take_screenshots."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser.hand import Hand
from tests.browser.serving import ROOT, Server, chromium, running_server, show_no_tour

FOLDER = ROOT / "docs" / "screenshots"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_server() as server, chromium() as browser:
        picked_photo(browser, server)
        phone_in_the_dark(browser, server)
        made_photo(browser, server)


def picked_photo(browser: Browser, server: Server) -> None:
    """The armchair, and the colours for the third photo."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    show_no_tour(page)
    page.goto(server.address)
    hand = Hand(page)
    hand.answered(page.locator(".welcome button").nth(1).click)
    hand.answered(page.locator(".photo").nth(2).click)
    page.mouse.move(0, 0)
    page.wait_for_timeout(1000)
    page.screenshot(path=FOLDER / "page.png")


def phone_in_the_dark(browser: Browser, server: Server) -> None:
    """The shoe on a phone, with the colours along the strokes."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    show_no_tour(page)
    page.goto(server.address)
    hand = Hand(page)
    hand.answered(page.locator(".welcome button").nth(2).click)
    hand.colours("point")
    page.wait_for_timeout(1000)
    page.screenshot(path=FOLDER / "phone.png", full_page=True)


def made_photo(browser: Browser, server: Server) -> None:
    """The armchair as a photo, and what one of its strokes changes."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    show_no_tour(page)
    page.goto(server.address)
    hand = Hand(page)
    hand.answered(page.locator(".welcome button").nth(1).click)
    page.get_by_role("tab", name="Photo").click()
    page.locator(".generate-panel .level input[value=fine]").check(force=True)
    page.get_by_role("button", name="Stroke after").click()
    page.locator(".generate-panel .most").get_by_text("% at most").wait_for()
    page.wait_for_timeout(1500)
    page.screenshot(path=FOLDER / "photo.png")


if __name__ == "__main__":
    main()
