"""PyTorch's worker: one thread, and the fastest of several ways for each workload."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import peers

torch.set_num_threads(1)
torch.set_num_interop_threads(1)
torch.set_flush_denormal(True)


def tensor(array):
    return torch.from_numpy(np.ascontiguousarray(array))


class Dense(nn.Module):
    """Dense layers: relu or tanh between them, the logits at the end."""

    def __init__(self, arrays, activation=F.relu):
        super().__init__()
        self.activation = activation
        self.layers = nn.ModuleList()
        for kernel, bias in zip(arrays[::2], arrays[1::2]):
            layer = nn.Linear(*kernel.shape)
            layer.weight.data, layer.bias.data = tensor(kernel.T), tensor(bias)
            self.layers.append(layer)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        return self.layers[-1](x)


class Cnn(nn.Module):
    def __init__(self, arrays):
        super().__init__()
        self.convolutions = nn.ModuleList()
        for kernel, bias in [arrays[:2], arrays[2:4]]:
            layer = nn.Conv2d(kernel.shape[2], kernel.shape[3], 3)
            layer.weight.data, layer.bias.data = tensor(kernel.transpose(3, 2, 0, 1)), tensor(bias)
            self.convolutions.append(layer)
        # Flatten is height, width, channels in Keras, and channels first here.
        first = arrays[4].reshape(5, 5, 16, 64).transpose(2, 0, 1, 3).reshape(400, 64)
        self.dense = Dense([first, *arrays[5:]])

    def forward(self, x):
        for layer in self.convolutions:
            x = F.max_pool2d(F.relu(layer(x)), 2)
        return self.dense(x.flatten(1))


def recurrent(arrays, units):
    """An LSTM or a GRU."""
    kernel, recurrent, bias = arrays
    gates = kernel.shape[1] // units
    layer = (nn.LSTM if gates == 4 else nn.GRU)(kernel.shape[0], units, batch_first=True)
    # Keras's GRU has the gates z, r, h; here they are r, z, h.
    order = np.arange(gates * units) if gates == 4 else np.r_[units : 2 * units, :units, 2 * units : 3 * units]
    both = np.stack([bias, np.zeros_like(bias)]) if bias.ndim == 1 else bias
    layer.weight_ih_l0.data, layer.weight_hh_l0.data = tensor(kernel.T[order]), tensor(recurrent.T[order])
    layer.bias_ih_l0.data, layer.bias_hh_l0.data = tensor(both[0][order]), tensor(both[1][order])
    # Keras has one bias, so that only one is trained.
    layer.bias_hh_l0.requires_grad_(bias.ndim == 2)
    return layer


def convolution(kernel, bias, dilation):
    layer = nn.Conv1d(kernel.shape[1], kernel.shape[2], kernel.shape[0], dilation=dilation)
    layer.weight.data, layer.bias.data = tensor(kernel.transpose(2, 1, 0)), tensor(bias)
    return layer


class Sequence(nn.Module):
    """An LSTM's last output, and dense layers on it."""

    def __init__(self, arrays):
        super().__init__()
        self.layer = recurrent(arrays[:3], 64)
        self.dense = Dense(arrays[3:]) if len(arrays) > 3 else nn.Identity()

    def forward(self, x):
        return self.dense(self.layer(x)[0][:, -1])


class Sound(nn.Module):
    """A network that goes step by step: its states go in and come out."""

    def __init__(self, name):
        super().__init__()
        arrays = peers.weights(name)
        self.first = self.convolution = self.layer = self.last = None
        if name == "wave_stack":
            self.first, arrays = Dense(arrays[:2]), arrays[2:]
        if name in peers.DILATION:
            self.convolution, arrays = convolution(*arrays[:2], peers.DILATION[name]), arrays[2:]
        if arrays:
            self.layer, arrays = recurrent(arrays[:3], peers.STATES[name][-1][0]), arrays[3:]
        if arrays:
            self.last = Dense(arrays)

    def forward(self, x, seen, state):
        if self.first is not None:
            x = torch.tanh(self.first(x))
        if self.convolution is not None:
            window = torch.cat((seen, x.transpose(1, 2)), 2)
            seen, x = window[:, :, 1:], self.convolution(window).transpose(1, 2)
        if self.layer is not None:
            x = x if self.first is None else torch.tanh(x)
            x, state = self.layer(x, state)
        return x if self.last is None else self.last(x), seen, state


