from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from sketchapp.ui.body_limit import BodyLimit


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def client() -> TestClient:
    middleware = [Middleware(BodyLimit, max_bytes=10, streamed="/uploads/")]
    routes = [Route(path, length, methods=["POST", "PUT"]) for path in ("/", "/uploads/1")]
    return TestClient(Starlette(routes=routes, middleware=middleware))


def in_pieces(count: int) -> Iterator[bytes]:
    """A body whose length is not announced."""
    for _ in range(count):
        yield b"x"


def test_a_body_at_the_limit_passes(client: TestClient):
    assert client.post("/", content=b"x" * 10).text == "10"
    assert client.post("/", content=in_pieces(10)).text == "10"


def test_a_larger_body_is_refused_whether_announced_or_not(client: TestClient):
    for content in (b"x" * 11, in_pieces(11)):
        response = client.post("/", content=content)
        assert response.status_code == 413
        assert "10 bytes are allowed" in response.text


def test_uploads_are_bounded_elsewhere(client: TestClient):
    assert client.put("/uploads/1", content=b"x" * 11).text == "11"
    assert client.post("/uploads/1", content=b"x" * 11).status_code == 413
    assert client.put("/", content=b"x" * 11).status_code == 413
