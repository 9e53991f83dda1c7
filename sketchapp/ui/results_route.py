"""/results: what the studies found, behind the operator's password; none set, nothing shown."""

from __future__ import annotations

import hashlib
import html
import logging
import secrets
import threading
import time
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, quote

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sketchapp.errors import SketchAppError
from sketchapp.study.desk import StudyDesk
from sketchapp.study.errors import StudyUnavailableError, TooManyTriesError
from sketchapp.study.limits import FailureLimit
from sketchapp.study.passwords import is_password
from sketchapp.study.progress import progress_of, progress_of_all
from sketchapp.study.results.data import load_study
from sketchapp.study.results.report import page_html, report_html
from sketchapp.study.results.summary import summarise, summary_document

log = logging.getLogger(__name__)

COOKIE = "study_results"
SESSION_S = 8 * 3600.0
MOST_SESSIONS = 100
MOST_BODY = 10_000
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'"
    ),
}
FORM = """
<h1>Results</h1><p role="alert">{message}</p><form method="post" action="results">
<label>Password of the operator <input type="password" name="password" required autofocus></label>
<button>Show</button></form>
"""
UNSET = "No password is set, so no results are shown. Set one: python -m sketchapp study password"
WRONG = "This is not the password."


class Sessions:
    """Who gave the password, for eight hours; only hashes of their tokens are kept, in memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._turn = threading.Lock()

    def begin(self) -> str:
        """A new token; the oldest session ends where there are too many."""
        token = secrets.token_urlsafe(32)
        with self._turn:
            self._until[_hashed(token)] = self._clock() + SESSION_S
            while len(self._until) > MOST_SESSIONS:
                self._until.pop(next(iter(self._until)))
        return token

    def has(self, token: str) -> bool:
        """Whether the token was given here, not too long ago."""
        with self._turn:
            return self._until.get(_hashed(token), 0.0) > self._clock()


def results_routes(
    desk: StudyDesk,
    password_hash: str | None,
    limit: FailureLimit | None = None,
    sessions: Sessions | None = None,
) -> list[Route]:
    """GET /results and /results.json, POST /results {password}, for `app_kwargs["routes"]`."""
    limit = limit or FailureLimit(most=5, most_together=50, window_s=60.0)
    sessions = sessions or Sessions()

    async def show(request: Request) -> Response:
        if password_hash is None:
            return _page(403, "Results", f"<h1>Results</h1><p>{UNSET}</p>")
        if not sessions.has(request.cookies.get(COOKIE, "")):
            return _page(200, "Results", FORM.format(message=""))
        return await _guarded(lambda: run_in_threadpool(_results_page, desk, request))

    async def show_json(request: Request) -> Response:
        if password_hash is None or not sessions.has(request.cookies.get(COOKIE, "")):
            return Response("give the password at /results first", 403, HEADERS, "text/plain")
        return await _guarded(lambda: run_in_threadpool(_results_json, desk, request))

    async def enter(request: Request) -> Response:
        if password_hash is None:
            return await show(request)
        key = request.client.host if request.client else ""
        try:
            limit.check(key)
            limit.failed(key)  # counted before it is tried: tries at once count too
            given = await _password(request)
            right = await run_in_threadpool(is_password, given, password_hash)
        except TooManyTriesError as error:
            return _page(429, "Results", FORM.format(message=html.escape(str(error))))
        except SketchAppError as error:
            return _page(500, "Results", f"<p>{html.escape(str(error))}</p>")
        if not right:
            return _page(403, "Results", FORM.format(message=WRONG))
        answer = RedirectResponse("results", 303, HEADERS)
        answer.set_cookie(
            COOKIE,
            sessions.begin(),
            max_age=int(SESSION_S),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    return [
        Route("/results", show, methods=["GET"]),
        Route("/results", enter, methods=["POST"]),
        Route("/results.json", show_json, methods=["GET"]),
    ]


async def _guarded(work: Callable[[], Awaitable[Response]]) -> Response:
    try:
        return await work()
    except SketchAppError as error:
        status = 503 if isinstance(error, StudyUnavailableError) else 404
        return _page(status, "Results", f"<p>{html.escape(str(error))}</p>")
    except Exception:
        log.exception("results failed")
        return _page(500, "Results", "<p>Something went wrong on our side; the log has it.</p>")


def _results_page(desk: StudyDesk, request: Request) -> Response:
    name = request.query_params.get("study", "")
    database = desk.service().database
    with database.reading() as connection:
        if not name:
            studies = progress_of_all(connection)
            lines = "".join(
                f'<li><a href="results?study={quote(one.study)}">{html.escape(one.study)}</a>:'
                f" {one.finished} of {one.begun} finished, {one.answers} answers</li>"
                for one in studies
            )
            return _page(200, "Results", f"<h1>Results</h1><ul>{lines}</ul>")
        data = load_study(connection, name)
        progress = progress_of(connection, name)
    return Response(report_html(summarise(data), progress), 200, HEADERS, "text/html")


def _results_json(desk: StudyDesk, request: Request) -> Response:
    with desk.service().database.reading() as connection:
        data = load_study(connection, request.query_params.get("study", ""))
    return Response(orjson.dumps(summary_document(summarise(data))), 200, HEADERS)


async def _password(request: Request) -> str:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            return ""
    return parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]


def _page(status: int, title: str, body: str) -> Response:
    return Response(page_html(title, body), status, HEADERS, "text/html")


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
