"""Scores of every criterion on a small fixed random network, by autograd and by brute force.

Run in this folder: python criteria_reference.py > criteria_reference.txt

The network: conv1 3x3 2->6, bn1, relu1; conv2 3x3 stride 2 6->5 (bias) beside short 1x1 stride 2 6->5 and short.bn; add, relu2, flatten,
fc 45->4 (bias). Group "conv1" is read by conv2 and short; group "conv2" is made by conv2 and short and read by fc, nine positions a unit.
"""

import numpy as np
import torch
import torch.nn.functional as F

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)
EPSILON = 1e-5
IMAGES = 8
RIDGE = 1e-3
MEAN, DEVIATION = [0.4, 0.5], [0.2, 0.3]


def float32(tensor):
    return tensor.to(torch.float32).to(torch.float64)


def norm(name, channels):
    return {
        f"{name}.scale": float32(torch.rand(channels) + 0.5) * torch.tensor([1.0, -1.0] * channels)[:channels],
        f"{name}.shift": float32(torch.randn(channels) * 0.3),
        f"{name}.mean": float32(torch.randn(channels) * 0.3),
        f"{name}.variance": float32(torch.rand(channels) + 0.5),
    }


parameters = {
    "conv1.weight": float32(torch.randn(6, 2, 3, 3) * 0.3),
    **norm("bn1", 6),
    "conv2.weight": float32(torch.randn(5, 6, 3, 3) * 0.2),
    "conv2.bias": float32(torch.randn(5) * 0.1),
    "short.weight": float32(torch.randn(5, 6, 1, 1) * 0.4),
    **norm("short.bn", 5),
    "fc.weight": float32(torch.randn(4, 45) * 0.3),
    "fc.bias": float32(torch.randn(4) * 0.1),
}
pixels = torch.randint(0, 256, (IMAGES, 2, 6, 6))
labels = torch.randint(0, 4, (IMAGES,))
images = (pixels / 255.0 - torch.tensor(MEAN).view(1, 2, 1, 1)) / torch.tensor(DEVIATION).view(1, 2, 1, 1)


def batch_norm(x, p, name):
    return F.batch_norm(x, p[f"{name}.mean"], p[f"{name}.variance"], p[f"{name}.scale"], p[f"{name}.shift"], False, 0, EPSILON)


def run(p, x):
    t = {}
    t["relu1"] = F.relu(batch_norm(F.conv2d(x, p["conv1.weight"], padding=1), p, "bn1"))
    main = F.conv2d(t["relu1"], p["conv2.weight"], p["conv2.bias"], stride=2, padding=1)
    short = batch_norm(F.conv2d(t["relu1"], p["short.weight"], stride=2), p, "short.bn")
    t["relu2"] = F.relu(main + short)
    t["logits"] = F.linear(t["relu2"].flatten(1), p["fc.weight"], p["fc.bias"])
    return t


tensors = run(parameters, images)


def joined(*layers):
    """Each layer: scores [units, positions]. Sum over positions, divide by the mean, add the layers."""
    total = 0
    for layer in layers:
        units = np.asarray(layer, dtype=float)
        units = units.reshape(units.shape[0], -1).sum(1)
        total = total + units / units.mean()
    return total


# Which layers make and which read a group's channels.
makers = {"conv1": ["conv1"], "conv2": ["conv2", "short"]}
norms = {"conv1": ["bn1"], "conv2": ["short.bn"]}
rows = lambda name: parameters[f"{name}.weight"].flatten(1)
scores = {}


def score(criterion, group, values):
    scores[f"{criterion} {group}"] = np.asarray(values, dtype=float)


for group in makers:
    score("l1", group, joined(*[torch.linalg.vector_norm(rows(n), 1, dim=1) for n in makers[group]]))
    score("l2", group, joined(*[torch.linalg.vector_norm(rows(n), 2, dim=1) for n in makers[group]]))
    score("geometric_median", group, joined(*[torch.cdist(rows(n), rows(n)).sum(1) for n in makers[group]]))
    score("batch_norm_scale", group, joined(*[parameters[f"{n}.scale"].abs() for n in norms[group]]))

# Gradients of the loss of each image, by autograd.
terms = {name: {"gradient": 0, "taylor": 0, "fisher": 0} for name in ["conv1", "conv2", "short", "bn1", "short.bn"]}
for image in range(IMAGES):
    leaves = {name: value.clone().requires_grad_(not name.endswith(("mean", "variance"))) for name, value in parameters.items()}
    loss = F.cross_entropy(run(leaves, images[image : image + 1])["logits"], labels[image : image + 1])
    loss.backward()
    for name, term in terms.items():
        roles = ["weight"] if f"{name}.weight" in leaves else ["scale", "shift"]
        gradient = torch.cat([leaves[f"{name}.{r}"].grad.flatten(1) if r == "weight" else leaves[f"{name}.{r}"].grad[:, None] for r in roles], 1)
        value = torch.cat([parameters[f"{name}.{r}"].flatten(1) if r == "weight" else parameters[f"{name}.{r}"][:, None] for r in roles], 1)
        term["gradient"] += gradient.abs().mean(1) / IMAGES
        term["taylor"] += (gradient * value).sum(1) ** 2 / IMAGES
        term["fisher"] += ((gradient * value) ** 2).sum(1) / 2 / IMAGES
for group in makers:
    for criterion in ["gradient", "taylor", "fisher"]:
        score(criterion, group, joined(*[terms[n][criterion] for n in makers[group]]))
    score("taylor_gate", group, joined(*[terms[n]["taylor"] for n in norms[group]]))

# Activations where they are read: relu1 by conv2 and by short, relu2 position by position by fc.
relu1 = tensors["relu1"].numpy()
features = tensors["relu2"].flatten(1).numpy()


