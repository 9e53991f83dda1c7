import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing.names import (
    category_name,
    check_gallery_name,
    shown_name,
)


@pytest.mark.parametrize(
    "name", ["a", "x" * 60, "Stühle & <b>Lampen</b>", "Stu\u0308hle", "👩\u200d👧"]
)
def test_names_that_are_allowed(name: str) -> None:
    assert check_gallery_name(f"  {name} ")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "has 0 characters; 1 to 60"),
        (" \t ", "has 0 characters"),
        ("x" * 61, "has 61 characters"),
        ("a\nb", "control characters"),
        ("a\x00b", "control characters"),
        ("a\u202eb", "control characters"),
        ("a\u2028b", "control characters"),
    ],
)
def test_names_that_are_refused(name: str, reason: str) -> None:
    with pytest.raises(GalleryError, match=reason):
        check_gallery_name(name)


def test_a_category_is_never_empty_nor_long() -> None:
    assert category_name(" Sho\x07es\u202e ") == "Shoes"
    assert category_name("\n") == "photos"
    assert category_name("y" * 300) == "y" * 60


def test_a_long_file_name_keeps_its_end() -> None:
    shown = shown_name("d/" * 200 + "last\r\n.jpg")
    assert len(shown) == 120 and shown.endswith("last.jpg") and shown.startswith("…")
