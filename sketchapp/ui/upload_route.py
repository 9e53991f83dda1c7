"""Where a browser sends the files of an import, one request each, straight to disk."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sketchapp.errors import SketchAppError
from sketchapp.retrieval.importing.imports import Imports

UPLOADS = "/uploads/"
GRADIO_UPLOAD = "/gradio_api/upload"
REFUSED = 400
FORBIDDEN = 403


def upload_route(imports: Imports) -> Route:
    """PUT uploads/<import id>/<number>?name=<file name>, the file as the body.

    Answers 204, or 400 with {"error": sentence}. The import's id is unguessable, and is the only
    permission that is needed.
    """

    async def take(request: Request) -> Response:
        given = request.path_params
        name = request.query_params.get("name", "")
        try:
            await imports.receive(given["import_id"], given["number"], name, request.stream())
        except SketchAppError as error:
            return JSONResponse({"error": str(error)}, REFUSED)
        except ClientDisconnect:  # nobody is left to hear an answer
            return Response(status_code=REFUSED)
        return Response(status_code=204)

    return Route(UPLOADS + "{import_id}/{number:int}", take, methods=["PUT"])


def no_other_uploads() -> Route:
    """Refuse what Gradio would take from anybody: nothing here asks for files that way."""

    def refuse(_: Request) -> Response:
        return JSONResponse({"error": "no files are taken here; send a sketch as JSON"}, FORBIDDEN)

    return Route(GRADIO_UPLOAD, refuse, methods=["POST"])
