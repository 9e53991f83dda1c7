import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from sketchapp.study.bundle import Bundle, read_bundle
from sketchapp.study.errors import ProtocolError
from sketchapp.study.items import parse_items, read_items
from sketchapp.study.protocol import MAX_FILE_BYTES, parse_protocol, read_protocol
from tests.study.made import (
    ITEMS,
    choice_block,
    choice_item,
    drawing,
    items_document,
    made_bundle,
    made_items,
    preference_block,
    protocol_document,
    retrieval_block,
)


def refusal(**changes: Any) -> str:
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(orjson.dumps(protocol_document(**changes)))
    return str(caught.value)


def test_what_is_written_is_read() -> None:
    protocol = parse_protocol(orjson.dumps(protocol_document()))
    assert [block.name for block in protocol.blocks] == ["rating", "cleaning", "transparency"]
    assert protocol.item_files == (ITEMS,)
    assert parse_protocol(protocol.model_dump_json()) == protocol


def test_the_paper_s_numbers_are_the_defaults() -> None:
    block = retrieval_block()
    del block["trials"], block["practice"]
    protocol = parse_protocol(orjson.dumps(protocol_document(blocks=[block])))
    assert (protocol.blocks[0].trials, protocol.blocks[0].practice) == (50, 1)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"version": 2}, "version"),
        ({"name": "Big Study"}, "name"),
        ({"name": "../x"}, "name"),
        ({"revision": 0}, "revision"),
        ({"revision": "1"}, "revision"),
        ({"titel": "x"}, "titel"),
        ({"consent": {"version": "1", "text": ""}}, "consent.text"),
        ({"consent": {"version": "1", "text": "x" * 20_001}}, "consent.text"),
        ({"blocks": []}, "blocks"),
        ({"blocks": [retrieval_block(trials=0)]}, "trials"),
        ({"blocks": [retrieval_block(), retrieval_block()]}, "different names"),
        ({"blocks": [retrieval_block(methods=[])]}, "methods"),
        ({"blocks": [retrieval_block(gallery="../x")]}, "gallery"),
        ({"blocks": [retrieval_block(name=n, trials=600) for n in ("a", "b")]}, "1000 are allowed"),
        ({"blocks": [preference_block(items="../../etc/passwd")]}, "items"),
        ({"blocks": [preference_block(variants=["sla", "sla"])]}, "differ"),
        ({"blocks": [choice_block(question="luck")]}, "question"),
        ({"exclusion": {"min_answered_share": 1.5}}, "min_answered_share"),
        ({"seed": float("nan")}, "seed"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], expected: str) -> None:
    assert expected in refusal(**changes)


def test_methods_have_different_names() -> None:
    twice = [{"name": "ours", "weights": f"{n}.safetensors"} for n in "ab"]
    assert "different names" in refusal(blocks=[retrieval_block(methods=twice)])


def test_a_missing_a_large_and_a_broken_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProtocolError, match="cannot be read"):
        read_protocol(tmp_path / "none.json")
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (MAX_FILE_BYTES + 1))
    with pytest.raises(ProtocolError, match="must be shorter"):
        read_protocol(large)
    with pytest.raises(ProtocolError, match="cannot be used"):
        parse_protocol("{")


def test_the_hash_covers_the_protocol_and_the_items_but_not_their_spaces(tmp_path: Path) -> None:
    first = made_bundle()
    assert made_bundle(revision=2).hash != first.hash
    protocol = first.protocol
    assert Bundle(protocol, {ITEMS: made_items(choices=5)}).hash != first.hash
    (tmp_path / "p.json").write_text(json.dumps(protocol_document(), indent=4))
    (tmp_path / ITEMS).write_text(json.dumps(items_document(), indent=2))
    assert read_bundle(tmp_path / "p.json").hash == first.hash
    assert read_items(tmp_path / ITEMS) == made_items()


def test_too_few_items_are_named() -> None:
    protocol = parse_protocol(orjson.dumps(protocol_document()))
    with pytest.raises(ProtocolError, match=r"'cleaning' needs 4 items.* has 3"):
        Bundle(protocol, {ITEMS: made_items(preferences=1)})
    with pytest.raises(ProtocolError, match=r"needs the items made\.items\.json"):
        Bundle(protocol)


def test_what_is_shown_of_an_item_holds_neither_the_answer_nor_its_source() -> None:
    shown = str(made_items().items[0].shown())  # type: ignore[union-attr]
    assert "true" not in shown and "secret" not in shown and "options" in shown


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"true": "z"}, "true one"),
        ({"options": [{"id": "a", "text": "x"}, {"id": "a", "text": "y"}]}, "differ"),
        ({"options": [{"id": "a", "text": "x"}, {"id": "b"}]}, "needs one of"),
        ({"stimulus": drawing([[0.1]])}, "values for"),
        ({"stimulus": {"sketch": {"version": 9, "strokes": []}}}, "version"),
        ({"options": [{"id": "a", "photo": "http://x/y"}, {"id": "b", "text": "x"}]}, "photo"),
    ],
)
def test_a_wrong_item_is_refused(change: dict[str, Any], expected: str) -> None:
    document = {"version": 1, "items": [choice_item(0) | change]}
    with pytest.raises(ProtocolError, match=expected):
        parse_items(orjson.dumps(document))


def test_items_differ() -> None:
    document = {"version": 1, "items": [choice_item(0), choice_item(0)]}
    with pytest.raises(ProtocolError, match="ids must differ"):
        parse_items(orjson.dumps(document))
