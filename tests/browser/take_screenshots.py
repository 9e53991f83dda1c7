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


if __name__ == "__main__":
    main()
