"""Writes the networks as ONNX files, for onnxruntime and tract: `NAME.onnx` for one sample, `NAME-256.onnx`.

The weights are netform's. Layouts differ from Keras's where ONNX's do: channels first, and the gates of an LSTM in the
order i, o, f, c.
"""

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

import peers


class Graph:
    """A graph that grows node by node."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, array):
        name = f"w{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, op, inputs, outputs=None, **attributes):
        outputs = outputs or [f"v{len(self.nodes)}"]
        self.nodes.append(helper.make_node(op, inputs, outputs, **attributes))
        return outputs[0]

    def dense(self, x, arrays, activation="Relu", ending=None):
        pairs = list(zip(arrays[::2], arrays[1::2]))
        for i, (kernel, bias) in enumerate(pairs):
            x = self.node("Gemm", [x, self.constant(kernel), self.constant(bias)])
            last = i == len(pairs) - 1
            op = ending if last else activation
            if op:
                x = self.node(op, [x])
        return x

    def write(self, name, batch, inputs, outputs):
        def value(pair):
            return helper.make_tensor_value_info(pair[0], TensorProto.FLOAT, pair[1])

        graph = helper.make_graph(self.nodes, name, [*map(value, inputs)], [*map(value, outputs)], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        checker.check_model(model, full_check=True)
        save(model, peers.DATA / (f"{name}.onnx" if batch == 1 else f"{name}-{batch}.onnx"))


def recurrent(graph, arrays, units, steps, batch, states):
    """An LSTM or a GRU: the names of its last output and of the states after it."""
    kernel, recurrent, bias = arrays[:3]
    gates = kernel.shape[1] // units
    order = np.arange(gates * units)
    if gates == 4:
        i, f, c, o = np.split(order, 4)
        order = np.concatenate([i, o, f, c])
    both = np.stack([bias, np.zeros_like(bias)]) if bias.ndim == 1 else bias
    # Keras's sequences are sample, step, feature; ONNX's are step, sample, feature.
    x = graph.node("Transpose", ["x"], perm=[1, 0, 2])
    weights = [kernel.T[order][None], recurrent.T[order][None], np.concatenate([both[0][order], both[1][order]])[None]]
    shaped = [graph.node("Unsqueeze", [s, graph.constant(np.array([0]))]) for s in states]
    names = ["", "h3", "c3"][: gates - 1]
    extra = {"linear_before_reset": 1} if gates == 3 else {}
    op = "LSTM" if gates == 4 else "GRU"
    inputs = [x, *map(graph.constant, weights), "", *shaped]
    graph.node(op, inputs if states else inputs[:4], names, hidden_size=units, **extra)
    last = [graph.node("Squeeze", [n, graph.constant(np.array([0]))], [f"{n[0]}_next"]) for n in names[1:]]
    return last


def build(name, batch):
    arrays = peers.weights(name)
    graph = Graph()
    inputs = [("x", (batch, *peers.INPUT[name]))]
    if name in peers.DENSE:
        ending = {"mlp": "Softmax", "churn": "Sigmoid"}.get(name)
        y = graph.dense("x", arrays, "Tanh" if name == "wave" else "Relu", ending)
        width = peers.DENSE[name][-1]
    elif name == "cnn":
        inputs, x = [("x", (batch, 1, 28, 28))], "x"
        for kernel, bias in [arrays[:2], arrays[2:4]]:
            x = graph.node("Conv", [x, graph.constant(kernel.transpose(3, 2, 0, 1)), graph.constant(bias)])
            x = graph.node("MaxPool", [graph.node("Relu", [x])], kernel_shape=[2, 2], strides=[2, 2])
        first = arrays[4].reshape(5, 5, 16, 64).transpose(2, 0, 1, 3).reshape(400, 64)
        y = graph.dense(graph.node("Flatten", [x]), [first, *arrays[5:]], ending="Softmax")
        width = 10
    elif name == "wave_conv":
        inputs = [("x", (batch, 16, 57))]
        y = graph.node("Conv", ["x", *map(graph.constant, [arrays[0].transpose(2, 1, 0), arrays[1]])], dilations=[4])
        y, width = graph.node("Flatten", [y]), 16
    else:
        units = peers.UNITS.get(name, 64)
        streams = name in peers.UNITS
        states = (["h"] if name == "wave_gru" else ["h", "c"]) if streams else []
        inputs += [(s, (batch, units)) for s in states]
        last = recurrent(graph, arrays, units, peers.INPUT[name][0], batch, states)
        y, width = last[0], units
        if len(arrays) > 3:
            ending = "Softmax" if name == "sequence" else None
            y, width = graph.dense(y, arrays[3:], ending=ending), arrays[-1].size
        outputs = [(y, (batch, width))] if y not in last else []
        outputs += [(s, (batch, units)) for s in (last if streams else last[:1] if not outputs else [])]
        return graph.write(name, batch, inputs, outputs)
    graph.write(name, batch, inputs, [(y, (batch, width))])


if __name__ == "__main__":
    for name in peers.SHAPES:
        if (peers.DATA / f"{name}.weights").exists():
            build(name, 1)
            if name in ("mlp", "cnn"):
                build(name, 256)
