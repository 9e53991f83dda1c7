"""The drawings of a study as datasets: all as Quick, Draw! ndjson, the rated ones as pairs."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import orjson
from PIL import Image, ImageOps

from sketchapp.retrieval.library import Library
from sketchapp.sketch.formats.qmul import write_qmul_coordinates
from sketchapp.sketch.formats.quickdraw import sketch_to_quickdraw
from sketchapp.sketch.formats.sketch_json import sketch_from_json
from sketchapp.study.protocol import RetrievalBlock
from sketchapp.study.results.data import Answer, StudyData

NDJSON = "drawings.ndjson"
PAIRS = "pairs"
LEAST_RATING = 4.0  # a photo that was rated lower is not what was drawn


def write_ndjson(data: StudyData, path: Path) -> int:
    """Every drawing, a line each, raw with times, and whose it is; returns how many."""
    numbers = {person.id: person.number for person in data.people}
    lines = []
    for drawn in data.drawings:
        line = orjson.loads(
            sketch_to_quickdraw(sketch_from_json(drawn.sketch), drawn.category or "")
        )
        own = {"participant": numbers[drawn.participant_id], "position": drawn.position}
        lines.append(orjson.dumps(line | {"key_id": drawn.id} | own) + b"\n")
    path.write_bytes(b"".join(lines))
    return len(lines)


def write_pairs(
    data: StudyData, library: Library, folder: Path, people: set[str], least: float = LEAST_RATING
) -> int:
    """Drawings with the photo that their participant rated best, from `least` up; how many.

    One folder a category in the layout of `qmul:`, every pair in the split train; photos that are
    gone from their gallery are left out.
    """
    sketch_of = {(one.participant_id, one.position): one.sketch for one in data.drawings}
    pairs: dict[str, dict[str, list[str]]] = {}
    for answer in data.counted("retrieval", people):
        best = max(answer.ratings, key=lambda rating: rating.value)
        path = library.photo_path(_gallery(data, answer), best.photo_id)
        if best.value >= least and path is not None:
            own = folder / _plain(answer.category or "unknown")
            name = _plain(best.photo_id)
            _copy(path, own / "photo" / f"{name}.png")
            text = sketch_of[answer.participant_id, answer.position]
            pairs.setdefault(own.name, {}).setdefault(name, []).append(text)
    for category, texts_of in pairs.items():
        sketches = {
            f"/train/{name}_{k}": sketch_from_json(text)
            for name, texts in texts_of.items()
            for k, text in enumerate(texts, 1)
        }
        write_qmul_coordinates(sketches, folder / category / f"{category}_Coordinate")
    return sum(len(texts) for own in pairs.values() for texts in own.values())


def _gallery(data: StudyData, answer: Answer) -> str:
    block = data.bundles[answer.protocol_hash].protocol.block(answer.block)
    assert isinstance(block, RetrievalBlock)
    return block.gallery


def _plain(name: str) -> str:
    """A name for a file, without the underscore that parts photo and count.

    Different names stay different: what is changed ends with a hash of the whole.
    """
    plain = re.sub(r"[^A-Za-z0-9-]", "-", name)
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _copy(path: Path, target: Path) -> None:
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(path) as image:
            ImageOps.exif_transpose(image).convert("RGB").save(target)
