"""A participant over HTTP, without a browser."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from sketchapp.sketch.formats.sketch_json import document_of_sketch
from sketchapp.study.codes import new_code
from sketchapp.study.database import Database
from sketchapp.study.desk import StudyDesk
from sketchapp.study.limits import FailureLimit
from sketchapp.study.passwords import hash_password
from sketchapp.ui.results_route import Sessions, results_routes
from sketchapp.ui.study_route import BODY_BYTES, study_routes
from tests.study.life import MadeFinder, Person, new_id, opened
from tests.study.made import CROSS, made_bundle

PASSWORD = "correct horse battery"
API = "/study/api"


@pytest.fixture
def desk(tmp_path: Path) -> StudyDesk:
    url = f"sqlite:///{tmp_path / 'studies.sqlite'}"
    with Database(url) as database:
        opened(database, made_bundle())
    return StudyDesk(url, MadeFinder())


def client_of(desk: StudyDesk, **limits: Any) -> TestClient:
    routes = [*study_routes(desk, **limits), *results_routes(desk, hash_password(PASSWORD))]
    return TestClient(Starlette(routes=routes), raise_server_exceptions=False)


@pytest.fixture
def client(desk: StudyDesk) -> TestClient:
    return client_of(desk)


def begin(client: TestClient) -> str:
    code = new_code()
    sent = {"code": code, "consent_version": "1", "label": "P01"}
    answer = client.post(f"{API}/studies/made/participants", json=sent)
    assert answer.status_code == 200 and answer.json()["answered"] == 0
    client.headers["authorization"] = f"Bearer {code}"
    return code


def answer_to(trial: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "retrieval": lambda: {"ratings": [3.5] * len(trial["photos"]["photo_ids"])},
        "preference": lambda: {"preference": 1},
        "choice": lambda: {"option": trial["options"][0]["id"]},
        "attention": lambda: {"step": trial["step"]},
    }
    own = fields[trial["kind"]]()
    return {"id": new_id(), "position": trial["position"], "answer_ms": 1200.5} | own


def test_a_whole_life_over_http(client: TestClient) -> None:
    (study,) = client.get(f"{API}/studies").json()
    assert study["study"] == "made" and study["consent"].startswith("You draw")
    begin(client)
    refused = client.post(f"{API}/finish")
    assert refused.status_code == 409 and "no answer yet" in refused.json()["error"]
    while (trial := client.get(f"{API}/trial").json()) is not None:
        if trial["kind"] == "retrieval":
            sent = {"id": new_id(), "position": trial["position"], "category": "chair"}
            sent |= {"sketch": document_of_sketch(CROSS), "drawing_ms": 2000}
            shown = client.put(f"{API}/drawing", json=sent)
            assert shown.status_code == 200 and len(shown.json()["photo_ids"]) == 2
            trial = client.get(f"{API}/trial").json()
            assert trial["sketch"] == document_of_sketch(CROSS)
        sent = answer_to(trial)
        first, again = (client.put(f"{API}/answer", json=sent) for _ in range(2))
        assert (first.json()["is_repeat"], again.json()["is_repeat"]) == (False, True)
        assert first.headers["cache-control"] == "no-store"
    assert len(client.post(f"{API}/finish").json()["completion_code"]) == 10
    assert client.get(f"{API}/participant").json()["is_finished"]
    deleted = client.delete(f"{API}/participant").json()
    assert deleted["answers"] == 13 and deleted["drawings"] == 4
    assert client.get(f"{API}/participant").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/trial", b"", 404),
        ("GET", "/studies/other", b"", 404),
        ("POST", "/studies/made/participants", b"{", 400),
        ("POST", "/studies/made/participants", b'{"code": "x", "consent_version": "1"}', 404),
        ("PUT", "/answer", b"[]", 404),
        ("PUT", "/answer", b"x" * (BODY_BYTES + 1), 400),
        ("DELETE", "/participant", b"", 404),
    ],
)
def test_refusals_are_sentences(
    client: TestClient, method: str, path: str, body: bytes, status: int
) -> None:
    answer = client.request(method, API + path, content=body)
    assert answer.status_code == status
    refusal = answer.json()
    assert set(refusal) == {"error", "retry"} and not refusal["retry"]
    assert "Traceback" not in refusal["error"] and "pydantic" not in refusal["error"]


def test_guessing_codes_ends_soon_and_a_right_code_alone_never_does(desk: StudyDesk) -> None:
    client = client_of(desk, limit=FailureLimit(most=3, most_together=9, window_s=60.0))
    begin(client)
    for _ in range(20):
        assert client.get(f"{API}/trial").status_code == 200
    guesses = [
        client.get(f"{API}/trial", headers={"authorization": f"Bearer {new_code()}"}).status_code
        for _ in range(5)
    ]
    assert guesses == [404, 404, 404, 429, 429]


def test_looking_for_a_study_that_is_not_open_is_no_guess(desk: StudyDesk) -> None:
    client = client_of(desk, limit=FailureLimit(most=3, most_together=9, window_s=60.0))
    begin(client)
    looks = [client.get(f"{API}/studies/closed").status_code for _ in range(10)]
    sent = {"code": new_code(), "consent_version": "1"}
    looks += [client.post(f"{API}/studies/other/participants", json=sent).status_code]
    assert looks == [404] * 11
    assert client.get(f"{API}/trial").status_code == 200


def test_a_busy_database_is_a_sentence_and_a_retry_is_asked_for(
    desk: StudyDesk, client: TestClient
) -> None:
    begin(client)
    desk.service().database.path.rename(desk.service().database.path.with_name("away"))
    answer = client.get(f"{API}/trial")
    assert answer.status_code == 503 and answer.json()["retry"]
    assert "try again" in answer.json()["error"]


def test_a_mistake_of_ours_is_a_sentence_and_a_trace_in_the_log(
    desk: StudyDesk, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    begin(client)
    desk.service().next_trial = broken  # type: ignore[method-assign]
    with caplog.at_level(logging.ERROR):
        answer = client.get(f"{API}/trial")
    assert answer.status_code == 500 and "our side" in answer.json()["error"]
    assert "ZeroDivisionError" in caplog.text and "ZeroDivisionError" not in answer.text


def test_a_server_without_studies_says_so(tmp_path: Path) -> None:
    desk = StudyDesk(f"sqlite:///{tmp_path / 'none.sqlite'}", MadeFinder())
    desk.start()
    client = client_of(desk, limit=FailureLimit(most=1, most_together=1, window_s=60.0))
    for _ in range(3):
        answer = client.get(f"{API}/studies")
        assert answer.status_code == 404 and "no study" in answer.json()["error"]
    assert not (tmp_path / "none.sqlite").exists()


def test_results_need_the_password(desk: StudyDesk, client: TestClient) -> None:
    person = Person(desk.service()).begin().answer_all()
    form = client.get("/results")
    assert "password" in form.text and "made" not in form.text
    assert client.get("/results.json?study=made").status_code == 403
    wrong = client.post("/results", data={"password": "wrong"})
    assert wrong.status_code == 403 and "not the password" in wrong.text
    entered = client.post("/results", data={"password": PASSWORD}, follow_redirects=False)
    assert entered.status_code == 303
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and PASSWORD not in cookie
    listed = client.get("/results")
    assert 'href="results?study=made"' in listed.text and person.code not in listed.text
    page = client.get("/results?study=made")
    assert "Mean opinion scores" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    figures = client.get("/results.json?study=made").json()
    for one in figures["mos"]:
        assert f"<td>{one['mean']:.2f}</td>" in page.text
    assert client.get("/results?study=<b>").status_code == 404
    assert "<b>" not in client.get("/results?study=<b>").text


def test_guessing_the_password_ends_soon(client: TestClient) -> None:
    tries = [client.post("/results", data={"password": f"wrong {n}"}) for n in range(7)]
    assert [one.status_code for one in tries] == [403] * 5 + [429] * 2
    right = client.post("/results", data={"password": PASSWORD}, follow_redirects=False)
    assert right.status_code == 429


def test_without_a_password_nothing_is_shown(desk: StudyDesk) -> None:
    client = TestClient(Starlette(routes=results_routes(desk, None)))
    assert client.get("/results").status_code == 403
    assert client.post("/results", data={"password": ""}).status_code == 403
    assert client.get("/results.json?study=made").status_code == 403


def test_a_session_ends() -> None:
    now = [0.0]
    sessions = Sessions(clock=lambda: now[0])
    token = sessions.begin()
    assert sessions.has(token) and not sessions.has("") and not sessions.has(token + "x")
    now[0] = 8 * 3600.0 + 1
    assert not sessions.has(token)
