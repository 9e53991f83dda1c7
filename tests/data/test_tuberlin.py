from pathlib import Path

import pytest

from sketchapp.data.tuberlin import load_tuberlin
from sketchapp.errors import DatasetError
from tests.made_datasets import make_tuberlin


def test_sketches_come_by_category_and_number(tmp_path: Path) -> None:
    data = load_tuberlin(make_tuberlin(tmp_path, {"hot air balloon": 2, "ant": 11}))
    assert data.categories == ("ant", "hot air balloon")
    found = list(data)
    assert [s.id for s in found[:2]] == ["ant/1", "ant/2"] and found[10].id == "ant/11"
    assert [s.id for s in data.of("hot air balloon")] == ["hot air balloon/1", "hot air balloon/2"]
    assert all(len(s.sketch) == 2 and s.is_recognised is None for s in found)
    assert found[0].lines.has_strokes


def test_the_folder_svg_may_be_named_itself(tmp_path: Path) -> None:
    assert load_tuberlin(make_tuberlin(tmp_path, {"ant": 1}) / "svg").categories == ("ant",)


def test_train_and_val_part_all(tmp_path: Path) -> None:
    folder = make_tuberlin(tmp_path, {"ant": 40})
    train, val, test = ({s.id for s in load_tuberlin(folder, s)} for s in ("train", "val", "test"))
    assert not train & val and train | val == test
    assert 0 < len(val) < 12 and len(test) == 40


def test_one_bad_file_is_named(tmp_path: Path) -> None:
    folder = make_tuberlin(tmp_path, {"ant": 2})
    (folder / "svg" / "ant" / "2.svg").write_text("<svg><path d='M 1 1 L NaN 2'/></svg>")
    with pytest.raises(DatasetError, match=r"ant/2\.svg: .*characters that no path has"):
        list(load_tuberlin(folder))


def test_other_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"no svg/<category>/<n>\.svg"):
        load_tuberlin(tmp_path)
    with pytest.raises(DatasetError, match="no category 'bee'; there are: ant"):
        load_tuberlin(make_tuberlin(tmp_path, {"ant": 1})).of("bee")
