"""The card says what the header says."""

from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, write_checkpoint
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import MatrixRetriever, RetrieverConfig
from sketchapp.training.card import read_figures, seal
from sketchapp.training.ensemble import join
from tests.models.tiny import TINY_MATRIX, tiny_retriever


def test_sealing_keeps_the_weights_and_adds_figures(tmp_path: Path) -> None:
    path = tmp_path / "tiny.safetensors"
    model = MatrixRetriever(RetrieverConfig(width=4, grid=1, size_px=32))
    notes = {"recipe": {"seed": 7}, "steps": 3, "datasets": {"chairv2": [2, 4]}}
    model.save(path, notes)
    card = seal(path, {"acc_at_1": 12.5}, "abc1234").read_text(encoding="utf-8")
    for piece in ("# tiny", "chairv2 (2, 4)", "| acc_at_1 | 12.5 |", "seed 7", "abc1234"):
        assert piece in card
    loaded = load_retriever(path)
    for name, tensor in loaded.state_dict().items():
        assert torch.equal(tensor, model.state_dict()[name].half().float())
    assert "groups of 3, 3, 3" in card and "Nothing was calibrated" in card
    assert read_config(path)["figures"] == {"acc_at_1": 12.5}


def test_a_card_tells_what_came_before_and_after(tmp_path: Path) -> None:
    path = tmp_path / "tiny.safetensors"
    first = {"datasets": {"outlines": [5, 6]}, "steps": 9}
    before = {"datasets": {"chairv2": [7, 8]}, "steps": 3, "started_from": first}
    notes = {"started_from": before, "temperature": 0.05, "familiar_from": 0.2}
    MatrixRetriever(RetrieverConfig(width=4, grid=1, size_px=32, edges=True)).save(path, notes)
    card = seal(path, {}, "abc1234").read_text(encoding="utf-8")
    chain = "chairv2 (7, 8) (3 steps), before that on outlines (5, 6) (9 steps), which began"
    for piece in (chain, "temperature 0.05", "Under 0.2", "their edges"):
        assert piece in card


def test_a_card_tells_of_every_network(tmp_path: Path) -> None:
    for seed, name in enumerate(("chairv2", "shoev1")):
        notes = {"recipe": {"seed": seed}, "steps": 3 + seed, "datasets": {name: [2, 4]}}
        model = MatrixRetriever(RetrieverConfig(width=4, grid=1, size_px=32))
        model.save(tmp_path / f"{name}.safetensors", notes)
    whole = tmp_path / "whole.safetensors"
    join([tmp_path / "chairv2.safetensors", tmp_path / "shoev1.safetensors"], whole)
    card = seal(whole, {"acc_at_1": 12.5}, "abc1234").read_text(encoding="utf-8")
    for piece in ("side by side: 2", "chairv2 (2, 4); 3 steps", "shoev1 (2, 4); 4 steps, seed 1"):
        assert piece in card
    assert load_retriever(whole).width == 8


def test_only_retrievers_have_this_card(tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "other.safetensors", {"x": torch.zeros(1)}, {})
    with pytest.raises(CheckpointError, match="holds no retriever"):
        seal(tmp_path / "other.safetensors", {}, "")


def test_figures_keep_the_name_of_what_was_measured(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_text('{"acc_at_1": 5, "by_category": {"lamp": {"n": 2}}}')
    figures = read_figures([f"chairs={path}", f"shoes={path}"])
    assert figures["chairs: acc_at_1"] == figures["shoes: acc_at_1"] == 5
    assert figures["shoes: by_category: lamp: n"] == 2


@pytest.mark.parametrize(("spec", "words"), [("f.json", "NAME=FILE"), ("x=none.json", "none.json")])
def test_figures_that_are_not_there_are_told(spec: str, words: str) -> None:
    with pytest.raises(CheckpointError, match=words):
        read_figures([spec])


def test_unequal_shares_and_narrowed_rows_are_told(tmp_path: Path) -> None:
    paths = []
    for seed in range(2):
        path = tmp_path / f"{seed}.safetensors"
        notes = {"steps": 3, "energy_kept": 0.958} if seed else {"steps": 2}
        tiny_retriever(seed, TINY_MATRIX).save(path, notes)
        paths.append(path)
    out = tmp_path / "both.safetensors"
    shares = ((0.8, 0.5, 0.5), (0.2, 0.5, 0.5))
    card = seal(join(paths, out, shares), {}, "abc").read_text(encoding="utf-8")
    assert "They count, in the rows that each level adds: 0.8, 0.5, 0.5; 0.2, 0.5, 0.5." in card
    assert card.count("95.8% of their energy was kept") == 1
    assert "They count" not in seal(join(paths, out), {}, "abc").read_text(encoding="utf-8")
