"""Protocols, items and sketches that the tests of the studies make up."""

from __future__ import annotations

from typing import Any

import orjson

from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import document_of_sketch
from sketchapp.study.bundle import Bundle
from sketchapp.study.items import Items, parse_items
from sketchapp.study.protocol import parse_protocol

CROSS = Sketch.from_polylines([[[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]], [[0.1, 0.9], [0.9, 0.1]]])
METHODS = ("ours", "softmax", "triplet")
ITEMS = "made.items.json"


def drawing(values: list[list[float]] | None = None) -> dict[str, Any]:
    return {"sketch": document_of_sketch(CROSS), "values": values}


def choice_item(number: int, question: str = "transparency-correct") -> dict[str, Any]:
    options = [{"id": one, "drawing": drawing([[0.1], [-0.2]])} for one in "abcd"]
    return {
        "kind": "choice",
        "id": f"choice-{number}",
        "question": question,
        "explanation": "sla",
        "options": options,
        "true": "abcd"[number % 4],
        "about": {"source": f"secret-{number}"},
    }


def preference_item(number: int) -> dict[str, Any]:
    drawings = {name: drawing() for name in ("drawn", "sla", "psla")}
    about = {"source": f"secret-{number}"}
    return {"kind": "preference", "id": f"pair-{number}", "drawings": drawings, "about": about}


def items_document(choices: int = 4, preferences: int = 2) -> dict[str, Any]:
    made = [choice_item(at) for at in range(choices)]
    made += [preference_item(at) for at in range(preferences)]
    return {"version": 1, "items": made}


def made_items(choices: int = 4, preferences: int = 2) -> Items:
    return parse_items(orjson.dumps(items_document(choices, preferences)))


def retrieval_block(**changes: Any) -> dict[str, Any]:
    methods = [{"name": name, "weights": f"{name}.safetensors"} for name in METHODS]
    block = {"kind": "retrieval", "name": "rating", "methods": methods}
    return block | {"trials": 3, "practice": 1, "attention": 1, "categories": []} | changes


def preference_block(**changes: Any) -> dict[str, Any]:
    block = {"kind": "preference", "name": "cleaning", "items": ITEMS, "trials": 4}
    return block | changes


def choice_block(**changes: Any) -> dict[str, Any]:
    block = {"kind": "choice", "name": "transparency", "items": ITEMS, "trials": 4}
    return block | {"question": "transparency-correct", "explanation": "sla"} | changes


def protocol_document(**changes: Any) -> dict[str, Any]:
    document = {
        "version": 1,
        "name": "made",
        "revision": 1,
        "title": "A made study",
        "consent": {"version": "1", "text": "You draw, and we keep what you draw."},
        "seed": 7,
        "order": "fixed",
        "blocks": [retrieval_block(), preference_block(), choice_block()],
    }
    return document | changes


def made_bundle(**changes: Any) -> Bundle:
    protocol = parse_protocol(orjson.dumps(protocol_document(**changes)))
    return Bundle(protocol, {name: made_items() for name in protocol.item_files})
