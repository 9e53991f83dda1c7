from pathlib import Path

from sketchapp.models.checkpoint import read_config
from sketchapp.models.load import load_retriever
from sketchapp.training.ensemble import join
from tests.models.tiny import TINY_MATRIX, tiny_retriever


def test_the_whole_tells_what_its_members_saw(tmp_path: Path) -> None:
    paths = []
    for seed, category in enumerate(("chair", "shoe")):
        path = tmp_path / f"{category}.safetensors"
        notes = {
            "datasets": {category: [2, 3]},
            "steps": 5 + seed,
            "categories": [category],
            "trained_on": ["aa", f"b{seed}"],
            "familiar_from": 0.5,
        }
        tiny_retriever(seed, TINY_MATRIX).save(path, notes)
        paths.append(path)
    out = join(paths, tmp_path / "both.safetensors")
    header = read_config(out)
    assert header["categories"] == ["chair", "shoe"]
    assert header["trained_on"] == ["aa", "b0", "b1"]
    assert [member["steps"] for member in header["members"]] == [5, 6]
    assert header["members"][1]["datasets"] == {"shoe": [2, 3]}
    assert load_retriever(out).familiar_from == -1.0  # each was calibrated alone
