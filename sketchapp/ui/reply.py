"""What the server sends back after a stroke: one JSON text with the colours and the photos.

The text is written here and not by Gradio, whose encoder and whose client walk every number of it.
"""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from sketchapp.attribution import Attribution
from sketchapp.retrieval.abstraction import Abstraction
from sketchapp.retrieval.live import MIN_STROKES_FOR_ORDER, Answer, Found, Question
from sketchapp.retrieval.trust import Signals, Trust, share_right
from sketchapp.ui import text
from sketchapp.ui.photo_route import photo_address
from sketchapp.ui.spoken import json_text


def reply_text(
    answer: Answer, question: Question, revision: int, gallery: str, trust: Trust | None = None
) -> str:
    """The answer from a gallery as the page reads it (canvas.js and photos.js)."""
    return json_text(
        {
            "revision": revision,
            "target": question.target,
            "picked": question.target is not None or question.picture is not None,
            "values": _values(answer.strokes, answer.point_shades),
            "found": [_photo(found, gallery) for found in answer.found],
            "explained": _explained(answer, gallery),
            "familiar": answer.familiar,
            "abstraction": _abstraction(answer.abstraction) if answer.abstraction else None,
            "entropy": round(answer.entropy, 4),
            "trust": _trust(trust, answer.signals),
            "order": text.order_sentence(answer.order_agreement, MIN_STROKES_FOR_ORDER),
            "stages": asdict(answer.times),
        }
    )


def _values(strokes: Attribution | None, shades: NDArray[np.float64] | None) -> dict[str, object]:
    if strokes is None or shades is None:
        return {"ids": [], "strokes": [], "points": []}
    per_point = shades.astype(np.float32)  # more digits than become colours
    return {
        "ids": list(strokes.stroke_ids),
        "strokes": strokes.values.astype(np.float32),
        "points": np.split(per_point, strokes.stroke_starts[1:-1]),
    }


def _trust(trust: Trust | None, signals: Signals | None) -> str:
    share = share_right(trust, signals)
    if trust is None or share is None:
        return ""
    return text.reliability_sentence(share, trust.signal, trust.n_photos, trust.category)


def _abstraction(found: Abstraction) -> dict[str, object]:
    level, levels = found.level, found.levels
    return {
        "level": level,
        "name": text.level_names(levels)[level],
        "rows": found.rows,
        "of": found.row_total,
        "forced": found.forced,
        "probabilities": [round(probability, 4) for probability in found.probabilities],
        "sentence": text.level_sentence(level, levels, found.rows, found.row_total, found.forced),
    }


def _explained(answer: Answer, gallery: str) -> dict[str, str | float] | None:
    """The photo that the colours explain; a picture of one's own is shown by the browser itself."""
    if answer.explained is not None:
        return _photo(answer.explained, gallery)
    if answer.strokes is None:
        return None
    similarity = round(answer.strokes.score, 4)
    return {"id": "", "label": text.OWN_PHOTO, "address": "", "similarity": similarity}


def _photo(found: Found, gallery: str) -> dict[str, str | float]:
    photo = found.photo
    return {
        "id": photo.id,
        "label": text.photo_label(photo.category, photo.family, photo.title),
        "address": photo_address(gallery, photo.id),
        "similarity": round(found.similarity, 4),
    }
