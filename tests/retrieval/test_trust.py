import json
import logging
from pathlib import Path

import numpy as np
import pytest

from sketchapp.retrieval.certainty import entropy
from sketchapp.retrieval.trust import (
    SIGNALS,
    Signals,
    Trust,
    read_trust,
    share_right,
    signals_of,
    trust_file,
    write_trust,
)

TRUST = Trust("abc", "margin", 10.0, -1.0, 0.7, "chair", 952, 100)


def test_signals_of_one_answer() -> None:
    similar = np.array([0.2, 0.9, 0.5])
    found = Signals.of(similar, 0.1)
    shares = np.exp(similar / 0.1) / np.exp(similar / 0.1).sum()
    assert (found.similarity, found.margin) == (0.9, pytest.approx(0.4))
    assert found.probability == pytest.approx(shares.max())
    assert found.certainty == pytest.approx(1 - entropy(similar[None], 0.1)[0])
    many = signals_of(np.stack([similar, similar[::-1]]), 0.1)
    assert many.keys() == set(SIGNALS)
    assert all(values == pytest.approx(getattr(found, name)) for name, values in many.items())


def test_one_photo_has_no_margin_and_so_no_share() -> None:
    alone = Signals.of(np.array([0.3], np.float32), 0.1)
    assert np.isnan(alone.margin) and (alone.probability, alone.certainty) == (1, 1)
    assert share_right(TRUST, alone) is None


def test_a_share_is_read_off_the_line() -> None:
    signals = Signals(0.9, 0.1, 0.5, 0.5)
    assert share_right(TRUST, signals) == pytest.approx(0.5)  # -1 + 10 * 0.1
    assert share_right(None, signals) is share_right(TRUST, None) is None


def test_trust_is_kept_beside_the_weights_and_is_theirs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    weights = tmp_path / "r.safetensors"
    assert read_trust(weights, "abc") is None and not caplog.text
    assert write_trust(weights, TRUST) == trust_file(weights) == tmp_path / "r.trust.json"
    assert read_trust(weights, "abc") == TRUST
    with caplog.at_level(logging.WARNING):
        assert read_trust(weights, "others") is None
    assert "other weights" in caplog.text and "train trust" in caplog.text


@pytest.mark.parametrize("content", ["", "[]", '{"model": "abc"}', "\x00"])
def test_a_damaged_file_is_passed_over(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    trust_file(tmp_path / "r.safetensors").write_text(content, encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert read_trust(tmp_path / "r.safetensors", "abc") is None
    assert "r.trust.json cannot be used" in caplog.text


def test_a_signal_that_nobody_knows_is_none(tmp_path: Path) -> None:
    weights = tmp_path / "r.safetensors"
    path = write_trust(weights, TRUST)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"signal": "mood"}))
    assert read_trust(weights, "abc") is None
