"""A participant at the real page: from consent to the completion code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.laboratory import Laboratory, Participant, running_laboratory
from tests.study.made import choice_block, preference_block, retrieval_block

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    with running_laboratory() as running:
        yield running


@pytest.fixture
def visit(chrome: Browser) -> Iterator[Callable[..., Participant]]:
    """Open a study's page in a browser of one's own; what the console complains of fails."""
    contexts, complaints = [], []

    def open_at(address: str, **options: object) -> Participant:
        context = chrome.new_context(
            viewport=options.pop("viewport", {"width": 1280, "height": 800}),
            locale="en-GB",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        page.goto(address)
        return Participant(page)

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


def test_a_whole_retrieval_study_with_practice(
    laboratory: Laboratory, visit: Callable[..., Participant]
) -> None:
    block = retrieval_block(trials=2, practice=1, attention=1, categories=["chair", "shoe"])
    person = visit(laboratory.open_study("whole", blocks=[block]))
    person.begin("P01")
    page = person.page
    person.expect_number(1, 4)
    expect(page.locator(".practice-badge")).to_be_visible()
    given = []
    for number in range(1, 5):
        person.expect_number(number, 4)
        if page.get_by_role("heading", name="A short check").is_visible():
            asked = page.locator("legend").inner_text().split()[2]
            page.locator(f'.scale input[value="{asked}"]').check(force=True)
            person.submit.click()
            given.append({"step": float(asked), "expected": float(asked)})
        else:
            page.get_by_label("chair").check(force=True)
            given.append({"ratings": person.complete_trial()})
    completion = person.completion_code()
    assert len(completion) == 10
    assert person.kept() == {}
    stored = laboratory.rows("whole", "position, value, is_practice, answer_ms")
    assert [json.loads(value) for _, value, _, _ in stored] == given
    assert [is_practice for *_, is_practice, _ in stored] == [1, 0, 0, 0]
    assert all(answer_ms > 0 for *_, answer_ms in stored)
    drawn = laboratory.drawings("whole", "category, sketch, drawing_ms")
    assert len(drawn) == 3
    for category, sketch, drawing_ms in drawn:
        assert category == "chair" and drawing_ms > 0
        strokes = json.loads(sketch)["strokes"]
        assert len(strokes) == 3 and strokes[0]["kind"] == "mouse"
        assert strokes[-1]["t"][-1] > 0
