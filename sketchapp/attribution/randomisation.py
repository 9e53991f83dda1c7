"""A model whose weights are drawn anew, layer by layer, from the output down.

Source: Adebayo et al., Sanity Checks for Saliency Maps, 2018, cascading randomisation.
"""

from __future__ import annotations

import copy
from collections import defaultdict, deque
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor, nn

from sketchapp.errors import SketchAppError

Layer = tuple[str, ...]
"""Names of the parameters of one module."""


def layers_from_top(model: nn.Module, run: Callable[[nn.Module], Tensor]) -> list[Layer]:
    """The layers that `run(model)` depends on, the one nearest to its result first.

    Nearness is counted in operations of the autograd graph, so that parallel branches come in turn
    and layers that the result does not depend on are left out. Raises SketchAppError where it
    depends on none.
    """
    copied = copy.deepcopy(model).requires_grad_()
    name_of = {id(parameter): name for name, parameter in copied.named_parameters()}
    with torch.enable_grad():
        distances = _distances(run(copied).grad_fn)
    layers: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for parameter, distance in distances.items():
        if parameter in name_of:
            name = name_of[parameter]
            layers[name.rpartition(".")[0]].append((distance, name))
    if not layers:
        raise SketchAppError("the score depends on no parameter of the model; nothing to randomise")
    ordered = sorted((sorted(layer) for layer in layers.values()), key=lambda layer: layer[0])
    return [tuple(name for _, name in layer) for layer in ordered]


def randomised_models(
    model: nn.Module, layers: list[Layer], stages: int, generator: torch.Generator
) -> Iterator[nn.Module]:
    """Copies with the topmost 1/stages of the layers drawn anew, then 2/stages, up to all of them.

    Fewer layers than stages go one by one. What one copy has lost, the next ones lack too.
    """
    changed = copy.deepcopy(model)
    for part in np.array_split(np.arange(len(layers)), min(stages, len(layers))):
        draw_anew(changed, [name for at in part for name in layers[at]], generator)
        yield copy.deepcopy(changed)


@torch.no_grad()
def draw_anew(model: nn.Module, names: list[str], generator: torch.Generator) -> None:
    """Give these parameters normal numbers with the mean and spread that each had, in place."""
    parameters = dict(model.named_parameters())
    for name in names:
        weight = parameters[name]
        noise = torch.randn(weight.shape, generator=generator).to(weight)
        weight.copy_(weight.mean() + weight.std(unbiased=False) * noise)


def _distances(node: torch.autograd.graph.Node | None) -> dict[int, int]:
    """Operations between a result and every tensor that has none before it, by the tensor's id."""
    distances: dict[int, int] = {}
    waiting = deque([(node, 0)])
    seen = {node}
    while waiting:
        here, distance = waiting.popleft()
        if here is None:
            continue
        leaf = getattr(here, "variable", None)
        if leaf is not None:
            distances[id(leaf)] = distance
        for following, _ in here.next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                waiting.append((following, distance + 1))
    return distances
