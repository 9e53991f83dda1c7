"""A file tells by its header which photos it makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sketchapp.errors import CheckpointError
from sketchapp.generation import PhotoStudio
from sketchapp.models.open_photo_generator import makes_photos, open_photo_generator
from sketchapp.models.sketch_to_photo.photo_generator import StylePhotoGenerator
from sketchapp.models.translators.photo_generator import TranslatedPhotoGenerator
from tests.models.sketch_to_photo.made_networks import CHAIR, saved_photo_generator
from tests.models.tiny import tiny_retriever
from tests.models.translators.made_translators import saved_translator


def test_each_file_opens_as_what_it_is(tmp_path: Path) -> None:
    coded = saved_photo_generator(tmp_path / "c.safetensors")
    plain = saved_translator(tmp_path / "p.safetensors")
    assert isinstance(open_photo_generator(coded), StylePhotoGenerator)
    assert isinstance(open_photo_generator(plain), TranslatedPhotoGenerator)
    assert makes_photos(coded) and makes_photos(plain)


def test_what_makes_no_photos_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    tiny_retriever().save(path, {})
    assert not makes_photos(path)
    with pytest.raises(CheckpointError, match="makes no photos"):
        open_photo_generator(path)
    with pytest.raises(CheckpointError, match="no weights"):
        makes_photos(tmp_path / "lost.safetensors")


def test_the_page_asks_for_more_than_a_translator_can(tmp_path: Path) -> None:
    studio = PhotoStudio(saved_translator(tmp_path / "p.safetensors"))
    with pytest.raises(CheckpointError, match="holds no sketch-to-photo network"):
        studio.photos(CHAIR, [1])
