from pathlib import Path
from typing import NoReturn
from urllib.error import URLError

import open_clip
import pytest
import torch
import torchvision
from safetensors.torch import save_file

from sketchapp.errors import CheckpointError
from sketchapp.models.backbones import (
    BACKBONES,
    CLIP_MEAN,
    CLIP_STD,
    IMAGENET_MEAN,
    IMAGENET_STD,
    Backbone,
    Normalisation,
    build_backbone,
    load_pretrained,
)
from tests.models.tiny import made_weights, random_images
from tests.models.tiny_clip import register


@pytest.fixture(scope="module")
def tower(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a tiny open_clip model."""
    return f"open_clip:{register(tmp_path_factory.mktemp('configs'), 'tiny-test-tower')}"


@pytest.mark.parametrize("name", sorted(BACKBONES))
def test_a_backbone_gives_a_feature_map_of_its_channels(name: str) -> None:
    backbone = build_backbone(name).eval()
    with torch.inference_mode():
        features = backbone(random_images(1, 64))
    assert features.shape == (1, backbone.channels, *features.shape[2:])
    assert features.shape[2] == features.shape[3] in (1, 2, 3, 4)


def test_pictures_are_normalised_inside(tower: str) -> None:
    body = torch.nn.Identity()
    normal = Backbone(body, 3, Normalisation((0.5, 0.25, 0.0), (0.5, 1.0, 2.0)))
    pictures = torch.ones(1, 3, 2, 2)
    assert normal(pictures)[0, :, 0, 0].tolist() == [1.0, 0.75, 0.5]
    clip = build_backbone(tower)
    assert torch.allclose(clip.mean.flatten(), torch.tensor(CLIP_MEAN))
    assert torch.allclose(clip.std.flatten(), torch.tensor(CLIP_STD))
    assert build_backbone("squeezenet1_0").mean.flatten()[0].item() == pytest.approx(0.485)


def test_normalisation_is_no_part_of_the_weights() -> None:
    assert not {"mean", "std"} & set(build_backbone("squeezenet1_0").state_dict())


def test_an_open_clip_tower_is_a_backbone(tower: str) -> None:
    backbone = build_backbone(tower).eval()
    with torch.inference_mode():
        assert backbone(random_images(2)).shape == (2, 16, 1, 1)


def test_an_open_clip_tower_of_timm_is_one_too(tmp_path: Path) -> None:
    vision = {"image_size": 32, "timm_model_name": "test_vit", "timm_proj": "linear"}
    register(tmp_path, "tiny-timm-tower", vision_cfg=vision | {"timm_pool": "token"})
    backbone = build_backbone("open_clip:tiny-timm-tower").eval()
    assert backbone.channels == 16
    with torch.inference_mode():
        assert backbone(random_images(1)).shape == (1, 16, 1, 1)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("resnet19", "resnet19.*squeezenet1_0, eff.*, vgg16, .*sketch_a_net, open_clip:NAME"),
        ("open_clip:no-such-tower", "no-such-tower.*there are: .*list_models"),
    ],
)
def test_unknown_names_list_what_exists(name: str, sentence: str) -> None:
    with pytest.raises(CheckpointError, match=sentence):
        build_backbone(name)


def test_local_weights_fill_a_backbone(tmp_path: Path) -> None:
    path = made_weights(tmp_path / "w.safetensors", seed=3)
    filled = load_pretrained(build_backbone("squeezenet1_0"), "squeezenet1_0", path)
    again = load_pretrained(build_backbone("squeezenet1_0"), "squeezenet1_0", str(path))
    image = random_images(1)
    assert torch.equal(filled(image), again(image))
    assert not torch.equal(filled(image), build_backbone("squeezenet1_0")(image))


@pytest.mark.parametrize("name", ["resnet18", "squeezenet1_0", "inception_v3"])
def test_weights_as_torchvision_names_them_fit(tmp_path: Path, name: str) -> None:
    faster = {"init_weights": False} if name == "inception_v3" else {}
    network = torchvision.models.get_model(name, **faster)
    save_file(network.state_dict(), tmp_path / "w.safetensors")
    filled = load_pretrained(build_backbone(name), name, tmp_path / "w.safetensors")
    theirs = {k.removeprefix("features."): v for k, v in network.state_dict().items()}
    for key, value in filled.body.state_dict().items():
        assert torch.equal(value, theirs[key])


def test_local_weights_fill_an_open_clip_tower(tower: str, tmp_path: Path) -> None:
    model = open_clip.create_model(tower.removeprefix("open_clip:")).eval()
    path = tmp_path / "w.safetensors"
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, path)
    filled = load_pretrained(build_backbone(tower), tower, path).eval()
    images = random_images(2)
    mean, std = (torch.tensor(v).view(3, 1, 1) for v in (CLIP_MEAN, CLIP_STD))
    with torch.inference_mode():
        theirs = model.encode_image((images - mean) / std)  # type: ignore[operator]
        assert torch.allclose(filled(images)[:, :, 0, 0], theirs, atol=1e-5)


def test_missing_tensors_are_named(tmp_path: Path) -> None:
    state = build_backbone("squeezenet1_0").body.state_dict()
    del state["0.weight"], state["3.expand1x1.bias"]
    save_file(state, tmp_path / "w.safetensors")
    with pytest.raises(CheckpointError, match=r"lacks 2 tensors of the network, first 0.weight"):
        load_pretrained(
            build_backbone("squeezenet1_0"), "squeezenet1_0", tmp_path / "w.safetensors"
        )


def test_tensors_of_another_shape_are_refused(tmp_path: Path) -> None:
    state = build_backbone("squeezenet1_0").body.state_dict()
    state["0.bias"] = torch.zeros(5)
    save_file(state, tmp_path / "w.safetensors")
    with pytest.raises(CheckpointError, match=r"of another network: (?s:.*)0\.bias"):
        load_pretrained(
            build_backbone("squeezenet1_0"), "squeezenet1_0", tmp_path / "w.safetensors"
        )


def test_a_pickle_of_weights_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    torch.save(build_backbone("squeezenet1_0").body.state_dict(), path)
    with pytest.raises(CheckpointError, match="not a safetensors file"):
        load_pretrained(build_backbone("squeezenet1_0"), "squeezenet1_0", path)


def test_a_missing_file_is_no_tag(tmp_path: Path) -> None:
    backbone = build_backbone("squeezenet1_0")
    with pytest.raises(CheckpointError, match="no weights at"):
        load_pretrained(backbone, "squeezenet1_0", tmp_path / "w.safetensors")
    with pytest.raises(
        CheckpointError, match=r"w\.pth' of squeezenet1_0 not found; give 'imagenet"
    ):
        load_pretrained(backbone, "squeezenet1_0", tmp_path / "w.pth")


def refuse(*args: object, **named: object) -> NoReturn:
    raise URLError("Name or service not known")


def test_an_unreachable_hub_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tower: str) -> None:
    monkeypatch.setattr("torchvision.models._api.load_state_dict_from_url", refuse)
    sentence = r"neither a local file nor reachable \(.*service not known.*give the path of"
    with pytest.raises(CheckpointError, match=sentence):
        load_pretrained(build_backbone("squeezenet1_0"), "squeezenet1_0", "imagenet")
    monkeypatch.setattr(open_clip, "create_model", refuse)
    with pytest.raises(CheckpointError, match=sentence):
        load_pretrained(Backbone(torch.nn.Identity(), 3), tower, "openai")


def test_downloaded_weights_fill_a_backbone(monkeypatch: pytest.MonkeyPatch) -> None:
    state = torchvision.models.squeezenet1_0().state_dict()
    monkeypatch.setattr(
        "torchvision.models._api.load_state_dict_from_url", lambda *args, **named: state
    )
    filled = load_pretrained(build_backbone("squeezenet1_0"), "squeezenet1_0", "imagenet")
    assert torch.equal(filled.body.state_dict()["0.weight"], state["features.0.weight"])


def test_downloaded_inception_weights_fill_the_trunk(monkeypatch: pytest.MonkeyPatch) -> None:
    state = torchvision.models.inception_v3(init_weights=False).state_dict()
    monkeypatch.setattr(
        "torchvision.models._api.load_state_dict_from_url", lambda *args, **named: state
    )
    filled = load_pretrained(build_backbone("inception_v3"), "inception_v3", "imagenet")
    last = "Mixed_7c.branch_pool.conv.weight"
    assert torch.equal(filled.body.state_dict()[last], state[last])
    assert not any(name.startswith(("AuxLogits", "fc")) for name in filled.body.state_dict())


def test_inception_sees_pictures_as_torchvision_shows_them() -> None:
    """There a network with weights turns ImageNet's normalisation into its own."""
    network = torchvision.models.inception_v3(transform_input=True, init_weights=False)
    image, mean, std = (
        random_images(1),
        *(torch.tensor(v).view(3, 1, 1) for v in (IMAGENET_MEAN, IMAGENET_STD)),
    )
    theirs = network._transform_input((image - mean) / std)
    backbone = build_backbone("inception_v3")
    assert torch.allclose((image - backbone.mean) / backbone.std, theirs, atol=1e-5)


def test_there_are_no_imagenet_weights_of_sketch_a_net() -> None:
    with pytest.raises(CheckpointError, match=r"sketch_a_net are neither .* give the path of"):
        load_pretrained(build_backbone("sketch_a_net"), "sketch_a_net", "imagenet")
