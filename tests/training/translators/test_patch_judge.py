"""Every logit of the judge is of a patch alone."""

from __future__ import annotations

import torch

from sketchapp.training.translators.patch_judge import new_judge
from tests.models.tiny import random_images

PATCH_PX = 34


def test_a_logit_sees_a_patch_of_34_px() -> None:
    judge = new_judge(3, 4, torch.Generator().manual_seed(0)).eval()
    images = random_images(1, 64).requires_grad_()
    for layer in judge.modules():
        if isinstance(layer, torch.nn.InstanceNorm2d):
            layer.forward = lambda features: features  # which looks at whole pictures
    logits = judge(images)
    assert logits.shape == (1, 1, 14, 14)
    logits[0, 0, 7, 7].backward()
    assert images.grad is not None
    rows = images.grad[0].abs().sum((0, 2)).nonzero()[:, 0]
    assert int(rows.max() - rows.min()) + 1 == PATCH_PX


def test_a_judge_tells_pictures_apart_and_learns_in_every_layer() -> None:
    judge = new_judge(6, 4, torch.Generator().manual_seed(0))
    logits = judge(torch.cat([random_images(2, 16), random_images(2, 16, 1)], 1))
    assert logits.shape == (2, 1, 2, 2) and not torch.equal(logits[0], logits[1])
    logits.square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0 for p in judge.parameters())