class Ending(nn.Module):
    """A network that ends in an activation, as predictions do; losses take the logits."""

    def __init__(self, inner, name):
        super().__init__()
        self.inner, self.name = inner, name

    def forward(self, x):
        x = self.inner(x)
        if self.name in ("mlp", "cnn", "sequence"):
            return torch.softmax(x, -1)
        return torch.sigmoid(x) if self.name == "churn" else x


def network(name):
    arrays = peers.weights(name)
    if name in peers.DENSE:
        return Dense(arrays, torch.tanh if name == "wave" else F.relu)
    if name == "cnn":
        return Cnn(arrays)
    return Sequence(arrays)


def inputs(name):
    x = peers.samples(name)
    return tensor(x.reshape(-1, 1, 28, 28) if name == "cnn" else x)


def training(name, compiled):
    model = network(name)
    model.train()
    x = inputs(name)
    y = tensor(peers.labels(name))
    binary = name == "churn"
    y = y.float()[:, None] if binary else y.long()
    loss_of = F.binary_cross_entropy_with_logits if binary else F.cross_entropy
    batches = list(zip(x.split(32), y.split(32)))
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], eps=1e-7, fused=True)
    forward = torch.compile(model) if compiled else model

    def train(count):
        for x, y in batches[:count]:
            optimizer.zero_grad()
            loss = loss_of(forward(x), y)
            loss.backward()
            optimizer.step()

    def predictions():
        with torch.inference_mode():
            return Ending(model, name)(x[:256]).numpy()

    return peers.Training(len(batches), train, predictions)


class Quiet(peers.Inference):
    """Predictions in inference mode, which is entered once a round."""

    def seconds(self, passes):
        with torch.inference_mode():
            return super().seconds(passes)

    def outputs(self):
        with torch.inference_mode():
            return super().outputs()


def inference(name, batch, how):
    model = Ending(network(name), name).eval()
    batches = inputs(name)[:256].split(batch)
    if "channels last" in how:
        layout = {"memory_format": torch.channels_last}
        model, batches = model.to(**layout), [x.contiguous(**layout) for x in batches]
    with torch.inference_mode():
        if "traced" in how:
            model = torch.jit.optimize_for_inference(torch.jit.trace(model, batches[0]))
        elif "compiled" in how:
            model = torch.compile(model)
    return Quiet(len(batches), batch, lambda i: model(batches[i]))


def streaming(name, compiled):
    model = Sound(name).eval()
    xs = inputs(name).split(1)
    forward = torch.compile(model) if compiled else model
    with torch.inference_mode():
        zeros = [torch.zeros(1, *shape) for shape in peers.STATES[name]]
    past = zeros.pop(0).transpose(1, 2).contiguous() if name in peers.DILATION else None
    # A state's first axis is the layer.
    zeros = tuple(state[None] for state in zeros)
    state = first = (past, zeros if len(zeros) > 1 else next(iter(zeros), None))

    def call(i):
        nonlocal state
        y, *state = forward(xs[i], *(state if i else first))
        return y

    return Quiet(256, 1, call)


def make(name, workload):
    if workload.startswith(("w1", "w2", "w3")):
        ways = {"eager": lambda: training(name, False), "compiled": lambda: training(name, True)}
    elif name in peers.STATES:
        ways = {"eager": lambda: streaming(name, False), "compiled": lambda: streaming(name, True)}
    else:
        batch = 256 if workload.startswith("w5") else 1
        hows = ["eager", "traced", "compiled", *(["traced, channels last"] if name == "cnn" else [])]
        ways = {how: lambda how=how: inference(name, batch, how) for how in hows}
    return peers.fastest(ways)


if __name__ == "__main__":
    peers.serve(f"PyTorch {torch.__version__.split('+')[0]}", make)
