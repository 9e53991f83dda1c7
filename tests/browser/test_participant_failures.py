"""When things go wrong for a participant: nothing acknowledged is lost, a sentence says what is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.hand import BACK, SEAT
from tests.browser.laboratory import PATIENT_MS, SHORT, Laboratory, Participant

pytestmark = pytest.mark.browser

Visit = Callable[..., Participant]
ANSWER = re.compile("/study/api/answer$")
WRONG_CLOCK = """
(() => {
  const Real = Date;
  let leap = 1;
  const wrong = () => 4e12 + (leap = -2 * leap) * 1e9;
  window.Date = class extends Real {
    constructor(...given) { super(...(given.length ? given : [wrong()])); }
    static now() { return wrong(); }
  };
})();
"""


def begun(laboratory: Laboratory, visit: Visit, study: str) -> Participant:
    """Somebody in the first of two trials of a study of their own."""
    person = visit(laboratory.open_study(study, blocks=[SHORT]), disturbed=True)
    person.begin()
    person.expect_number(1, 2)
    return person


def test_a_kill_after_an_acknowledgement_and_on(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "killed")
    person.complete_trial()
    person.expect_number(2, 2)
    laboratory.server.stop()  # kill -9
    assert len(laboratory.rows("killed")) == 1
    person.draw()
    person.find.click()
    expect(person.trouble).to_contain_text("The server does not answer")
    laboratory.server.start()
    person.page.get_by_role("button", name="Try again").click()
    person.rate(person.photos())
    person.submit.click()
    person.completion_code()
    assert [position for position, _ in laboratory.rows("killed")] == [0, 1]


def test_a_restart_between_two_trials_is_not_noticed(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "restarted")
    person.complete_trial()
    person.expect_number(2, 2)
    laboratory.server.stop()
    laboratory.server.start()
    person.complete_trial()
    person.completion_code()
    assert len(laboratory.rows("restarted")) == 2


def test_the_network_is_lost_in_mid_answer_and_comes_back(
    laboratory: Laboratory, visit: Visit
) -> None:
    person = begun(laboratory, visit, "offline")
    given = person.rate(person.find_photos())
    person.page.context.set_offline(True)
    expect(person.trouble).to_contain_text("no connection to the network")
    person.submit.click()
    expect(person.trouble).to_contain_text("will be sent as soon as")
    person.page.wait_for_timeout(1500)  # a try by itself fails too
    assert laboratory.rows("offline") == []
    person.page.context.set_offline(False)
    person.expect_number(2, 2)
    expect(person.trouble).to_be_empty()
    ((_, value),) = laboratory.rows("offline")
    assert json.loads(value)["ratings"] == given


def test_a_lost_acknowledgement_leaves_one_row(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "lost")
    photos = person.find_photos()
    sent = []

    def lose(route: Route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            assert route.fetch().status == 200  # it arrived, and nobody hears of it
            route.abort()
        else:
            route.continue_()

    person.page.route(ANSWER, lose)
    person.rate(photos)
    person.submit.click()
    person.expect_number(2, 2)
    assert len(sent) == 2 and sent[0] == sent[1]
    assert laboratory.rows("lost", "id") == [(sent[0]["id"],)]


def test_beginning_twice_is_one_participant_and_another_label_another(
    laboratory: Laboratory, visit: Visit
) -> None:
    address = laboratory.open_study("twice", blocks=[SHORT])
    person = visit(address, disturbed=True)
    page = person.page

    def lose(route: Route) -> None:
        assert route.fetch().status == 200
        route.abort()

    for label in ("P03", "P04"):
        page.route("**/participants", lose)
        page.get_by_label("Label from your lab").fill(label)
        page.get_by_role("button", name="I agree").click()
        expect(person.trouble).to_contain_text("The server does not answer")
        page.unroute("**/participants")
        page.reload()
    person.begin("P04")
    person.expect_number(1, 2)
    assert laboratory.labels("twice") == ["P03", "P04"]


def test_a_reload_in_mid_drawing(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "redrawn")
    person.draw(SEAT)
    person.page.reload()
    person.expect_number(1, 2)
    person.draw(BACK)
    person.find.click()
    person.photos()
    ((sketch, drawing_ms),) = laboratory.drawings("redrawn", "sketch, drawing_ms")
    times = [stroke["t"] for stroke in json.loads(sketch)["strokes"]]
    assert len(times) == 2 and times[1][0] > times[0][-1]
    assert drawing_ms > 0


def test_a_reload_in_mid_answer(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "reread")
    photos = person.find_photos()
    shown = photos.locator("img").evaluate_all("all => all.map((image) => image.src)")
    photos.first.locator('input[value="3.5"]').check(force=True)
    person.page.reload()
    photos = person.photos()
    assert photos.locator("img").evaluate_all("all => all.map((image) => image.src)") == shown
    expect(photos.first.locator('input[value="3.5"]')).to_be_checked()
    assert person.page.locator("input[type=radio]:checked").count() == 1


def test_a_reload_while_an_answer_waits_sends_it(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "waiting")
    photos = person.find_photos()
    person.page.route(ANSWER, lambda route: route.abort())
    given = person.rate(photos)
    person.submit.click()
    expect(person.trouble).to_contain_text("The server does not answer")
    person.page.reload()
    expect(person.trouble).to_contain_text("The server does not answer")
    person.page.unroute(ANSWER)
    person.page.get_by_role("button", name="Try again").click()
    person.expect_number(2, 2)
    ((_, value),) = laboratory.rows("waiting")
    assert json.loads(value)["ratings"] == given


def test_two_tabs_and_a_double_click_leave_one_row(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "tabs")
    second = visit(laboratory.address("tabs"), context=person.page.context, disturbed=True)
    third = visit(laboratory.address("tabs"), context=person.page.context, disturbed=True)
    third.expect_number(1, 2)
    photos = person.find_photos()
    second.page.reload()
    second.photos().locator('input[value="1"]').evaluate_all("all => all.map((e) => e.click())")
    given = person.rate(photos)
    person.submit.dblclick()
    person.expect_number(2, 2)
    second.submit.dblclick()
    second.expect_number(2, 2)
    third.draw()
    third.find.click()
    third.expect_number(2, 2)
    expect(third.status).to_contain_text("answered in another tab")
    ((_, value),) = laboratory.rows("tabs")
    assert json.loads(value)["ratings"] == given
    assert len(laboratory.drawings("tabs", "id")) == 1


def test_a_wrong_clock_changes_nothing(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "clock")
    person.page.context.add_init_script(WRONG_CLOCK)
    person.page.reload()
    first, then = (person.page.evaluate("Date.now()") for _ in range(2))
    assert abs(then - first) > 1e9
    person.complete_trial()
    person.expect_number(2, 2)
    ((answer_ms,),) = laboratory.rows("clock", "answer_ms")
    ((sketch, drawing_ms),) = laboratory.drawings("clock", "sketch, drawing_ms")
    assert 0 < answer_ms < 60_000 and 0 < drawing_ms < 60_000
    times = [t for stroke in json.loads(sketch)["strokes"] for t in stroke["t"]]
    assert times == sorted(times) and times[-1] < 60_000


def test_a_locked_database_is_a_sentence_and_one_row(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "locked")
    person.rate(person.find_photos())
    with laboratory.locked():
        person.submit.click()
        expect(person.trouble).to_contain_text("could not be stored", timeout=PATIENT_MS)
        expect(person.trouble).to_contain_text("try again")
        expect(person.status).to_have_text("Storing your answer…")
        assert "Traceback" not in person.page.locator("body").inner_text()
    person.expect_number(2, 2)
    assert len(laboratory.rows("locked")) == 1


def test_a_protocol_that_changes_meanwhile(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "changed")
    newcomer = visit(laboratory.address("changed"), disturbed=True)
    expect(newcomer.page.locator(".consent")).to_contain_text("You draw")
    laboratory.open_study(
        "changed",
        revision=2,
        consent={"version": "2", "text": "Now with more."},
        blocks=[SHORT | {"trials": 3}],
    )
    person.complete_trial()
    person.expect_number(2, 2)
    newcomer.page.get_by_role("button", name="I agree").click()
    expect(newcomer.trouble).to_contain_text("The consent text has changed")
    newcomer.page.get_by_role("button", name="Read it again").click()
    expect(newcomer.page.locator(".consent")).to_have_text("Now with more.")
    newcomer.begin()
    newcomer.expect_number(1, 3)
    person.complete_trial()
    person.completion_code()


def test_a_drawing_without_an_end(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "endless")
    person.draw(SEAT)
    person.lengthen_drawing(strokes=5, points=9_999)
    person.draw(BACK)
    person.draw(BACK)
    expect(person.page.locator(".stage .status")).to_contain_text("The paper is full")
    person.lengthen_drawing(strokes=6, points=10_000)
    person.find.click()
    expect(person.trouble).to_contain_text("This was not accepted")
    expect(person.trouble).to_contain_text("points")
    person.page.get_by_role("button", name="Clear").click()
    person.complete_trial()
    person.expect_number(2, 2)


def test_a_participant_who_was_deleted_elsewhere(laboratory: Laboratory, visit: Visit) -> None:
    person = begun(laboratory, visit, "elsewhere")
    other = visit(laboratory.address("elsewhere"), context=person.page.context, disturbed=True)
    other.page.get_by_role("button", name="Delete my data").click()
    other.page.get_by_role("button", name="Delete everything").click()
    expect(other.page.get_by_role("heading", name="Your data is deleted")).to_be_visible()
    person.draw()
    person.find.click()
    expect(person.trouble).to_contain_text("No participant has this code")
    person.page.get_by_role("button", name="Go on").click()
    person.page.get_by_role("button", name="Load the page again").click()
    expect(person.page.get_by_label("Label from your lab")).to_be_visible()
    assert person.kept() == {}


def test_a_photo_that_fails_comes_again_before_it_can_be_rated(
    laboratory: Laboratory, visit: Visit
) -> None:
    person = begun(laboratory, visit, "photos")
    failed = []

    def fail_once(route: Route) -> None:
        failed.append(route.request.url)
        route.abort() if len(failed) == 1 else route.continue_()

    person.page.route(re.compile("/photos/"), fail_once)
    person.rate(person.find_photos())
    assert len(failed) > 1 and any("again=1" in address for address in failed)
    person.submit.click()
    person.expect_number(2, 2)
