import torch
from torch import nn

from sketchapp.training.machine import Machine, has_bfloat16


def test_one_process_shares_nothing() -> None:
    machine = Machine.here()
    assert (machine.rank, machine.count, machine.is_first) == (0, 1, True)
    module = nn.Linear(2, 2)
    assert machine.shared(module) is module
    assert not Machine(torch.device("cpu"), rank=1, count=2).is_first


def test_passes_are_in_bfloat16_where_the_processor_has_it() -> None:
    machine = Machine(torch.device("cpu"))
    with machine.autocast():
        result = nn.Linear(2, 2)(torch.ones(1, 2))
    expected = torch.bfloat16 if has_bfloat16(machine.device) else torch.float32
    assert result.dtype == expected
