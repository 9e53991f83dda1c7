from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.hand import Hand
from tests.browser.laboratory import Laboratory, Participant, running_laboratory
from tests.browser.serving import Server, chromium, running_server, show_no_tour


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def open_page(chrome: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser that has drawn nothing here; what its scripts complain of fails.

    tour: let it come, as on a first visit.
    """
    contexts, complaints = [], []

    def open_at(address: str, tour: bool = False, **options: object) -> Page:
        context = chrome.new_context(
            viewport=options.pop("viewport", {"width": 1280, "height": 800}), **options
        )
        contexts.append(context)
        if not tour:
            show_no_tour(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        page.wait_for_selector(".stage")
        return page

    yield open_at
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # requests that are held back outlive a test
        context.close()
    assert complaints == []


@pytest.fixture
def hand(open_page: Callable[..., Page], server: Server) -> Hand:
    """A hand at the real page, on an empty canvas."""
    return Hand(open_page(server.address))


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    with running_laboratory() as running:
        yield running


@pytest.fixture
def visit(chrome: Browser) -> Iterator[Callable[..., Participant]]:
    """Open a study's page, in a browser of one's own or in the context of another visit.

    What the console complains of fails; where something is cut or refused, `disturbed`, the
    browser's own lines about that are no complaint.
    """
    contexts, complaints = [], []

    def open_at(address: str, disturbed: bool = False, **options: Any) -> Participant:
        context = options.pop("context", None)
        if context is None:
            size = options.pop("viewport", {"width": 1280, "height": 800})
            context = chrome.new_context(**({"locale": "en-GB", "viewport": size} | options))
            contexts.append(context)
        page = context.new_page()

        def hear(said: ConsoleMessage) -> None:
            is_network = disturbed and said.text.startswith("Failed to load resource")
            if said.type in ("error", "warning") and not is_network:
                complaints.append(said.text)

        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        page.goto(address)
        return Participant(page)

    yield open_at
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.close()
    assert complaints == []
