import io
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from sketchapp.retrieval.importing.sources import FolderSource
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.visitor import OPERATOR
from sketchapp.ui.photo_route import photo_address, photo_route
from tests.retrieval.importing.made import Run, make_files, make_library, photo_bytes


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path)


@pytest.fixture
def client(library: Library) -> TestClient:
    return TestClient(Starlette(routes=[photo_route(library)]))


def add(library: Library) -> tuple[str, str]:
    """A new gallery of one photo: their ids."""
    folder = make_files(library.folder.parent / "in", {"a.png": photo_bytes()})
    record = Run(library)(FolderSource(folder))
    return record.id, library.load(record.id).photos[0].id


def test_a_photo_comes_with_headers_for_a_cache(library: Library, client: TestClient) -> None:
    gallery_id, photo_id = add(library)
    answer = client.get(photo_address(gallery_id, photo_id))
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    assert "private" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.content)).size == (48, 40)


def test_a_shipped_photo_has_its_own_type(client: TestClient) -> None:
    answer = client.get(photo_address("shipped", "p0"))
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"].startswith("public")


def test_nothing_else_is_given(library: Library, client: TestClient) -> None:
    gallery_id, photo_id = add(library)
    for address in (
        f"photos/{gallery_id}/none.webp",
        f"photos/shipped/{photo_id}.webp",
        f"photos/{'0' * 32}/{photo_id}.webp",
        f"photos/{gallery_id}/../gallery.json",
        f"photos/{gallery_id}/..%2Fgallery.json.webp",
        f"photos/{gallery_id}/..%2Fphoto%2F{photo_id}.webp",
        f"photos/..%2F{gallery_id}/{photo_id}.webp",
        f"photos/{gallery_id}/%00.webp",
        f"photos/{gallery_id}/{photo_id}",
        "photos/%2Fetc%2Fpasswd.webp",
        "photos/shipped//etc/passwd.webp",
    ):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert str(library.folder) not in answer.text
    assert client.post(photo_address(gallery_id, photo_id)).status_code == 405


def test_a_deleted_gallery_is_gone(library: Library, client: TestClient) -> None:
    gallery_id, photo_id = add(library)
    address = photo_address(gallery_id, photo_id)
    assert client.get(address).status_code == 200
    library.delete(gallery_id, OPERATOR)
    answer = client.get(address)
    assert answer.status_code == 404 and answer.headers["cache-control"] == "no-store"


def test_a_file_that_is_no_photo_is_not_given(library: Library, client: TestClient) -> None:
    page = library.shipped / "photo/p0.html"
    (library.shipped / "photo/p0.png").rename(page)
    manifest = library.shipped / "metadata.jsonl"
    manifest.write_text(manifest.read_text().replace("p0.png", "p0.html"))
    assert client.get(photo_address("shipped", "p0")).status_code == 404


def test_an_address_is_relative_and_quoted() -> None:
    assert photo_address("shipped", "a/b c?") == "photos/shipped/a%2Fb%20c%3F.webp"
