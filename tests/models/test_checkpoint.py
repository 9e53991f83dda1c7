import json
import os
import pickle
import re
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from sketchapp.errors import CheckpointError
from sketchapp.models import checkpoint
from sketchapp.models.checkpoint import (
    CONFIG_KEY,
    file_hash,
    read_config,
    read_tensors,
    write_checkpoint,
)

TENSORS = {"a": torch.arange(6.0).reshape(2, 3), "b": torch.tensor([7], dtype=torch.int64)}


class Bomb:
    """A pickle of it makes a folder when it is read."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple:
        return os.mkdir, (str(self.trace),)


def test_tensors_and_configuration_come_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "w.safetensors"
    write_checkpoint(path, TENSORS, {"size": 3, "names": ["ä", "b"]})
    read = read_tensors(path)
    assert read.keys() == TENSORS.keys()
    for name, tensor in TENSORS.items():
        assert read[name].dtype == tensor.dtype and torch.equal(read[name], tensor)
    assert read_config(path) == {"size": 3, "names": ["ä", "b"]}
    assert [file.name for file in path.parent.iterdir()] == ["w.safetensors"]


def test_tensors_in_another_memory_format_come_back(tmp_path: Path) -> None:
    tensor = torch.rand(2, 3, 4, 5).to(memory_format=torch.channels_last)
    write_checkpoint(tmp_path / "w.safetensors", {"a": tensor}, {})
    assert torch.equal(read_tensors(tmp_path / "w.safetensors")["a"], tensor)


def test_a_file_without_a_configuration_has_an_empty_one(tmp_path: Path) -> None:
    save_file(TENSORS, tmp_path / "w.safetensors")
    assert read_config(tmp_path / "w.safetensors") == {}


@pytest.mark.parametrize("text", ["{", "[1]", "null"])
def test_a_header_that_is_no_object_is_refused(tmp_path: Path, text: str) -> None:
    save_file(TENSORS, tmp_path / "w.safetensors", metadata={CONFIG_KEY: text})
    with pytest.raises(CheckpointError, match="no readable header"):
        read_config(tmp_path / "w.safetensors")


@pytest.mark.parametrize("read", [read_tensors, read_config])
def test_a_pickle_is_refused_and_never_run(tmp_path: Path, read) -> None:
    path, trace = tmp_path / "w.safetensors", tmp_path / "trace"
    for content in (pickle.dumps(Bomb(trace)), pickle.dumps({"a": Bomb(trace)}, protocol=0)):
        path.write_bytes(content)
        with pytest.raises(CheckpointError, match=re.escape(str(path))):
            read(path)
    torch.save({"a": Bomb(trace)}, path)
    with pytest.raises(CheckpointError, match=re.escape(str(path))):
        read(path)
    assert not trace.exists()
    pickle.loads(pickle.dumps(Bomb(trace)))
    assert trace.exists()  # the bomb would have gone off


@pytest.mark.parametrize("kept", [0, 4, 40, -1])
def test_a_truncated_file_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "w.safetensors"
    write_checkpoint(path, TENSORS, {"size": 3})
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(CheckpointError, match="not a safetensors file"):
        read_tensors(path)


@pytest.mark.parametrize("read", [read_tensors, read_config, file_hash])
def test_a_missing_file_says_what_to_do(tmp_path: Path, read) -> None:
    for path in (tmp_path / "w.safetensors", tmp_path):
        with pytest.raises(CheckpointError, match="train some: python -m sketchapp"):
            read(path)


def test_a_write_that_breaks_off_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.safetensors"
    write_checkpoint(path, TENSORS, {"version": 1})

    def break_off(tensors: dict, target: Path, metadata: dict) -> None:
        Path(target).write_bytes(b"half")
        raise OSError("no space left on device")

    monkeypatch.setattr(checkpoint, "save_file", break_off)
    with pytest.raises(OSError, match="no space"):
        write_checkpoint(path, TENSORS, {"version": 2})
    with pytest.raises(OSError, match="no space"):
        write_checkpoint(tmp_path / "other.safetensors", TENSORS, {"version": 2})
    assert read_config(path) == {"version": 1} and torch.equal(
        read_tensors(path)["a"], TENSORS["a"]
    )
    assert not (tmp_path / "other.safetensors").exists()


def test_a_hash_tells_weights_apart(tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.safetensors" for i in range(3)]
    for path, first in zip(paths, (1.0, 1.0, 1.0000001), strict=True):
        write_checkpoint(path, {"a": torch.tensor([first])}, {})
    hashes = [file_hash(path) for path in paths]
    assert hashes[0] == hashes[1] != hashes[2]
    assert all(re.fullmatch("[0-9a-f]{16}", found) for found in hashes)


def test_the_configuration_is_plain_json_in_the_header(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    write_checkpoint(path, TENSORS, {"size": 3})
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    assert json.loads(header["__metadata__"][CONFIG_KEY]) == {"size": 3}
