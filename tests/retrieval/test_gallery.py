import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sketchapp.errors import GalleryError
from sketchapp.retrieval.gallery import MANIFEST, Gallery, load_gallery
from tests.made_datasets import make_gallery


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_gallery(tmp_path / "gallery", n_photos=4)


def rewrite(folder: Path, line: int, change: Callable[[dict], object]) -> None:
    """Replace one line of the manifest, counted from 1."""
    path = folder / MANIFEST
    lines = path.read_text(encoding="utf-8").splitlines()
    made = change(json.loads(lines[line - 1]))
    lines[line - 1] = made if isinstance(made, str) else json.dumps(made, ensure_ascii=False)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_photos_stand_in_the_order_of_the_manifest(folder: Path) -> None:
    gallery = load_gallery(folder)
    assert [photo.id for photo in gallery.photos] == ["p0", "p1", "p2", "p3"]
    assert [photo.path for photo in gallery.photos] == [
        folder / f"photo/p{i}.png" for i in range(4)
    ]
    assert gallery.categories == ("chair", "shoe")
    assert gallery.photos[0].family == gallery.photos[0].split == ""


def test_optional_values_are_kept(folder: Path) -> None:
    rewrite(folder, 2, lambda entry: entry | {"family": "sneaker", "split": "test"})
    photo = load_gallery(folder).photos[1]
    assert (photo.family, photo.split) == ("sneaker", "test")


def test_any_character_may_stand_in_a_value(folder: Path) -> None:
    name = "a\u2028b\x85 Stühle"
    rewrite(folder, 2, lambda entry: entry | {"family": name})
    assert load_gallery(folder).photos[1].family == name


def test_rows_of_a_category(folder: Path) -> None:
    gallery = load_gallery(folder)
    assert gallery.rows_of("shoe") == (1, 3)
    assert gallery.rows_of(None) == (0, 1, 2, 3)
    with pytest.raises(GalleryError, match="'boat' not found; there are: chair, shoe"):
        gallery.rows_of("boat")


def test_position_of_a_photo(folder: Path) -> None:
    gallery = load_gallery(folder)
    assert [gallery.position(f"p{i}") for i in range(4)] == [0, 1, 2, 3]
    with pytest.raises(GalleryError, match="'p4' is not in the gallery of 4 photos"):
        gallery.position("p4")


def without(key: str) -> Callable[[dict], object]:
    return lambda entry: {name: value for name, value in entry.items() if name != key}


def with_name(name: str) -> Callable[[dict], object]:
    return lambda entry: entry | {"file_name": name}


BROKEN: dict[str, Callable[[dict], object]] = {
    "no file name": without("file_name"),
    "no id": without("id"),
    "no category": without("category"),
    "out of the folder": with_name("../secret.png"),
    "out of the folder and back": with_name("photo/../../gallery/../secret.png"),
    "absolute path": with_name("{secret}"),
    "a link out of the folder": with_name("photo/link.png"),
    "missing file": with_name("photo/none.png"),
    "a folder": with_name("photo"),
    "the gallery itself": with_name(""),
    "a zero byte in the name": with_name("photo/p\x00.png"),
    "duplicate id": lambda entry: entry | {"id": "p0"},
    "an empty line": lambda entry: "",
    "cut off": lambda entry: json.dumps(entry)[:-3],
    "a list": lambda entry: [entry],
    "a text": lambda entry: '"photo/p0.png"',
    "a number": lambda entry: "3",
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_manifest_names_its_line(folder: Path, name: str) -> None:
    secret = folder.parent / "secret.png"
    secret.write_bytes((folder / "photo/p0.png").read_bytes())
    (folder / "photo/link.png").symlink_to(secret)

    def broken(entry: dict) -> object:
        made = BROKEN[name](entry)
        is_absolute = isinstance(made, dict) and made.get("file_name") == "{secret}"
        return made | {"file_name": str(secret)} if is_absolute else made  # type: ignore[operator]

    rewrite(folder, 3, broken)
    with pytest.raises(GalleryError, match=f"{MANIFEST} line 3"):
        load_gallery(folder)


def test_a_manifest_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GalleryError, match="not UTF-8"):
        load_gallery(folder)


def test_a_folder_without_a_gallery_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(GalleryError, match=f"no gallery in .*it has no {MANIFEST}"):
            load_gallery(folder)
    (tmp_path / MANIFEST).write_text("\n", encoding="utf-8")
    with pytest.raises(GalleryError, match="has 0 photos"):
        load_gallery(tmp_path)


def test_a_link_within_the_folder_is_allowed(folder: Path) -> None:
    (folder / "photo/link.png").symlink_to(folder / "photo/p0.png")
    rewrite(folder, 3, with_name("photo/link.png"))
    assert isinstance(load_gallery(folder), Gallery)
