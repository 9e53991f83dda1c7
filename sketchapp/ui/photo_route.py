"""Photos by the ids of their gallery and of themselves: no path of this machine is told or taken.

A gallery's id is 128 random bits, and knowing it is the right to look at its photos; searching and
changing the gallery need the browser's key as well.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sketchapp.retrieval.library import Library
from sketchapp.retrieval.records import SHIPPED

MEDIA_TYPES = {
    ".webp": "image/webp",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
}
ADDED_CACHE = "private, max-age=31536000, immutable"  # the id is a hash of the picture
SHIPPED_CACHE = "public, max-age=3600"


def photo_address(gallery_id: str, photo_id: str) -> str:
    """Where the page finds a photo, relative to the page's own address."""
    return f"photos/{quote(gallery_id, safe='')}/{quote(photo_id, safe='')}.webp"


def photo_route(library: Library) -> Route:
    """GET photos/<gallery id>/<photo id>.webp, for `app_kwargs["routes"]` of `launch`."""

    def photo(request: Request) -> Response:
        gallery_id = request.path_params["gallery_id"]
        path = library.photo_path(gallery_id, request.path_params["photo_id"])
        media_type = MEDIA_TYPES.get(path.suffix.lower()) if path else None
        if path is None or media_type is None:
            return _missing()
        try:
            content = path.read_bytes()
        except OSError:  # the gallery was deleted this moment
            return _missing()
        cache = SHIPPED_CACHE if gallery_id == SHIPPED else ADDED_CACHE
        headers = {"Cache-Control": cache, "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=media_type, headers=headers)

    return Route("/photos/{gallery_id}/{photo_id:path}.webp", photo, methods=["GET"])


def _missing() -> Response:
    """The same for a wrong gallery, a wrong photo and a deleted one."""
    return PlainTextResponse("no such photo", 404, {"Cache-Control": "no-store"})
