"""A participant's browser at a study: thin routes, each a call of the StudyService.

The code travels in the header `Authorization: Bearer CODE`, never in an address. Every refusal is
{"error": sentence, "retry": whether the same request may come again}. docs/studies.md lists all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from typing import Annotated, Any

import orjson
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from sketchapp.errors import SketchAppError
from sketchapp.sketch import LIMITS
from sketchapp.study.desk import StudyDesk
from sketchapp.study.errors import (
    StudyConflictError,
    StudyError,
    StudyUnavailableError,
    TooManyTriesError,
    UnknownCodeError,
    UnknownStudyError,
)
from sketchapp.study.limits import FailureLimit
from sketchapp.study.protocol import Strict
from sketchapp.study.submission import SentAnswer, SentDrawing, parse_sent

log = logging.getLogger(__name__)

PREFIX = "/study/api"
BODY_BYTES = LIMITS.bytes + 100_000
BROKEN = "Something went wrong on our side. Your answer is kept here; please try again."
STATUS: dict[type[SketchAppError], int] = {
    UnknownCodeError: 404,
    UnknownStudyError: 404,
    StudyConflictError: 409,
    TooManyTriesError: 429,
    StudyUnavailableError: 503,
}
RETRIED = (429, 500, 503)

Call = Callable[[Request, bytes], Any]


class SentBeginning(Strict):
    """What begins a participation; the code was made in the browser."""

    code: Annotated[str, Field(max_length=100)]
    consent_version: Annotated[str, Field(max_length=200)]
    label: Annotated[str, Field(max_length=100)] | None = None


def study_routes(desk: StudyDesk, limit: FailureLimit | None = None) -> list[Route]:
    """All routes, for `app_kwargs["routes"]` of `launch`."""
    limit = limit or FailureLimit(most=30, most_together=600, window_s=60.0)

    def begin(request: Request, body: bytes) -> Any:
        sent = parse_sent(SentBeginning, body)
        study = request.path_params["study"]
        return desk.service().begin(study, sent.code, sent.consent_version, sent.label)

    calls: list[tuple[str, str, Call]] = [
        ("GET", "/studies", lambda _, __: desk.service().invitations()),
        ("GET", "/studies/{study}", lambda r, _: desk.service().invitation(r.path_params["study"])),
        ("POST", "/studies/{study}/participants", begin),
        ("GET", "/participant", lambda r, _: desk.service().resume(_code(r))),
        ("DELETE", "/participant", lambda r, _: desk.service().delete(_code(r))),
        ("GET", "/trial", lambda r, _: desk.service().next_trial(_code(r))),
        (
            "PUT",
            "/drawing",
            lambda r, body: desk.service().retrieve(_code(r), parse_sent(SentDrawing, body)),
        ),
        (
            "PUT",
            "/answer",
            lambda r, body: desk.service().submit(_code(r), parse_sent(SentAnswer, body)),
        ),
        (
            "POST",
            "/finish",
            lambda r, _: {"completion_code": desk.service().finish(_code(r))},
        ),
    ]
    return [
        Route(PREFIX + path, _endpoint(call, limit), methods=[method])
        for method, path, call in calls
    ]


def _endpoint(call: Call, limit: FailureLimit) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        key = request.client.host if request.client else ""
        try:
            limit.check(key)
            body = await _body(request)
            return _json(200, await run_in_threadpool(call, request, body))
        except ClientDisconnect:  # nobody is left to hear an answer
            return Response(status_code=400)
        except SketchAppError as error:
            if isinstance(error, UnknownCodeError):
                limit.failed(key)
            return _refusal(STATUS.get(type(error), 400), str(error))
        except Exception:
            log.exception("a request of a study failed")
            return _refusal(500, BROKEN)

    return answer


def _code(request: Request) -> str:
    scheme, _, code = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not code:
        raise UnknownCodeError("your code is missing; enter it to go on")
    return code


async def _body(request: Request) -> bytes:
    """The body, at most BODY_BYTES of it; StudyError beyond."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES:
            raise StudyError(f"the request is too large; {BODY_BYTES:,} bytes are allowed")
    return bytes(body)


def _refusal(status: int, sentence: str) -> Response:
    return _json(status, {"error": sentence, "retry": status in RETRIED})


def _json(status: int, value: Any) -> Response:
    content = orjson.dumps(_plain(value))
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(content, status, headers, "application/json")


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
