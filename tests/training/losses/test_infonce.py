import pytest
import torch
from pytorch_metric_learning.losses import NTXentLoss

from sketchapp.training.losses.infonce import infonce_loss
from sketchapp.training.losses.metric_learning import apply, mean_cosine
from tests.training.losses.made_matches import made_matches, table_by_hand


@pytest.mark.parametrize("own", [(0, 1, 2, 3), (0, 0, 1, 2, 3), (3, 3)])
@pytest.mark.parametrize("temperature", [0.07, 1.0])
def test_the_loss_is_a_cross_entropy_over_photos(own: tuple[int, ...], temperature: float) -> None:
    matches = made_matches(own=own)
    chance = (torch.tensor(table_by_hand(matches), dtype=torch.float64) / temperature).softmax(
        dim=1
    )
    expected = -torch.stack([chance[a, b] for a, b in enumerate(own)]).log().mean().item()
    assert infonce_loss(matches, temperature).item() == pytest.approx(expected, rel=1e-9)
    library = apply(NTXentLoss(temperature, distance=mean_cosine()), matches).item()
    assert library == pytest.approx(expected, rel=1e-6)


def test_it_goes_one_way() -> None:
    """Photos without a sketch count as wrong answers, and ask for nothing themselves."""
    few = infonce_loss(made_matches(own=(0, 1), photos=2), 0.5).item()
    matches = made_matches(own=(0, 1), photos=4)
    photos = matches.photos.requires_grad_()
    loss = infonce_loss(matches, 0.5)
    loss.backward()
    assert loss.item() != pytest.approx(few)
    assert photos.grad is not None and photos.grad[3].abs().max() > 0
