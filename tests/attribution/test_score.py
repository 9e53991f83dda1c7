import numpy as np
import open_clip
import pytest
import torch
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
from torch import nn
from torchvision.transforms import Normalize

from sketchapp.attribution import ClassLogit, Similarity, TopSimilarity, attribute
from sketchapp.attribution.score import device_of, evaluate, images_of_ink
from sketchapp.errors import SketchAppError
from sketchapp.sketch import RasterStyle
from tests.attribution.toys import LinearScore, mixed_sketches

PHOTOS = torch.tensor([[3.0, 0.0], [0.0, 0.5]])


def mean_and_one(images):
    """An embedding (B, 2): mean of the picture, and 1."""
    mean = images.mean((1, 2, 3))
    return torch.stack([mean, torch.ones_like(mean)], dim=1)


def test_pictures_are_black_ink_on_white_paper():
    images = images_of_ink(np.array([[0.0, 1.0], [0.25, 0.0]]))
    assert images.shape == (1, 3, 2, 2)
    assert images.dtype == torch.float32
    assert images[0, 2].tolist() == [[1.0, 0.0], [0.75, 1.0]]


def test_pictures_may_be_changed_in_place():
    images_of_ink(np.zeros((4, 4))).sub_(torch.tensor([0.5, 0.4, 0.3])[:, None, None])


def test_similarity_is_the_cosine_whatever_the_lengths():
    white = torch.ones(1, 3, 4, 4)  # embedded as (1, 1)
    for target in PHOTOS:
        assert Similarity(mean_and_one, target)(white).item() == pytest.approx(0.5**0.5)


def test_similarity_of_several_rows_is_the_mean_cosine():
    rows = torch.tensor([[[1.0, 0.0], [0.0, 2.0]]])  # (B, K, D)
    score = Similarity(lambda _: rows, torch.tensor([[1.0, 0.0], [1.0, 0.0]]))
    assert score(torch.ones(1, 3, 4, 4)).item() == pytest.approx((1 + 0) / 2)


def test_top_similarity_is_that_of_the_nearest_photo():
    dark = torch.zeros(1, 3, 4, 4)  # embedded as (0, 1): the second photo exactly
    assert TopSimilarity(mean_and_one, PHOTOS)(dark).item() == pytest.approx(1.0)
    assert Similarity(mean_and_one, PHOTOS[0])(dark).item() == pytest.approx(0.0)


def test_top_similarity_of_several_rows_means_over_rows_before_it_picks():
    rows = torch.tensor([[[1.0, 0.0], [1.0, 0.0]]])
    gallery = torch.tensor([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]])  # (N, K, D)
    score = TopSimilarity(lambda _: rows, gallery)
    assert score(torch.ones(1, 3, 4, 4)).item() == pytest.approx(0.5**0.5)


def test_class_logit_picks_its_class():
    images = torch.ones(2, 3, 4, 4)
    assert ClassLogit(mean_and_one, 1)(images).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("label", [-1, 2])
def test_a_class_outside_the_classifier_is_refused(label):
    with pytest.raises(SketchAppError, match="2 classes; allowed are 0 to 1"):
        ClassLogit(mean_and_one, label)(torch.ones(1, 3, 4, 4))


def test_embeddings_of_different_models_are_refused():
    with pytest.raises(SketchAppError, match="same model"):
        Similarity(mean_and_one, torch.ones(3))(torch.ones(1, 3, 4, 4))


def test_scores_stand_where_their_model_or_target_stands():
    meta = torch.device("meta")
    assert device_of(Similarity(mean_and_one, torch.ones(2, device=meta))) == meta
    assert device_of(TopSimilarity(mean_and_one, torch.ones(5, 2, device=meta))) == meta
    assert device_of(ClassLogit(nn.Linear(2, 2, device=meta), 0)) == meta
    assert device_of(nn.Linear(2, 2, device=meta)) == meta
    assert device_of(LinearScore(np.ones((4, 4)))) == torch.device("cpu")


def test_pictures_are_made_on_the_scores_device():
    seen = []

    class Elsewhere:
        device = "meta"

        def __call__(self, images):
            seen.append(images.device.type)
            return torch.zeros(len(images))

    evaluate(Elsewhere(), np.zeros((4, 4)))
    assert seen == ["meta"]


def test_a_score_that_is_not_one_number_per_picture_is_refused():
    with pytest.raises(SketchAppError, match=r"shape \(1, 2\) for 1 pictures"):
        evaluate(mean_and_one, np.zeros((4, 4)))


def test_a_score_that_is_not_finite_is_refused():
    with pytest.raises(SketchAppError, match="not finite"):
        evaluate(lambda images: images.sum((1, 2, 3)) * torch.nan, np.zeros((4, 4)))


def tiny_clip() -> CLIP:
    vision = CLIPVisionCfg(layers=1, width=32, head_width=16, patch_size=16, image_size=64)
    text = CLIPTextCfg(context_length=4, vocab_size=8, width=16, heads=2, layers=1)
    return CLIP(16, vision, text, quick_gelu=True).eval().requires_grad_(False)


@pytest.mark.parametrize("method", ["sla", "psla", "psla-position"])
def test_an_open_clip_model_is_explained_as_docs_attribution_says(method):
    model = tiny_clip()
    normalise = Normalize(open_clip.OPENAI_DATASET_MEAN, open_clip.OPENAI_DATASET_STD)

    def embed(images):
        return model.encode_image(normalise(images))

    photo = embed(torch.rand(1, 3, 64, 64))
    sketch = mixed_sketches()[0]
    explained = attribute(sketch, Similarity(embed, photo), method, RasterStyle(64))
    assert len(explained.values) == (len(sketch) if method == "sla" else sketch.n_points)
    assert np.abs(explained.values).max() > 0
    assert -1 <= explained.score <= 1
