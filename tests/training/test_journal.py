from pathlib import Path

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from sketchapp.training.journal import EVERY, Journal


def test_curves_are_what_was_noted(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for step in range(1, 2 * EVERY + 2):
        journal.note(step, {"matching": torch.tensor(step / 8), "sketch": torch.tensor(1.0)})
    journal.close()
    events = EventAccumulator(str(tmp_path)).Reload()
    assert events.Tags()["scalars"] == ["loss/matching", "loss/sketch"]
    points = [(point.step, point.value) for point in events.Scalars("loss/matching")]
    assert points == [(EVERY, EVERY / 8), (2 * EVERY, 2 * EVERY / 8)]


def test_without_a_folder_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    journal = Journal(None)
    journal.note(EVERY, {"matching": torch.tensor(1.0)})
    journal.close()
    assert not list(tmp_path.iterdir())
