import gc
import os
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sketchapp.errors import SketchAppError
from sketchapp.models.retriever import TrainedRetriever
from sketchapp.retrieval.embeddings import gallery_embeddings
from sketchapp.retrieval.gallery import MANIFEST, Gallery
from sketchapp.retrieval.library import Library
from sketchapp.retrieval.live import Question
from sketchapp.study import finder as finder_module
from sketchapp.study.finder import MethodSearch
from sketchapp.study.protocol import RetrievalBlock
from tests.made_datasets import make_gallery
from tests.models.sketch_to_photo.made_networks import saved_photo_generator
from tests.models.tiny import tiny_retriever
from tests.models.translators.made_translators import saved_translator
from tests.study.made import CROSS, METHODS, made_bundle, retrieval_block


@pytest.fixture
def search(tmp_path: Path) -> MethodSearch:
    for seed, name in enumerate(METHODS):
        tiny_retriever(seed).save(tmp_path / f"{name}.safetensors", {})
    library = Library(tmp_path / "galleries", make_gallery(tmp_path / "shipped", 8))
    return MethodSearch(library, tmp_path)


def block_of(**changes: object) -> RetrievalBlock:
    block = made_bundle(blocks=[retrieval_block(**changes)]).protocol.blocks[0]
    assert isinstance(block, RetrievalBlock)
    return block


def test_every_method_gives_the_photo_that_the_page_would_show_first(search: MethodSearch) -> None:
    block = block_of()
    found = search.top_photos(block, CROSS, "chair")
    assert set(found) == set(METHODS)
    for method in block.methods:
        live = search._live(block.gallery, method.weights)
        answer = live.answer(Question(CROSS, category="chair"))
        assert found[method.name].photo_id == answer.found[0].photo.id
        assert found[method.name].retriever_id == live.retriever.id
    assert len({top.retriever_id for top in found.values()}) == 3


@pytest.mark.parametrize("save", [saved_photo_generator, saved_translator])
def test_a_photo_made_of_the_sketch_may_be_the_query(
    save: Callable[[Path], Path], search: MethodSearch, tmp_path: Path
) -> None:
    tiny_retriever(7).save(tmp_path / "retriever.safetensors", {})
    save(tmp_path / "made.safetensors")
    block = block_of(methods=[{"name": "made", "weights": "made.safetensors"}])
    found = search.top_photos(block, CROSS, "chair")["made"]
    ours = Question(CROSS, category="chair")
    live = search._live(block.gallery, "made.safetensors")
    assert found.photo_id == live.answer(ours).found[0].photo.id
    assert found.retriever_id == live.retriever.id
    assert live.retriever.photo_style == tiny_retriever(7).photo_style


def test_a_gallery_that_changed_is_opened_again_and_the_old_one_let_go(
    search: MethodSearch,
) -> None:
    asked = (block_of().gallery, "ours.safetensors")
    old = weakref.ref(search._live(*asked))
    assert search._live(*asked) is old()
    os.utime(search.library.shipped / MANIFEST, (1, 1))
    new = search._live(*asked)
    gc.collect()
    assert old() is None and search._live(*asked) is new


def test_a_search_that_is_being_opened_holds_no_other_one_up(
    search: MethodSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def embeddings(retriever: TrainedRetriever, gallery: Gallery) -> NDArray[np.float32]:
        if threading.current_thread() is slow:
            begun.set()
            assert goes_on.wait(60)
        return gallery_embeddings(retriever, gallery)

    monkeypatch.setattr(finder_module, "gallery_embeddings", embeddings)
    slow = threading.Thread(target=search._live, args=(block_of().gallery, "softmax.safetensors"))
    slow.start()
    assert begun.wait(60)
    block = block_of(methods=[{"name": "ours", "weights": "ours.safetensors"}])
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(search.top_photos, block, CROSS, "chair")
        done, _ = wait([found], timeout=20)
        goes_on.set()
    slow.join()
    assert done and set(found.result()) == {"ours"}


def test_a_search_that_several_ask_for_at_once_is_opened_once(search: MethodSearch) -> None:
    asked = (block_of().gallery, "ours.safetensors")
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: id(search._live(*asked)), range(8)))) == 1


def test_categories_are_those_named_or_the_gallery_s(search: MethodSearch) -> None:
    assert search.categories(block_of()) == ("chair", "shoe")
    assert search.categories(block_of(categories=["shoe"])) == ("shoe",)


def test_what_is_missing_is_named(search: MethodSearch) -> None:
    search.check(made_bundle())
    with pytest.raises(SketchAppError, match="'horse'"):
        search.check(made_bundle(blocks=[retrieval_block(categories=["horse"])]))
    lost = [{"name": "lost", "weights": "lost.safetensors"}]
    with pytest.raises(SketchAppError, match="lost"):
        search.check(made_bundle(blocks=[retrieval_block(methods=lost)]))
    with pytest.raises(SketchAppError, match="not here"):
        search.check(made_bundle(blocks=[retrieval_block(gallery="0" * 32)]))
