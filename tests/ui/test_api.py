"""The API as a program sees it, over HTTP, from the page that people see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image

from sketchapp.resources import Resources
from sketchapp.retrieval.live import Question
from sketchapp.sketch import RasterStyle, Sketch, rasterise
from sketchapp.sketch.formats.sketch_json import document_of_sketch
from sketchapp.ui.page import BODY_BYTES, build_page, launch_options
from sketchapp.ui.photo_route import photo_address

EMPTY = {"version": 1, "strokes": []}


@pytest.fixture(scope="module")
def address(small_resources: Resources) -> Iterator[str]:
    page = build_page(small_resources)
    options = launch_options(small_resources)
    _, url, _ = page.launch(**options, prevent_thread_lock=True, quiet=True)
    yield url
    page.close()


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


@pytest.fixture
def document(cross: Sketch) -> dict[str, Any]:
    return document_of_sketch(cross)


def test_strokes_get_values_with_their_ids(client: Client, document: dict, small_resources, cross):
    document["strokes"][0]["id"] = 41
    result = client.predict(document, api_name="/attribute_sketch")
    assert result["stroke_ids"] == [41, 1]
    assert [len(row) for row in result["values"]] == [1, 1]
    assert result["photo"] in {"p0", "p1", "p2", "p3"}


def test_points_get_values_for_the_photo_asked_for(client: Client, document: dict):
    result = client.predict(document, "psla", "p3", api_name="/attribute_sketch")
    assert result["photo"] == "p3"
    assert [len(row) for row in result["values"]] == [3, 2]


@pytest.mark.parametrize("granularity", ["sla", "psla"])
def test_a_sketch_is_cleaned_towards_a_photo(client: Client, document: dict, granularity: str):
    result = client.predict(document, "p3", granularity, -0.5, api_name="/clean_sketch")
    assert result["n_photos"] == 4 and 1 <= result["rank_after"] <= 4
    assert result["similarity_after"] >= result["similarity_before"]
    left = result["cleaned"]["strokes"]
    assert bool(result["flags"]) == (left != document["strokes"])
    assert left and all(flag["reason"] for flag in result["flags"])


@pytest.mark.parametrize(
    "wrong", [("nowhere",), ("p1", "points"), ("p1", "sla", 3.0), ("p1", "sla", None, "nowhere")]
)
def test_cleaning_refuses_in_a_sentence(client: Client, document: dict, wrong: tuple):
    with pytest.raises(AppError, match=r"not in the gallery|not found|allowed are|is not here"):
        client.predict(document, *wrong, api_name="/clean_sketch")


def test_photos_are_found_best_first(client: Client, document: dict):
    found = client.predict(document, 3, api_name="/retrieve_photos")
    similarities = [photo["similarity"] for photo in found]
    assert len(found) == 3
    assert similarities == sorted(similarities, reverse=True)
    shoes = client.predict(document, 3, "shoe", api_name="/retrieve_photos")
    assert [photo["category"] for photo in shoes] == ["shoe", "shoe"]


def test_a_level_can_be_asked_for(client: Client, document: dict):
    everything = (4, None, "shipped")
    coarse, fine = (
        client.predict(document, *everything, level, api_name="/retrieve_photos")
        for level in (0, 2)
    )
    assert [one["similarity"] for one in coarse] != [one["similarity"] for one in fine]
    photo = fine[1]
    explained = client.predict(
        document, "sla", photo["photo"], "shipped", 2, api_name="/attribute_sketch"
    )
    assert explained["similarity"] == pytest.approx(photo["similarity"], abs=1e-5)
    assert explained["level"] == 2
    assert 0 <= explained["certainty"] < 1


def test_without_a_level_the_retriever_decides(
    client: Client, document: dict, small_resources: Resources, cross: Sketch
):
    answer = small_resources.live.answer(Question(cross))
    result = client.predict(document, api_name="/attribute_sketch")
    assert answer.abstraction and result["level"] == answer.abstraction.level
    assert result["certainty"] == pytest.approx(1 - answer.entropy, abs=1e-5)
    assert result["trust"] is None  # not measured for these weights


def test_a_raster_is_what_a_model_sees(client: Client, document: dict, cross: Sketch):
    path = client.predict(document, 64, api_name="/rasterise_sketch")
    pixels = np.asarray(Image.open(path).convert("L"))
    ink = rasterise(cross, RasterStyle(64)).ink
    np.testing.assert_allclose(pixels, 255 * (1 - ink), atol=1)


@pytest.mark.parametrize(
    ("arguments", "endpoint", "words"),
    [
        (({"version": 2, "strokes": []},), "/attribute_sketch", "version"),
        ((EMPTY,), "/attribute_sketch", "no strokes"),
        (([],), "/retrieve_photos", "JSON object"),
        ((EMPTY, 1000), "/retrieve_photos", "allowed are 1 to 100"),
        ((EMPTY, 5, "cat"), "/retrieve_photos", "there are: chair, shoe"),
        ((EMPTY, 5000), "/rasterise_sketch", "allowed are 16 to 1024"),
        ((EMPTY, "big"), "/rasterise_sketch", "whole numbers only"),
        ((EMPTY, 2.5), "/retrieve_photos", "whole numbers only"),
        ((EMPTY, "foo"), "/attribute_sketch", "there are: sla, psla"),
        ((EMPTY, 5, None, "shipped", 3), "/retrieve_photos", "allowed are 0 (coarse) to 2"),
        ((EMPTY, 5, None, "shipped", "fine"), "/retrieve_photos", "level is 'fine'"),
        ((EMPTY, "sla", None, "shipped", -1), "/attribute_sketch", "level is -1"),
        ((EMPTY, "sla", None, "shipped", 0.5), "/attribute_sketch", "level is 0.5"),
        ((EMPTY, "sla", [1]), "/attribute_sketch", "photo [1] is not in the gallery"),
        ((EMPTY, "p1", "sla", "much"), "/clean_sketch", "delta is 'much'"),
    ],
)
def test_wrong_input_gets_a_sentence(client: Client, arguments: tuple, endpoint: str, words: str):
    with pytest.raises(AppError) as refused:
        client.predict(*arguments, api_name=endpoint)
    assert words in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_only_the_named_endpoints_are_offered(client: Client):
    offered = client.view_api(return_format="dict", print_info=False)
    assert set(offered["named_endpoints"]) == {
        "/attribute_sketch",
        "/retrieve_photos",
        "/rasterise_sketch",
        "/clean_sketch",
        "/classify_sketch",
        "/fool_sketch",
        "/generate_photo",
        "/find_ignored_strokes",
    }
    assert offered["unnamed_endpoints"] == {}


def test_the_tools_of_mcp_are_the_same(address: str):
    tools = httpx.get(f"{address}gradio_api/mcp/schema").json()
    assert {tool["name"] for tool in tools} == {
        "attribute_sketch",
        "retrieve_photos",
        "rasterise_sketch",
        "clean_sketch",
        "classify_sketch",
        "fool_sketch",
        "generate_photo",
        "find_ignored_strokes",
    }
    assert all(tool["description"] for tool in tools)


def test_the_classifier_answers_over_http(client: Client, document: dict):
    (guess,) = client.predict(document, 1, api_name="/classify_sketch")
    fooled = client.predict(document, "psla", 1, api_name="/fool_sketch")
    assert fooled["guess_before"] == guess and len(fooled["removed"]) == 1
    with pytest.raises(AppError, match="allowed are 1 to 50"):
        client.predict(document, "sla", 0, api_name="/fool_sketch")


def test_only_shared_galleries_are_searched(client: Client, document: dict):
    assert client.predict(document, 2, None, "shipped", api_name="/retrieve_photos")
    for endpoint, given in (("/retrieve_photos", (2, None)), ("/attribute_sketch", ("sla", None))):
        with pytest.raises(AppError, match="not here"):
            client.predict(document, *given, "0" * 32, api_name=endpoint)


def test_large_bodies_are_refused_before_they_are_read(address: str):
    response = httpx.post(f"{address}gradio_api/component_server/", content=b"x" * (BODY_BYTES + 1))
    assert response.status_code == 413


def test_gradio_s_own_upload_is_closed(address: str):
    response = httpx.post(f"{address}gradio_api/upload", files={"files": ("a.png", b"x")})
    assert response.status_code == 403 and "send a sketch as JSON" in response.text


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "pyproject.toml"])
def test_files_beside_the_gallery_are_not_served(address: str, path: str):
    assert httpx.get(f"{address}gradio_api/file={path}").status_code in (403, 404)


def test_photos_are_served(address: str, small_resources: Resources):
    photo = small_resources.gallery.photos[0]
    answer = httpx.get(address + photo_address("shipped", photo.id))
    assert answer.status_code == 200
    assert answer.content == photo.path.read_bytes()
    assert httpx.get(address + photo_address("shipped", "other")).status_code == 404
    assert httpx.get(f"{address}gradio_api/file={photo.path}").status_code in (403, 404)
