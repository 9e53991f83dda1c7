from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.vector_files import is_cut_off, read_drawn_svg, read_sketch_file
from sketchapp.errors import DatasetError
from sketchapp.sketch import LIMITS
from tests.made_datasets import outline, svg_of

SVG = svg_of(outline(np.random.default_rng(0)))
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "M 1 1 L 2 2"}">' for n in range(9))
BAD = {
    "entities": (
        f'<!DOCTYPE svg [{LAUGHS}]><svg><path d="&l8;"/></svg>',
        "document type, entities",
    ),
    "a file": (
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><path d="&x;"/></svg>',
        "document type, entities",
    ),
    "an undeclared entity": ('<svg><path d="&x;"/></svg>', "not well-formed"),
    "a script": ("<svg><script>alert(1)</script></svg>", "holds a script"),
    "no stroke": ("<svg viewBox='0 0 9 9'><g/></svg>", "holds no stroke"),
    "no svg": ("<html/>", "outermost element is 'html'"),
    "cut off": (SVG[:400], "not well-formed"),
    "out of bounds": ("<svg viewBox='0 0 9 9'><path d='M 0 0 L 99 99'/></svg>", "reach from"),
    "too many lines": (f"<svg><path d='{'M 1 1 L 2 2 ' * 501}'/></svg>", "501 lines"),
}


def test_paper_and_a_plain_document_type_are_no_ink(tmp_path: Path) -> None:
    path = tmp_path / "1.svg"
    path.write_text(SVG, encoding="utf-8")
    drawn = read_drawn_svg(path)
    assert len(drawn) == 2 and len(read_sketch_file(path)) == 3  # the user's own may be ink
    assert [s.points.tolist() for s in drawn.strokes] == [
        s.points.tolist() for s in read_sketch_file(path).strokes[1:]
    ]


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_files_are_refused_by_name(name: str, tmp_path: Path) -> None:
    text, sentence = BAD[name]
    path = tmp_path / "cat.svg"
    path.write_text(text, encoding="utf-8")
    for read in (read_drawn_svg, read_sketch_file):
        with pytest.raises(DatasetError, match=rf"/cat\.svg.*{sentence}"):
            read(path)


def test_huge_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.svg"
    with path.open("wb") as file:
        file.truncate(LIMITS.bytes + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(DatasetError, match=r"huge\.svg has 8,000,001 bytes"):
        read_sketch_file(path)


@pytest.mark.parametrize("piece", ["<rect", "<!DOCTYPE svg ", "<rect>", "<rect/"])
def test_long_files_of_nothing_take_no_time(tmp_path: Path, piece: str) -> None:
    path = tmp_path / "1.svg"
    path.write_text("<svg>" + piece * 500_000, encoding="utf-8")  # hours, if it grew by squares
    with pytest.raises(DatasetError):
        read_drawn_svg(path)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"none\.json cannot be read: No such file"):
        read_sketch_file(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("text", "cut_off"), [(SVG, False), (SVG + "\n" * 9, False), ("", True), (SVG[:-7], True)]
)
def test_the_end_of_a_file_tells_whether_it_is_whole(
    tmp_path: Path, text: str, cut_off: bool
) -> None:
    (tmp_path / "1.svg").write_text(text, encoding="utf-8")
    assert is_cut_off(tmp_path / "1.svg") is cut_off