def channel(statistic):
    one = np.array([statistic(relu1[:, c]) for c in range(6)])
    two = np.array([[statistic(features[:, c * 9 + p]) for p in range(9)] for c in range(5)])
    return one, two


def columns(name):
    weight = parameters[f"{name}.weight"].numpy()
    return np.abs(weight).reshape(weight.shape[0], weight.shape[1], -1).sum((0, 2))


mean1, mean2 = channel(lambda v: np.abs(v).mean())
score("activation_mean", "conv1", joined(mean1, mean1))
score("activation_mean", "conv2", joined(mean2))
active1, active2 = channel(lambda v: np.count_nonzero(v) / v.size)
score("apoz", "conv1", joined(active1, active1))
score("apoz", "conv2", joined(active2))
rms1, rms2 = channel(lambda v: np.sqrt((v**2).mean()))
score("strength", "conv1", joined(columns("conv2") * rms1, columns("short") * rms1))
score("strength", "conv2", joined(columns("fc").reshape(5, 9) * rms2))


def attention(x):
    q = (x**2).sum(1).reshape(len(x), -1)
    return q / np.maximum(np.linalg.norm(q, axis=1, keepdims=True), 1e-300)


shift1 = [np.linalg.norm(attention(relu1) - attention(np.delete(relu1, c, 1)), axis=1).mean() for c in range(6)]
score("attention", "conv1", joined(shift1, shift1))
# fc reads a vector, which has no map: the mean activation takes over.
score("attention", "conv2", joined(mean2))


def patches(name):
    """Rows [images x positions, features] and weights [features, outputs] of a layer."""
    if name == "fc":
        return features, parameters["fc.weight"].numpy().T
    kernel, padding = (3, 1) if name == "conv2" else (1, 0)
    unfolded = F.unfold(tensors["relu1"], kernel, padding=padding, stride=2)
    return unfolded.transpose(1, 2).flatten(0, 1).numpy(), parameters[f"{name}.weight"].flatten(1).numpy().T


def readers(group):
    """Centred rows, weights and the features of each unit for the layers behind a group."""
    for name in {"conv1": ["conv2", "short"], "conv2": ["fc"]}[group]:
        x, w = patches(name)
        units = {"conv1": 6, "conv2": 5}[group]
        yield x - x.mean(0), w, np.arange(len(w)).reshape(units, -1)


def thinet(group):
    parts = []
    for x, w, units in readers(group):
        energy = ((x @ w) ** 2).sum()
        parts.append([x[:, u] @ w[u] / np.sqrt(energy) for u in units])
    count = len(parts[0])
    ranks, gone = np.zeros(count), []
    for step in range(count):
        errors = {u: sum((sum(p[i] for i in gone + [u]) ** 2).sum() for p in parts) for u in range(count) if u not in gone}
        gone.append(min(errors, key=errors.get))
        ranks[gone[-1]] = step + 1
    return ranks


def lasso(group, steps=200, least=1e-4):
    design, target = [], []
    for x, w, units in readers(group):
        energy = ((x @ w) ** 2).sum()
        design.append(np.stack([(x[:, u] @ w[u]).ravel() for u in units], 1) / np.sqrt(energy))
        target.append((x @ w).ravel() / np.sqrt(energy))
    design, target = np.concatenate(design), np.concatenate(target)
    largest = np.abs(design.T @ target).max()
    length = 1 / np.linalg.norm(design, 2) ** 2
    factors, entries, penalty = np.zeros(design.shape[1]), np.zeros(design.shape[1]), 1.0
    for _ in range(steps):
        previous, penalty = penalty, penalty * least ** (1 / steps)
        for _ in range(20000):  # proximal gradient (ISTA)
            moved = factors - length * (design.T @ (design @ factors - target))
            shrunk = np.sign(moved) * np.maximum(0, np.abs(moved) - length * penalty * largest)
            settled = np.abs(shrunk - factors).max() < 1e-13
            factors = shrunk
            if settled:
                break
        new = (entries == 0) & (factors != 0)
        entries[new] = penalty + (previous - penalty) * np.abs(factors[new]) / np.abs(factors).max()
    return entries


def least_squares(group):
    layers = []
    for x, w, units in readers(group):
        x = x / np.sqrt(len(x))
        ridge = RIDGE * (x**2).sum(0).mean()
        layers.append((x, w, units, ridge, ((x @ w) ** 2).sum()))
    count = len(layers[0][2])
    worth, left = np.zeros(count), list(range(count))

    def error(kept):
        total = 0
        for x, w, units, ridge, energy in layers:
            rows = np.concatenate([units[u] for u in kept]) if kept else np.array([], dtype=int)
            stacked = np.vstack([x, np.sqrt(ridge) * np.eye(len(w))])
            goal = stacked @ w
            fit, *_ = np.linalg.lstsq(stacked[:, rows], goal, rcond=None)
            total += ((stacked[:, rows] @ fit - goal) ** 2).sum() / energy
        return total

    while left:
        errors = {u: error([v for v in left if v != u]) for u in left}
        cheapest = min(errors, key=errors.get)
        worth[cheapest] = errors[cheapest]
        left.remove(cheapest)
    return worth


for group in makers:
    score("thinet", group, thinet(group))
    score("lasso", group, lasso(group))
    score("least_squares", group, least_squares(group))


def line(kind, name, values):
    print(kind, name, "|", " ".join(repr(float(v)) for v in np.asarray(values).ravel()))


print(f"# torch {torch.__version__}, numpy {np.__version__}: python criteria_reference.py > criteria_reference.txt")
for name, value in parameters.items():
    line("parameter", name, value)
line("data", "pixels", pixels)
line("data", "labels", labels)
line("data", "logits", tensors["logits"])
for name, value in scores.items():
    line("score", name, value)
