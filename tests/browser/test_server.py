"""The page when its server goes away and comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hand import BACK, SEAT, Hand
from tests.browser.serving import Server

pytestmark = pytest.mark.browser


def test_a_server_that_is_gone_is_announced_and_found_again(
    open_page: Callable[..., Page], server: Server
):
    hand = Hand(open_page(server.address))
    hand.answered(lambda: hand.draw(SEAT))
    server.stop()
    try:
        hand.draw(BACK)
        expect(hand.status).to_contain_text("does not answer", timeout=10_000)
        assert len(hand.strokes()) == 2
    finally:
        server.start()
    hand.wait_for_answers(2)
    expect(hand.status).to_be_empty()
    hand.expect_photos(12)
