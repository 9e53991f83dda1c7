from dataclasses import replace

import pytest
import torch

from sketchapp.errors import TrainingError
from sketchapp.training.losses.acc_at_q import acc_at_q_loss
from sketchapp.training.losses.registry import LOSSES, LossSettings, build_loss, loss_parameters
from sketchapp.training.losses.sorter import SorterSettings
from sketchapp.training.losses.triplet import triplet_loss
from tests.training.losses.made_matches import made_matches

BRIEF = LossSettings(width=4, tau_2=0.3, sorter=SorterSettings(width=4, steps=2, batch=4))


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_every_loss_has_a_gradient_for_sketches_and_photos(name: str) -> None:
    matches = made_matches()
    sides = [matches.sketches.requires_grad_(), matches.photos.requires_grad_()]
    loss = build_loss(name, BRIEF)(matches, 0.5)
    assert loss.shape == ()
    for gradient in torch.autograd.grad(loss, sides):
        assert torch.isfinite(gradient).all() and gradient.abs().max() > 0


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_every_loss_teaches_which_rows_to_select(name: str) -> None:
    matches = made_matches()
    soft = (matches.mask * 0.8 + 0.1).requires_grad_()  # as the model may choose them
    loss = build_loss(name, replace(BRIEF, margin=3.0))(replace(matches, mask=soft), 0.5)
    (gradient,) = torch.autograd.grad(loss, soft)
    assert torch.isfinite(gradient).all() and gradient.abs().amax(dim=1).min() > 0


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_no_loss_is_changed_by_the_order_of_the_sketches(name: str) -> None:
    one, order = made_matches(), torch.tensor([3, 0, 4, 1, 2])
    of_sketches = ("sketches", "own", "mask", "level", "level_logits")
    other = replace(one, **{field: getattr(one, field)[order] for field in of_sketches})
    loss = build_loss(name, BRIEF)
    assert loss(one, 0.5).item() == pytest.approx(loss(other, 0.5).item(), rel=1e-6)


def test_only_holef_has_something_to_train() -> None:
    trained = {name: len(loss_parameters(build_loss(name, BRIEF))) for name in LOSSES}
    assert {name for name, count in trained.items() if count} == {"holef"}
    matches = made_matches()
    sodeep = build_loss("sodeep", BRIEF)
    sodeep(matches, 0.0)
    assert not loss_parameters(sodeep)


def test_settings_reach_the_losses() -> None:
    matches = made_matches()
    settings = LossSettings(margin=0.7, hardest=True)
    hardest = triplet_loss(matches, 0.7, hardest=True)
    assert build_loss("triplet", settings)(matches, 0.0).item() == hardest.item()
    settings = LossSettings(q=(3, 2, 1), gallery=7, tau_1_start=16.0, tau_2=0.2)
    expected = acc_at_q_loss(matches, (2.0, 1.5, 1.0), 4.0, 0.2)  # of 4 photos, half way
    assert build_loss("acc_at_q", settings)(matches, 0.5).item() == pytest.approx(expected.item())


def test_an_unknown_loss_lists_what_there_is() -> None:
    with pytest.raises(TrainingError, match="'hinge' not found; there are: softmax, acc_at_q"):
        build_loss("hinge", LossSettings())
