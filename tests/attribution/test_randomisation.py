import pytest
import torch
from torch import Tensor, nn

from sketchapp.attribution.randomisation import draw_anew, layers_from_top, randomised_models
from sketchapp.errors import SketchAppError


class Branches(nn.Module):
    """Two parallel trunks under one head, in an order of definition that says nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(8, 2)
        self.left = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))
        self.unused = nn.Linear(4, 4)
        self.right = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))

    def forward(self, x: Tensor) -> Tensor:
        return self.head(torch.cat([self.left(x), self.right(x)], 1))


def run(model: nn.Module) -> Tensor:
    return model(torch.ones(3, 4)).sum()


@pytest.fixture
def model() -> Branches:
    torch.manual_seed(0)
    return Branches().requires_grad_(False)


def test_layers_come_from_the_output_down_and_branches_in_turn(model: Branches) -> None:
    layers = [{name.rpartition(".")[0] for name in layer} for layer in layers_from_top(model, run)]
    assert layers[0] == {"head"}
    assert layers[1] | layers[2] == {"left.2", "right.2"}
    assert layers[3] | layers[4] == {"left.0", "right.0"}
    assert len(layers) == 5  # without the one that the result does not depend on
    assert not any(parameter.requires_grad for parameter in model.parameters())


def test_stages_go_on_from_each_other_and_leave_the_model_alone(model: Branches) -> None:
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    layers = layers_from_top(model, run)
    first, second = randomised_models(model, layers, 2, torch.Generator().manual_seed(0))
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, before[name])
    assert not torch.equal(first.state_dict()["head.weight"], before["head.weight"])
    assert torch.equal(first.state_dict()["head.weight"], second.state_dict()["head.weight"])
    assert torch.equal(first.state_dict()["left.0.weight"], before["left.0.weight"])
    assert not torch.equal(second.state_dict()["left.0.weight"], before["left.0.weight"])
    assert torch.equal(second.state_dict()["unused.weight"], before["unused.weight"])


def test_new_weights_have_the_spread_of_the_old_ones() -> None:
    model = nn.Linear(200, 200)
    with torch.no_grad():
        model.weight.normal_(0.3, 2.0)
    old = model.weight.clone()
    draw_anew(model, ["weight"], torch.Generator().manual_seed(1))
    assert model.weight.mean().item() == pytest.approx(0.3, abs=0.05)
    assert model.weight.std().item() == pytest.approx(2.0, rel=0.02)
    assert abs(torch.corrcoef(torch.stack([model.weight.flatten(), old.flatten()]))[0, 1]) < 0.02


def test_a_score_without_weights_is_refused(model: Branches) -> None:
    with pytest.raises(SketchAppError, match="no parameter"):
        layers_from_top(model, lambda _: torch.ones(2, requires_grad=True).sum())
