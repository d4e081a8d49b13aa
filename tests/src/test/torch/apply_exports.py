"""Applies exports with the tools that they are for: apply_exports.py FOLDER

FOLDER holds network.onnx, samples.bin (float32, little endian, [n, 3, 32, 32]) and a folder for each policy with torch-pruning.json and
nni.json; or, instead of both files of the network, in the policy's folder widths.json, the widths of a chain of convolutions. Into each go ratios-result.json, history-result.json and nni-result.json: the channels [out, in] of every layer that came out,
SHA-256 of its weight's float32 values, and the logits of the samples; of NNI the output channels that its masks leave.
"""

import hashlib
import json
import pathlib
import sys
import warnings

import numpy
import torch
import torch_pruning
from nni.compression.pruning import L1NormPruner

import resnet20


def layers(network: torch.nn.Module) -> dict[str, torch.nn.Module]:
    return {
        name: module
        for name, module in network.named_modules()
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)) and not isinstance(module, resnet20.PaddedShortcut)
    }


def digest(weight: torch.Tensor) -> str:
    return hashlib.sha256(weight.detach().contiguous().numpy().astype("<f4").tobytes()).hexdigest()


def result(network: torch.nn.Module, samples: torch.Tensor) -> dict:
    with torch.no_grad():
        return {
            "channels": {name: list(module.weight.shape[:2]) for name, module in layers(network).items()},
            "weights": {name: digest(module.weight) for name, module in layers(network).items()},
            "logits": network(samples).tolist(),
        }


def by_ratios(network: torch.nn.Module, export: dict, samples: torch.Tensor) -> torch.nn.Module:
    modules = dict(network.named_modules())
    torch_pruning.pruner.BasePruner(
        network,
        (samples[:1],),
        importance=torch_pruning.importance.MagnitudeImportance(),
        pruning_ratio=0,
        pruning_ratio_dict={modules[name]: ratio for name, ratio in export["pruning_ratio_dict"].items()},
        ignored_layers=[list(layers(network).values())[-1]],
    ).step()
    return network


def by_history(network: torch.nn.Module, export: dict, samples: torch.Tensor) -> torch.nn.Module:
    graph = torch_pruning.DependencyGraph().build_dependency(network, (samples[:1],))
    graph.load_pruning_history(export["pruning_history"])
    return network


def by_nni(network: torch.nn.Module, export: list, samples: torch.Tensor) -> dict:
    """The masks: NNI 3.0's own tracer, by which it would cut, fails with PyTorch 2.2."""
    _, masks = L1NormPruner(network, export).compress()
    return {"channels": {name: int((mask["weight"].flatten(1).sum(1) > 0).sum()) for name, mask in masks.items()}}


def chain(widths: list[int]) -> torch.nn.Module:
    """Convolutions c0, c1, ... that read each other, and one behind them that is not pruned."""
    network = torch.nn.Sequential()
    for place, (inputs, outputs) in enumerate(zip([3] + widths, widths + [2])):
        network.add_module(f"c{place}", torch.nn.Conv2d(inputs, outputs, 1))
    return network.eval()


def write(content: dict, file: pathlib.Path) -> None:
    file.write_text(json.dumps(content))


def main(folder: pathlib.Path) -> None:
    torch.set_num_threads(1)
    samples = torch.from_numpy(numpy.fromfile(folder / "samples.bin", "<f4").reshape(-1, 3, 32, 32))
    whole = str(folder / "network.onnx")
    write(result(resnet20.load(whole), samples), folder / "whole-result.json")
    for policy in sorted(path for path in folder.iterdir() if path.is_dir()):
        widths = policy / "widths.json"
        fresh = (lambda: chain(json.loads(widths.read_text()))) if widths.is_file() else (lambda: resnet20.load(whole))
        export = json.loads((policy / "torch-pruning.json").read_text())
        for name, apply in (("ratios", by_ratios), ("history", by_history)):
            network = apply(fresh(), export, samples)
            write(result(network.eval(), samples), policy / f"{name}-result.json")
        masks = by_nni(fresh(), json.loads((policy / "nni.json").read_text()), samples)
        write(masks, policy / "nni-result.json")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(pathlib.Path(sys.argv[1]))
