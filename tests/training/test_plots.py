import csv
from pathlib import Path

from PIL import Image

from sketchapp.training.plots import CSV_FILE, CURVES, write_plots

PERCENTS = ("5", "10", "100")


def test_every_curve_has_a_picture_and_a_column(tmp_path: Path) -> None:
    table = {
        f"{name}_by_percent": {p: at + float(p) for p in PERCENTS} for at, name in enumerate(CURVES)
    }
    written = write_plots(table, tmp_path / "new" / "plots")
    assert {path.name for path in written} == {CSV_FILE, *(f"{name}.png" for name in CURVES)}
    with (tmp_path / "new" / "plots" / CSV_FILE).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["percent"] for row in rows] == list(PERCENTS)
    assert [float(rows[1][name]) for name in CURVES] == [10, 11, 12, 13]
    for path in written[1:]:
        with Image.open(path) as picture:
            assert picture.format == "PNG" and picture.width > 300
            assert len(set(picture.convert("L").tobytes())) > 10  # a curve, not blank paper
