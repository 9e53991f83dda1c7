from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from benchmarks.page_client import PageClient, read_reply
from sketchapp.errors import SketchAppError
from sketchapp.sketch import Sketch

ANSWER = {"revision": 7, "values": {"ids": [3, 5], "strokes": [0.5, -1.0]}, "stages": {"raster": 1}}
LINE = Sketch.from_polylines([[[0.1, 0.1], [0.9, 0.9]]])


def test_a_reply_holds_what_the_answer_says_of_the_sketch_without_revision_and_times():
    reply = read_reply(json.dumps(ANSWER))
    assert (reply.revision, reply.stroke_ids, reply.error) == (7, (3, 5), None)
    assert json.loads(reply.content) == {"values": ANSWER["values"]}


def test_a_refusal_is_an_error():
    assert read_reply('{"revision": 2, "error": "too many"}').error == "too many"


def test_questions_go_to_the_canvas_in_a_session_of_their_own():
    seen = []

    def serve(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/config":
            return httpx.Response(200, json=page_with(("HTML", 1), ("SketchCanvas", 4)))
        seen.append(json.loads(request.content))
        return httpx.Response(200, json=json.dumps(ANSWER))

    reply = asyncio.run(ask_once(serve))
    (call,) = seen
    assert (call["component_id"], call["fn_name"], call["session_hash"]) == (
        4,
        "answer_sketch",
        "me",
    )
    assert call["data"]["revision"] == 7
    assert json.loads(call["data"]["sketch"])["strokes"][0]["x"] == [0.1, 0.9]
    assert reply.stroke_ids == (3, 5) and reply.took_ms > 0


@pytest.mark.parametrize(
    "response", [httpx.Response(500), httpx.Response(200, json="no JSON"), httpx.Response(200)]
)
def test_what_the_server_does_wrong_is_an_error_of_the_reply(response: httpx.Response):
    config = httpx.Response(200, json=page_with(("SketchCanvas", 4)))
    reply = asyncio.run(ask_once(lambda r: config if r.url.path == "/config" else response))
    assert reply.error


def test_a_page_without_a_canvas_is_refused():
    with pytest.raises(SketchAppError, match="0 canvases"):
        asyncio.run(ask_once(lambda _: httpx.Response(200, json=page_with(("HTML", 1)))))


def page_with(*components: tuple[str, int]) -> dict[str, object]:
    return {
        "components": [
            {"id": number, "props": {"component_class_name": name}} for name, number in components
        ]
    }


async def ask_once(serve):
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(serve), base_url="http://page/"
    ) as client:
        page = await PageClient.connect(client)
        return await page.ask("me", 7, LINE)
