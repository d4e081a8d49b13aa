"""ResNet-20 for CIFAR in PyTorch with the module names and the weights of an ONNX file of ours."""

import numpy
import onnx
import onnx.numpy_helper
import torch
from torch import nn


class PaddedShortcut(nn.Conv2d):
    """Option A (every second pixel, zeros for new channels) as a convolution with fixed zeros and ones.

    It computes the same bits, and a pruner sees that its two sides can be cut independently, which it does not see in slices and pads.
    """

    def __init__(self, inputs: int, outputs: int):
        super().__init__(inputs, outputs, kernel_size=1, stride=2, bias=False)
        with torch.no_grad():
            self.weight.zero_()
            before = (outputs - inputs) // 2
            for channel in range(inputs):
                self.weight[before + channel, channel] = 1


class Block(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        stride = outputs // inputs
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = PaddedShortcut(inputs, outputs) if stride == 2 else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inner = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(inner)) + self.shortcut(x))


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(Block(16, 16), Block(16, 16), Block(16, 16))
        self.layer2 = nn.Sequential(Block(16, 32), Block(32, 32), Block(32, 32))
        self.layer3 = nn.Sequential(Block(32, 64), Block(64, 64), Block(64, 64))
        self.linear = nn.Linear(64, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean((2, 3)))


def weights(path: str) -> dict[str, torch.Tensor]:
    """Initialisers of an ONNX file by name."""
    return {tensor.name: torch.from_numpy(numpy.array(onnx.numpy_helper.to_array(tensor))) for tensor in onnx.load(path).graph.initializer}


def load(path: str) -> ResNet20:
    """The twin with a file's weights, ready for inference."""
    network = ResNet20()
    missing = network.load_state_dict({name: value for name, value in weights(path).items() if name in network.state_dict()}, strict=False).missing_keys
    unexpected = [name for name in missing if not name.endswith("num_batches_tracked") and ".shortcut." not in name]
    if unexpected:
        raise SystemExit(f"{path} must hold {unexpected}")
    return network.eval()
