"""Contact sheets: photo beside strokes, labelled by id, to be looked at before shipping."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from sketchapp.errors import SketchAppError
from sketchapp.synth.store import Store

OVERSAMPLING = 4
PEN_PX, INK, GREY = 1.6, 20, (110, 110, 110)
LABEL_PX = 12


def write_sheet(store: Store, ids: Sequence[str], path: Path, columns: int, side_px: int) -> None:
    """Write one sheet of items; side_px is the width of a photo on it."""
    if not ids:
        raise SketchAppError("no rendered items to show; render some first, or choose others")
    rows = -(-len(ids) // columns)
    sheet = Image.new("RGB", (columns * 2 * side_px, rows * (side_px + LABEL_PX)), "white")
    for i, item_id in enumerate(ids):
        at = (i % columns * 2 * side_px, i // columns * (side_px + LABEL_PX))
        sheet.paste(_cell(store, item_id, side_px), at)
    sheet.save(path, optimize=True)


def _cell(store: Store, item_id: str, side_px: int) -> Image.Image:
    record = store.read(item_id)
    cell = Image.new("RGB", (2 * side_px, side_px + LABEL_PX), "white")
    photo = Image.open(store.photo(item_id)).convert("RGB")
    cell.paste(photo.resize((side_px, side_px), Image.Resampling.LANCZOS), (0, 0))
    cell.paste(drawn(record, side_px), (side_px, 0))
    ImageDraw.Draw(cell).text((2, side_px - 1), item_id, fill=GREY)
    return cell


def drawn(record: dict[str, Any], side_px: int) -> Image.Image:
    """The strokes of a record as dark lines on white."""
    scale = side_px * OVERSAMPLING / record["canvas"]
    large_px = side_px * OVERSAMPLING
    picture = Image.new("L", (large_px, large_px), 255)
    pen = ImageDraw.Draw(picture)
    width = max(1, round(PEN_PX * scale))
    for stroke in record["strokes"]:
        points = [(x * scale, y * scale) for x, y in stroke["points"]]
        pen.line(points, fill=INK, width=width, joint="curve")
    return picture.resize((side_px, side_px), Image.Resampling.LANCZOS).convert("RGB")
