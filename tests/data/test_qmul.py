from pathlib import Path

import pytest

from sketchapp.data.qmul import load_qmul
from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.qmul import read_qmul_coordinates, write_qmul_coordinates
from tests.made_datasets import make_qmul


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_qmul(tmp_path / "ChairV2", n_photos=4, test_photos=2)


def rename_keys(folder: Path, old: str, new: str) -> None:
    path = folder / "ChairV2_Coordinate"
    sketches = read_qmul_coordinates(path)
    write_qmul_coordinates({key.replace(old, new): s for key, s in sketches.items()}, path)


def test_keys_may_lack_the_first_slash(folder: Path) -> None:
    rename_keys(folder, "/test/", "test/")
    data = load_qmul(folder, "test")
    assert [photo.id for photo in data.photos] == ["item_v2", "item_v3"]
    assert len(data.pairs) == 4


def test_keys_without_a_side_belong_to_every_one(folder: Path) -> None:
    rename_keys(folder, "/test/", "")
    assert [len(load_qmul(folder, side).pairs) for side in ("test", "train", "all")] == [4, 8, 8]


def test_the_test_side_may_come_alone(folder: Path) -> None:
    whole = load_qmul(folder, "test")
    sketches = {f"/test/{p.id}": p.sketch for p in whole.pairs if p.sketch}
    (folder / "ChairV2_Coordinate").unlink()
    write_qmul_coordinates(sketches, folder / "ShoeV2_Coordinate")
    for number, photo in enumerate(sorted((folder / "photo").iterdir())):
        photo.rename(photo.with_suffix((".JPG", ".jpeg", ".PNG", ".webp")[number]))
    (folder / "photo" / "Thumbs.db").write_text("no photo")
    (folder / "photo" / "item_v2.txt").write_text("no photo")
    data = load_qmul(folder, "test")
    assert (data.name, data.photos[0].category) == ("shoev2", "shoe")
    assert [p.id for p in data.pairs] == [p.id for p in whole.pairs]
    with pytest.raises(DatasetError, match="no sketch of the split 'train'; it has: test"):
        load_qmul(folder, "train")


def test_a_key_leads_nowhere_but_into_the_folder_of_photos(folder: Path) -> None:
    (folder / "secret.png").write_bytes((folder / "photo" / "item_v0.png").read_bytes())
    rename_keys(folder, "/test/item_v2", "/test/../secret")
    with pytest.raises(DatasetError, match=r"1 photos .* missing, first secret"):
        load_qmul(folder, "test")


def test_sketches_that_hold_nothing_are_named(folder: Path) -> None:
    write_qmul_coordinates({"/test/item_v3_1": Sketch()}, folder / "ChairV2_Coordinate")
    with pytest.raises(DatasetError, match="item_v3_1' holds no stroke"):
        load_qmul(folder, "test")
    (folder / "ChairV2_Coordinate").write_text("no pickle")
    with pytest.raises(DatasetError, match="qmul: ChairV2_Coordinate is not a readable pickle"):
        load_qmul(folder)


def test_links_out_of_the_folder_are_refused(folder: Path) -> None:
    photo = folder / "photo" / "item_v0.png"
    photo.rename(folder / "elsewhere.png")
    photo.symlink_to(folder / "elsewhere.png")
    with pytest.raises(DatasetError, match=r"photo/item_v0\.png is a link that leads out"):
        load_qmul(folder)
