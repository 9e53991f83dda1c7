from pathlib import Path

from sketchapp.data.labelled import labelled_of_pairs
from sketchapp.data.registry import load_dataset
from tests.made_datasets import make_folder, make_shoev1


def test_pairs_are_labelled_with_the_category_of_their_photo(tmp_path: Path) -> None:
    data = load_dataset(f"folder:{make_folder(tmp_path / 'mine')}")
    labelled = labelled_of_pairs(data)
    assert labelled.categories == ("photo",)
    assert [sketch.id for sketch in labelled] == [pair.id for pair in data.pairs]
    assert [s.sketch for s in labelled.of("photo")] == [pair.sketch for pair in data.pairs]


def test_pictures_have_no_strokes_to_label(tmp_path: Path) -> None:
    data = load_dataset(f"shoev1:{make_shoev1(tmp_path / 'ShoeV1', n_photos=1)}")
    assert list(labelled_of_pairs(data)) == []
