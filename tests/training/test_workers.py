import pytest
import torch
from torch import nn

from sketchapp.errors import CheckpointError
from sketchapp.training.workers import Workers, find_workers, has_bfloat16

CPU = torch.device("cpu")


def test_one_process_leads_and_shares_nothing() -> None:
    workers = find_workers({})
    assert (workers.index, workers.count, workers.leads, workers.group) == (0, 1, True, None)
    assert not Workers(CPU, index=1, count=2).leads
    value = torch.tensor(3.0)
    assert workers.mean(value) is value


def test_a_batch_divides_among_the_processes() -> None:
    assert Workers(CPU, 0, 4).share(8) == 2
    with pytest.raises(CheckpointError, match="a batch of 9 photos cannot be divided among 4"):
        Workers(CPU, 0, 4).share(9)


def test_passes_are_in_bfloat16_where_the_processor_has_it() -> None:
    with Workers(CPU).autocast():
        result = nn.Linear(2, 2)(torch.ones(1, 2))
    assert result.dtype == (torch.bfloat16 if has_bfloat16(CPU) else torch.float32)
