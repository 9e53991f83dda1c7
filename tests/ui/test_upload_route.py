from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from sketchapp.retrieval.importing.imports import Imports
from sketchapp.retrieval.importing.limits import ImportLimits
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.visitor import Visitor
from sketchapp.ui.upload_route import upload_route
from tests.models.tiny import tiny_retriever
from tests.retrieval.importing.made import new_token


@pytest.fixture
def imports(tmp_path: Path) -> Imports:
    library = Library(tmp_path / "galleries", tmp_path / "shipped")
    return Imports(library, tiny_retriever(), ImportLimits(max_photo_bytes=1000))


@pytest.fixture
def client(imports: Imports) -> TestClient:
    return TestClient(Starlette(routes=[upload_route(imports)]))


def test_a_body_is_kept_under_the_name_it_came_with(imports: Imports, client: TestClient):
    one = imports.begin(Visitor(new_token()), "Shop")
    answer = client.put(
        f"/uploads/{one.id}/3", params={"name": "ü/../a b.png"}, content=b"x" * 1000
    )
    assert answer.status_code == 204
    kept = one.files[3]
    assert kept.name == "ü/../a b.png"  # text only: the file itself has a number
    assert kept.path.parent == one.folder and kept.path.read_bytes() == b"x" * 1000


def test_a_refusal_is_a_sentence(imports: Imports, client: TestClient):
    one = imports.begin(Visitor(new_token()), "Shop")
    answer = client.put(f"/uploads/{one.id}/0", params={"name": "a.png"}, content=b"x" * 1002)
    assert answer.status_code == 400 and "too large" in answer.json()["error"]
    answer = client.put("/uploads/unknown/0", content=b"x")
    assert answer.status_code == 400 and "not known" in answer.json()["error"]


def test_a_disk_that_fails_is_a_sentence_too(imports: Imports, client: TestClient):
    one = imports.begin(Visitor(new_token()), "Shop")
    one.folder.rmdir()
    answer = client.put(f"/uploads/{one.id}/0", params={"name": "a.png"}, content=b"x")
    assert answer.status_code == 400 and "cannot keep these photos" in answer.json()["error"]


@pytest.mark.parametrize("path", ["/uploads/a/b", "/uploads/a", "/uploads/../x/1", "/uploads/a/-1"])
def test_other_paths_are_not_there(client: TestClient, path: str):
    assert client.put(path, content=b"x").status_code == 404


def test_it_only_takes(imports: Imports, client: TestClient):
    one = imports.begin(Visitor(new_token()), "Shop")
    assert client.get(f"/uploads/{one.id}/0").status_code == 405
