"""One process or several."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from sketchapp.errors import CheckpointError
from sketchapp.training import workers as workers_module
from sketchapp.training.workers import Workers, drawers_beside, find_workers, has_bfloat16

ROOT = Path(__file__).parents[2]


def test_a_process_alone_needs_no_group() -> None:
    workers = find_workers(())
    assert (workers.index, workers.count, workers.group, workers.leads) == (0, 1, None, True)
    value = torch.tensor([1.0, 2.0])
    assert workers.mean(value) is value
    network = torch.nn.Linear(2, 1)
    network.weight.grad = torch.ones(1, 2)
    workers.average_gradients(network)
    workers.wait()
    assert torch.equal(network.weight.grad, torch.ones(1, 2))


def test_a_gpu_has_drawers_beside_it_and_a_processor_has_not() -> None:
    assert drawers_beside(torch.device("cpu"), 64) == 0
    assert [drawers_beside(torch.device("cuda"), n) for n in (0, 1, 2, 64)] == [0, 0, 1, 4]
    assert find_workers((), drawers=3).drawers == 3


def test_drawers_are_refused_where_no_process_can_be_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers_module, "can_fork", lambda: False)
    assert drawers_beside(torch.device("cuda"), 64) == 0
    with pytest.raises(CheckpointError, match="give 0"):
        find_workers((), drawers=2)


class Doubling:
    """Stands for a group in which another process had three times the value."""

    def reduce(self, value: torch.Tensor, reduction: str) -> torch.Tensor:
        assert reduction == "mean"
        return 2 * value


def test_gradients_become_the_mean_of_the_group() -> None:
    network = torch.nn.Linear(2, 1)
    network.weight.grad = torch.ones(1, 2)
    workers = Workers(torch.device("cpu"), 1, 2, Doubling())
    assert not workers.leads
    workers.average_gradients(network)
    assert torch.equal(network.weight.grad, torch.full((1, 2), 2.0)) and network.bias.grad is None


@pytest.mark.slow
def test_two_processes_end_with_the_same_weights(tmp_path: Path) -> None:
    script = Path(__file__).with_name("two_workers.py")
    launch = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2"]
    launch += ["--standalone", str(script), str(tmp_path)]
    environment = os.environ | {"ACCELERATE_USE_CPU": "true", "PYTHONPATH": str(ROOT)}
    subprocess.run(launch, check=True, cwd=ROOT, env=environment, timeout=400)
    first, second = (
        ast.literal_eval((tmp_path / f"{i}.txt").read_text(encoding="utf-8")) for i in (0, 1)
    )
    assert first[:4] == [0, 2, 6, [3, 6]] and second[:4] == [1, 2, 6, []]
    assert first[4:] == second[4:]
    assert (tmp_path / "state").is_file()


def test_passes_are_in_bfloat16_where_the_processor_has_it() -> None:
    cpu = torch.device("cpu")
    with Workers(cpu).autocast():
        result = torch.nn.Linear(2, 2)(torch.ones(1, 2))
    assert result.dtype == (torch.bfloat16 if has_bfloat16(cpu) else torch.float32)
