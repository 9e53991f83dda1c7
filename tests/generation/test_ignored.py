"""Which strokes are ignored, and the rule beside the weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sketchapp.generation.ignored import IgnoredRule, ignored_ids, read_rule, rule_file, write_rule
from sketchapp.generation.influence import Influence

RULE = IgnoredRule("abc", "psla", (1.0, 2.0, 3.0), 0.01, {"all": {"precision": 0.5}})


def influence(per_ink: list[list[float]], length_px: float = 10.0) -> Influence:
    values = np.array(per_ink) * length_px
    count = values.shape[1]
    ids = tuple(range(10, 10 + count))
    return Influence("psla", ids, values, np.full(count, length_px))


def test_ignored_is_what_no_group_answers_to() -> None:
    found = influence([[0.5, 0.5, 1.5, 1.0], [1.5, 1.5, 0.1, 0.1], [2.5, 3.5, 0.1, 0.1]])
    assert ignored_ids(found, RULE) == {10}


def test_the_unit_is_ink_not_the_stroke() -> None:
    rows = [[0.5], [0.5], [0.5]]
    assert (
        ignored_ids(influence(rows, 1.0), RULE) == ignored_ids(influence(rows, 99.0), RULE) == {10}
    )


def test_a_rule_is_kept_for_its_own_weights(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    checkpoint = tmp_path / "s.safetensors"
    assert read_rule(checkpoint, "abc") is None and not caplog.records
    assert write_rule(checkpoint, RULE) == tmp_path / "s.ignored.json" == rule_file(checkpoint)
    assert read_rule(checkpoint, "abc") == RULE
    assert read_rule(checkpoint, "other") is None and "fit it again" in caplog.text


@pytest.mark.parametrize(
    "broken", [replace(RULE, method="magic"), replace(RULE, thresholds=(1.0, 2.0))]
)
def test_a_rule_that_cannot_be_is_not_used(tmp_path: Path, broken: IgnoredRule) -> None:
    write_rule(tmp_path / "s.safetensors", broken)
    assert read_rule(tmp_path / "s.safetensors", "abc") is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"model": 3}', '{"thresholds": "x"}'])
def test_a_damaged_file_is_not_used(tmp_path: Path, text: str) -> None:
    rule_file(tmp_path / "s.safetensors").write_text(text)
    assert read_rule(tmp_path / "s.safetensors", "abc") is None
