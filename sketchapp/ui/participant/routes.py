"""/study and /study/NAME, and what the page is made of; it stands on the routes of `study_route`.

Nothing of the page is filled in for a participant: studies and trials come as JSON, and every text
is set as text. The policy below lets no script run but these files.
"""

from __future__ import annotations

from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sketchapp.sketch import LIMITS
from sketchapp.ui import text
from sketchapp.ui.canvas.component import EASEL
from sketchapp.ui.sources import script, style, template

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "de")
MODULES = (
    "api.js",
    "attention.js",
    "begin.js",
    "board.js",
    "choice.js",
    "codes.js",
    "dom.js",
    "finish.js",
    "guide.js",
    "kept.js",
    "leave.js",
    "main.js",
    "picture.js",
    "preference.js",
    "question.js",
    "rating.js",
    "retrieval.js",
    "scale.js",
    "session.js",
    "steady.js",
    "stopwatch.js",
    "trials.js",
    "words.js",
)
FROM_CANVAS = ("Colouring", "Easel", "Paper", "inkOf", "strokesOfText")
"""What the page takes from the app's canvas."""

HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}


def participant_routes() -> list[Route]:
    """GET /study, /study/NAME and /study/assets/FILE, for `app_kwargs["routes"]` of `launch`."""
    files = assets()

    def list_page(_: Request) -> Response:
        return _page(".")

    def study_page(_: Request) -> Response:
        return _page("..")

    def asset(request: Request) -> Response:
        found = files.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("no such file", 404, HEADERS)
        content, media_type = found
        return Response(content, 200, HEADERS, media_type)

    return [
        Route("/study", list_page, methods=["GET"]),
        Route("/study/assets/{name}", asset, methods=["GET"]),
        Route("/study/{study}", study_page, methods=["GET"]),
    ]


def assets() -> dict[str, tuple[str, str]]:
    """Every file of the page by its name: the content and its media type."""
    scripts = {name: script(f"participant/{name}") for name in MODULES}
    scripts["canvas.js"] = f"{script(*EASEL)}\nexport {{ {', '.join(FROM_CANVAS)} }};\n"
    styles = {name: style(name) for name in ("tokens.css", "tokens_dark.css")}
    # the canvas names its parts as if it were alone, as it is in its own component
    styles["canvas.css"] = f".canvas-area {{\n{style('canvas/canvas.css')}}}\n"
    styles["participant.css"] = style("participant/participant.css")
    words = {f"{name}.json": _read(f"{name}.json") for name in LANGUAGES}
    return {
        **{name: (content, "text/javascript") for name, content in scripts.items()},
        **{name: (content, "text/css") for name, content in styles.items()},
        **{name: (content, "application/json") for name, content in words.items()},
    }


def _page(root: str) -> Response:
    """The page, which finds its files under `root`, relative to its own address."""
    own = {
        "root": root,
        "languages": " ".join(LANGUAGES),
        "limits": orjson.dumps(LIMITS).decode(),
    }
    page = template("participant/page.html", text.CANVAS | own)
    return Response(page, 200, HEADERS, "text/html")


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
