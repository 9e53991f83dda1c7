"""A participant at the real page: every kind of trial, and every way to use it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import orjson
import pytest
from playwright.sync_api import expect

from sketchapp.study.build_items import photo_uri
from sketchapp.study.codes import plain_code
from sketchapp.study.items import parse_items
from tests.browser.laboratory import SHORT, Laboratory, Participant
from tests.made_datasets import draw_photo, outline
from tests.study.made import (
    choice_block,
    choice_item,
    drawing,
    preference_block,
    retrieval_block,
)

pytestmark = pytest.mark.browser

Visit = Callable[..., Participant]
BLUE, VERMILION = "0,92,197", "204,78,0"


def test_a_whole_retrieval_study_with_practice(laboratory: Laboratory, visit: Visit) -> None:
    block = retrieval_block(trials=2, practice=1, attention=1, categories=["chair", "shoe"])
    person = visit(laboratory.open_study("whole", blocks=[block]))
    person.begin("P01")
    page = person.page
    person.expect_number(1, 4)
    expect(page.locator(".practice-badge")).to_be_visible()
    current = page.locator(".guide [aria-current=step]")
    expect(current).to_have_text("Choose what you want to draw.")
    given = []
    for number in range(1, 5):
        person.expect_number(number, 4)
        expect(page.locator("main h2")).to_be_focused()
        if page.get_by_role("heading", name="A short check").is_visible():
            asked = page.locator("legend").inner_text().split()[2]
            page.locator(f'.scale input[value="{asked}"]').check(force=True)
            person.submit.click()
            given.append({"step": float(asked), "expected": float(asked)})
        else:
            page.get_by_label("chair").check(force=True)
            given.append({"ratings": person.complete_trial()})
    assert len(person.completion_code()) == 10
    assert person.kept() == {} and laboratory.labels("whole") == ["P01"]
    stored = laboratory.rows("whole", "position, value, is_practice, answer_ms")
    assert [json.loads(value) for _, value, _, _ in stored] == given
    assert [is_practice for *_, is_practice, _ in stored] == [1, 0, 0, 0]
    assert all(answer_ms > 0 for *_, answer_ms in stored)
    drawn = laboratory.drawings("whole", "category, sketch, drawing_ms")
    assert len(drawn) == 3
    for category, sketch, drawing_ms in drawn:
        strokes = json.loads(sketch)["strokes"]
        assert category == "chair" and len(strokes) == 3 and strokes[0]["kind"] == "mouse"
        assert 0 < strokes[-1]["t"][-1] < drawing_ms
    page.get_by_role("button", name="Close and clear").click()
    expect(page.get_by_label("Label from your lab")).to_have_value("")


def test_nothing_is_chosen_before_and_all_must_be_rated(
    laboratory: Laboratory, visit: Visit
) -> None:
    person = visit(laboratory.open_study("nothing", blocks=[retrieval_block(practice=0)]))
    person.begin()
    assert person.page.locator("input[type=radio]:checked").count() == 0
    person.find.click()
    expect(person.status).to_have_text("Choose first what you want to draw.")
    person.page.get_by_label("shoe").check(force=True)
    expect(person.status).to_have_text("")
    person.find.click()
    expect(person.status).to_have_text("The paper is empty. Draw something first.")
    photos = person.find_photos()
    assert photos.count() > 1
    assert person.page.locator("input[type=radio]:checked").count() == 0
    told = person.page.locator(".rated-photo").all_inner_texts()
    assert all(not re.search(r"ours|softmax|triplet|\bp\d", text) for text in told)
    photos.nth(0).locator('input[value="2.5"]').check(force=True)
    person.submit.click()
    expect(person.status).to_have_text("Please rate every photo.")
    expect(photos.nth(1).locator("input").first).to_be_focused()
    photos.nth(1).locator('input[value="2.5"]').check(force=True)
    expect(person.status).to_have_text("")
    assert laboratory.rows("nothing") == []


def test_preferences_of_both_scales(laboratory: Laboratory, visit: Visit) -> None:
    blocks = [
        preference_block(trials=2),
        preference_block(name="seven", trials=1, scale="comparison"),
    ]
    person = visit(laboratory.open_study("prefer", blocks=blocks))
    person.begin()
    for number, answer in enumerate(("A is better", "B is better", "B is slightly better"), 1):
        person.expect_number(number, 3)
        expect(person.page.get_by_role("img", name="Drawing B")).to_be_visible()
        assert "27,31,36" in person.inks(".pair .drawn")
        person.page.get_by_label(answer, exact=True).check(force=True)
        person.submit.click()
    person.completion_code()
    values = [json.loads(value)["preference"] for _, value in laboratory.rows("prefer")]
    assert values == [-1, 1, 1]


def test_choices_in_the_colours_of_the_app(laboratory: Laboratory, visit: Visit) -> None:
    person = visit(laboratory.open_study("choose", blocks=[choice_block(trials=2)]))
    person.begin()
    for number in (1, 2):
        person.expect_number(number, 2)
        expect(person.page.locator("legend")).to_contain_text("recognised correctly")
        expect(person.page.locator(".colour-legend")).to_contain_text("speaks for it")
        assert {BLUE, VERMILION} & person.inks(".option .drawn")
        person.submit.click()
        expect(person.status).to_have_text("Please choose an answer first.")
        person.page.get_by_label("Answer C").check(force=True)
        expect(person.status).to_have_text("")
        person.submit.click()
    person.completion_code()
    assert [json.loads(value)["place"] for _, value in laboratory.rows("choose")] == [2, 2]


def test_texts_and_photos_to_choose_from(
    laboratory: Laboratory, visit: Visit, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.png"
    draw_photo(photo, outline(np.random.default_rng(0)))
    shapes = {
        "fairness-photo": {"photo": photo_uri(photo)},
        "fairness-category": {"text": "A <b>boat</b>"},
    }
    made = [
        choice_item(at, question)
        | {"explanation": "psla", "stimulus": drawing([[0.9, 0.01, -0.9], [0.5, -0.5]])}
        | {"options": [{"id": one} | shape for one in "abcd"]}
        for at, (question, shape) in enumerate(shapes.items())
    ]
    items = parse_items(orjson.dumps({"version": 1, "items": made}))
    blocks = [
        choice_block(name=question, question=question, explanation="psla", trials=1)
        for question in shapes
    ]
    person = visit(laboratory.open_study("options", items=items, blocks=blocks))
    person.begin()
    person.expect_number(1, 2)
    along = person.inks(".stimulus .drawn")
    assert {BLUE, VERMILION} <= along and len(along) > 2  # by point, not by stroke
    for image in person.page.locator(".option img").all():
        expect(image).not_to_have_js_property("naturalWidth", 0)
    person.page.get_by_label("Answer B").check(force=True)
    person.submit.click()
    person.expect_number(2, 2)
    expect(person.page.locator("legend")).to_contain_text("For what?")
    person.page.get_by_label("A <b>boat</b>").first.check(force=True)
    person.submit.click()
    person.completion_code()
    assert [json.loads(value)["place"] for _, value in laboratory.rows("options")] == [1, 0]


def test_a_code_goes_on_in_another_browser(laboratory: Laboratory, visit: Visit) -> None:
    address = laboratory.address("first")
    first = visit(address)
    code = first.begin()
    first.complete_trial()
    first.expect_number(2, 2)
    other = visit(laboratory.server.address + "study", disturbed=True)
    other.page.get_by_label("Your code").fill("0" * 26)
    other.page.get_by_role("button", name="Go on with this code").click()
    expect(other.trouble).to_contain_text("No participant has this code")
    typed = f"{code[:9].lower()} {code[9:20]}-{code[20:]}"
    other.page.get_by_label("Your code").fill(typed)
    other.page.get_by_label("Your code").press("Enter")
    other.expect_number(2, 2)
    assert other.page.url == address
    other.complete_trial()
    assert len(other.completion_code()) == 10
    first.page.reload()
    first.completion_code()


def test_deleting_by_code(laboratory: Laboratory, visit: Visit, tmp_path: Path) -> None:
    person = visit(laboratory.open_study("delete", blocks=[SHORT]))
    person.begin()
    person.complete_trial()
    person.expect_number(2, 2)
    backup = laboratory.back_up(tmp_path)
    page = person.page
    page.get_by_role("button", name="Delete my data").click()
    page.get_by_role("button", name="Cancel").click()
    assert laboratory.labels("delete") == [None]
    page.get_by_role("button", name="Delete my data").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", name="Your data is deleted")).to_be_focused()
    expect(page.locator("main")).to_contain_text("answers 1, drawings 1")
    expect(page.locator(".backups")).to_have_text(backup.name)
    assert laboratory.labels("delete") == [] and laboratory.rows("delete") == []
    assert person.kept() == {}


def test_a_shared_computer_forgets(laboratory: Laboratory, visit: Visit) -> None:
    person = visit(laboratory.open_study("shared", blocks=[SHORT]))
    code = person.begin()
    person.draw()
    assert {key for key in person.kept() if code in key} and len(person.kept()) == 3
    person.page.get_by_role("button", name="forget me here").click()
    dialog = person.page.get_by_role("dialog")
    expect(dialog).to_contain_text("not stored yet")
    assert plain_code(dialog.locator("output").inner_text()) == code
    dialog.get_by_role("button", name="Forget me here").click()
    expect(person.page.get_by_label("Label from your lab")).to_be_visible()
    assert person.kept() == {}
    assert laboratory.labels("shared") == [None]


def test_keys_alone(laboratory: Laboratory, visit: Visit) -> None:
    person = visit(laboratory.open_study("keys", blocks=[SHORT | {"trials": 1}]))
    page, press = person.page, person.page.keyboard.press
    expect(page.locator("main h2")).to_have_text("Before you begin")
    press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    person.tab_to(page.get_by_label("Label from your lab"))
    page.keyboard.type("P02")
    person.tab_to(page.get_by_role("button", name="I agree"))
    press("Enter")
    expect(page.locator("main h2")).to_have_text("Your code")
    person.tab_to(page.get_by_role("button", name="I have noted it"))
    press("Enter")
    person.expect_number(1, 1)
    person.tab_to(person.stage)
    press("Space")
    for _ in range(4):
        press("ArrowRight")
        press("ArrowDown")
    press("Space")
    person.tab_to(person.find)
    press("Enter")
    for photo in person.photos().all():
        person.tab_to(photo.locator("input").first)
        outline = photo.locator("label").first.evaluate("e => getComputedStyle(e).outlineWidth")
        assert outline == "3px"
        for _ in range(3):
            press("ArrowRight")
    person.tab_to(person.submit)
    press("Enter")
    person.completion_code()
    ((_, value),) = laboratory.rows("keys")
    assert set(json.loads(value)["ratings"]) == {2.5}
    ((sketch,),) = laboratory.drawings("keys", "sketch")
    (stroke,) = json.loads(sketch)["strokes"]
    assert stroke["kind"] == "keyboard" and len(stroke["x"]) == 9


def test_german(laboratory: Laboratory, visit: Visit) -> None:
    address = laboratory.open_study("german", language="de", blocks=[SHORT | {"trials": 1}])
    page = visit(address).page
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("button", name="Ich willige ein und beginne").click()
    page.get_by_role("button", name="Ich habe ihn notiert").click()
    expect(page.get_by_role("button", name="Radierer")).to_be_visible()
    person = Participant(page)
    person.draw()
    page.get_by_role("button", name="Fotos suchen").click()
    photos = person.photos()
    assert "4,5" in photos.first.inner_text()
    page.get_by_label("Sprache").select_option("en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "4.5" in photos.first.inner_text() and "Photo A" in photos.first.inner_text()
    page.reload()
    expect(page.locator("main h2")).to_have_text("Rate what was found")


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_phone_shows_all_of_it(laboratory: Laboratory, visit: Visit, language: str) -> None:
    blocks = [
        retrieval_block(trials=1, practice=0, attention=0),
        preference_block(trials=1, scale="comparison"),
        choice_block(trials=1),
    ]
    address = laboratory.open_study(f"phone-{language}", language=language, blocks=blocks)
    small = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "color_scheme": "dark"}
    person = visit(address, **small)
    page = person.page
    go_on = page.locator("main button.primary")
    page.locator("#large").check()
    for _ in range(2):
        expect(go_on).to_be_visible()
        person.expect_to_fit()
        go_on.click()
    page.locator(".options input").first.check(force=True)
    person.expect_to_fit()
    person.swipe((0.2, 0.2), (0.8, 0.9))
    assert page.evaluate("window.scrollY") == person.scrolled
    go_on.click()
    person.rate(person.photos())
    person.expect_to_fit()
    ((sketch,),) = laboratory.drawings(f"phone-{language}", "sketch")
    assert {stroke["kind"] for stroke in json.loads(sketch)["strokes"]} == {"touch"}
    go_on.click()
    for part in (".pair", ".option"):
        expect(page.locator(part).first).to_be_visible()
        person.expect_to_fit()
        page.locator(".options input").first.check(force=True)
        go_on.click()
    expect(page.locator("output.code").first).to_be_visible()
    person.expect_to_fit()


def test_headings_and_names_for_screen_readers(laboratory: Laboratory, visit: Visit) -> None:
    person = visit(laboratory.address("first"))
    person.begin()
    person.find_photos()
    page = person.page
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map((e) => Number(e.tagName[1]))")
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    unnamed = "all => all.filter((e) => !e.labels[0].textContent.trim()).length"
    assert page.locator("main input").evaluate_all(unnamed) == 0
    expect(page.get_by_role("group", name="Photo A")).to_be_visible()
    expect(page.get_by_role("img", name="Photo A")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("The photos are there.")


def test_open_studies_are_listed(laboratory: Laboratory, visit: Visit) -> None:
    person = visit(laboratory.server.address + "study")
    links = person.page.locator(".studies a")
    expect(links.first).to_be_visible()
    hrefs = links.evaluate_all("all => all.map((one) => one.href)")
    assert laboratory.address("first") in hrefs
    person.page.goto(laboratory.address("first"))
    expect(person.page.locator(".consent")).to_have_text("You draw, and we keep what you draw.")


def test_a_break_is_offered_after_ten_answers(laboratory: Laboratory, visit: Visit) -> None:
    block = SHORT | {"trials": 1, "attention": 10}
    person = visit(laboratory.open_study("break", blocks=[block]))
    person.begin()
    person.complete_trial()
    for number in range(2, 11):
        person.expect_number(number, 11)
        person.page.locator(".scale input").first.check(force=True)
        person.submit.click()
    person.expect_number(11, 11)
    expect(person.status).to_contain_text("short break")
    assert len(laboratory.rows("break")) == 10
