"""What the page asks of its server after a stroke, over HTTP and without a browser."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from time import perf_counter

import httpx

from sketchapp.errors import SketchAppError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import sketch_to_json

TIMEOUT_S = 20.0  # after this the page calls an answer lost (link.js)


@dataclass(frozen=True)
class Reply:
    """What came back for one question.

    content is all that the answer says about the sketch, as one text, so that two answers are the
    same if their texts are. error is a sentence where the question failed.
    """

    revision: int = -1
    stroke_ids: tuple[int, ...] = ()
    content: str = ""
    took_ms: float = 0.0
    error: str | None = None


class PageClient:
    """Asks as a page with a canvas does: each person has a session, all share the connections."""

    def __init__(self, client: httpx.AsyncClient, component: int) -> None:
        self.client, self.component = client, component

    @classmethod
    async def connect(cls, client: httpx.AsyncClient) -> PageClient:
        """Find the canvas on the page; client has the page's address as its base."""
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it has a line for every answer
        config = (await client.get("config")).raise_for_status().json()
        found = [
            component["id"]
            for component in config["components"]
            if component["props"].get("component_class_name") == "SketchCanvas"
        ]
        if len(found) != 1:
            raise SketchAppError(f"{client.base_url} has {len(found)} canvases; one is needed")
        return cls(client, found[0])

    async def ask(self, session: str, revision: int, sketch: Sketch) -> Reply:
        """One question and its answer; never raises for what the server or the network does."""
        message = {"revision": revision, "sketch": sketch_to_json(sketch)}
        call = {"component_id": self.component, "session_hash": session, "data": message}
        start = perf_counter()
        try:
            response = await self.client.post(
                "gradio_api/component_server/",
                json=call | {"fn_name": "answer_sketch"},
                timeout=TIMEOUT_S,
            )
            took_ms = (perf_counter() - start) * 1000
            return read_reply(response.raise_for_status().json(), took_ms)
        except (httpx.HTTPError, ValueError, KeyError) as error:
            return Reply(error=repr(error))


def read_reply(text: str, took_ms: float = 0.0) -> Reply:
    """The reply that a text of the server holds; ValueError or KeyError where it holds none."""
    fields = json.loads(text)
    if "error" in fields:
        return Reply(fields["revision"], error=fields["error"])
    about_sketch = {k: v for k, v in fields.items() if k not in ("revision", "stages")}
    return Reply(
        fields["revision"],
        tuple(fields["values"]["ids"]),
        json.dumps(about_sketch, sort_keys=True),
        took_ms,
    )
