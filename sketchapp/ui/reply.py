"""What the server sends back after a stroke: one JSON text with the colours and the photos.

The text is written here and not by Gradio, whose encoder and whose client walk every number of it.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

import numpy as np
import orjson
from numpy.typing import NDArray

from sketchapp.attribution import Attribution
from sketchapp.retrieval.gallery import Photo
from sketchapp.retrieval.live import MIN_STROKES_FOR_ORDER, Answer, Found, Question
from sketchapp.ui import text


def reply_text(answer: Answer, question: Question, revision: int) -> str:
    """The answer as the page reads it (canvas.js and photos.js)."""
    return _text(
        {
            "revision": revision,
            "target": question.target,
            "values": _values(answer.strokes, answer.point_shades),
            "found": [_photo(found) for found in answer.found],
            "explained": _photo(answer.explained) if answer.explained else None,
            "familiar": answer.familiar,
            "order": text.order_sentence(answer.order_agreement, MIN_STROKES_FOR_ORDER),
            "stages": asdict(answer.times),
        }
    )


def refusal_text(sentence: str, revision: int = 0) -> str:
    """A sentence to show instead of an answer."""
    return _text({"revision": revision, "error": sentence})


def _text(fields: dict[str, object]) -> str:
    return orjson.dumps(fields, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def photo_address(photo: Photo) -> str:
    """Where the page finds the photo, relative to the page's own address.

    The path is relative to the folder the server was started in, if the photo lies in it, so that
    no folder of this machine is told to anyone.
    """
    path, here = photo.path.resolve(), Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return f"gradio_api/file={quote(shown.as_posix())}"


def _values(strokes: Attribution | None, shades: NDArray[np.float64] | None) -> dict[str, object]:
    if strokes is None or shades is None:
        return {"ids": [], "strokes": [], "points": []}
    per_point = shades.astype(np.float32)  # more digits than become colours
    return {
        "ids": list(strokes.stroke_ids),
        "strokes": strokes.values.astype(np.float32),
        "points": np.split(per_point, strokes.stroke_starts[1:-1]),
    }


def _photo(found: Found) -> dict[str, str | float]:
    photo = found.photo
    return {
        "id": photo.id,
        "label": text.photo_label(photo.category, photo.family),
        "address": photo_address(photo),
        "similarity": round(found.similarity, 4),
    }
