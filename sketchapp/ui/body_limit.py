"""Requests that are too large are refused before anything reads or parses them."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE = 413


class BodyLimit:
    """ASGI middleware: at most max_bytes in the body of any request, announced or not.

    Requests under the path `streamed` go to disk as they come, and are bounded where that is done.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, streamed: str) -> None:
        self.app, self.max_bytes, self.streamed = app, max_bytes, streamed
        self.sentence = f"the request is too large; {max_bytes:,} bytes are allowed"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_streamed(scope):
            await self.app(scope, receive, send)
        elif _announced_bytes(scope) > self.max_bytes:
            refusal = PlainTextResponse(self.sentence, TOO_LARGE)
            await refusal(scope, receive, send)
        else:
            await self.app(scope, self._counting(receive), send)

    def _is_streamed(self, scope: Scope) -> bool:
        """Behind a proxy the path may begin with the prefix that the proxy serves."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        return scope["method"] == "PUT" and path.startswith(self.streamed)

    def _counting(self, receive: Receive) -> Receive:
        """The same stream, which fails as soon as more than max_bytes have come."""
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                raise HTTPException(TOO_LARGE, self.sentence)
            return message

        return counted


def _announced_bytes(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in lengths if value.isdigit()), default=0)
