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


def recurrent(graph, x, arrays, units, states=()):
    """An LSTM or a GRU: its last output, and the states after it."""
    kernel, recurrent, bias = arrays
    gates = kernel.shape[1] // units
    order = np.arange(gates * units)
    if gates == 4:
        i, f, c, o = np.split(order, 4)
        order = np.concatenate([i, o, f, c])
    both = np.stack([bias, np.zeros_like(bias)]) if bias.ndim == 1 else bias
    # Keras's sequences are sample, step, feature; ONNX's are step, sample, feature.
    x = graph.node("Transpose", [x], perm=[1, 0, 2])
    weights = [kernel.T[order][None], recurrent.T[order][None], np.concatenate([both[0][order], both[1][order]])[None]]
    # The axis of directions.
    axis = graph.constant(np.array([0]))
    shaped = [graph.node("Unsqueeze", [state, axis]) for state in states]
    names = ["", "h3", "c3"][: gates - 1]
    inputs = [x, *map(graph.constant, weights)] + (["", *shaped] if states else [])
    extra = {"linear_before_reset": 1} if gates == 3 else {}
    graph.node("LSTM" if gates == 4 else "GRU", inputs, names, hidden_size=units, **extra)
    return [graph.node("Squeeze", [name, axis], [f"{name[0]}_next"]) for name in names[1:]]


def build(name, batch):
    arrays = peers.weights(name)
    graph = Graph()
    shape = (1, 28, 28) if name == "cnn" else peers.INPUT[name]
    inputs = [("x", (batch, *shape))]
    ending = {"churn": "Sigmoid", "mlp": "Softmax", "cnn": "Softmax", "sequence": "Softmax"}.get(name)
    if name in peers.DENSE:
        y = graph.dense("x", arrays, "Tanh" if name == "wave" else "Relu", ending)
    elif name == "cnn":
        x = "x"
        for kernel, bias in [arrays[:2], arrays[2:4]]:
            x = graph.node("Conv", [x, graph.constant(kernel.transpose(3, 2, 0, 1)), graph.constant(bias)])
            x = graph.node("MaxPool", [graph.node("Relu", [x])], kernel_shape=[2, 2], strides=[2, 2])
        first = arrays[4].reshape(5, 5, 16, 64).transpose(2, 0, 1, 3).reshape(400, 64)
        y = graph.dense(graph.node("Flatten", [x]), [first, *arrays[5:]], ending=ending)
    elif name in peers.STATES:
        return sound(graph, name, arrays)
    else:
        y = recurrent(graph, "x", arrays[:3], 64)[0]
        y = graph.dense(y, arrays[3:], ending=ending) if arrays[3:] else y
    width = 64 if name == "steps" else arrays[-1].size
    graph.write(name, batch, inputs, [(y, (batch, width))])


def sound(graph, name, arrays):
    """A network that goes step by step: its states go in and come out."""
    shapes = [(1, *shape) for shape in peers.STATES[name]]
    states = [f"s{i}" for i in range(len(shapes))]
    x, width, after = "x", arrays[-1].size, []
    if name == "wave_stack":
        x = graph.node("Add", [graph.node("MatMul", [x, graph.constant(arrays[0])]), graph.constant(arrays[1])])
        x, arrays = graph.node("Tanh", [x]), arrays[2:]
    if name in peers.DILATION:
        seen = graph.node("Concat", [states[0], x], axis=1)
        ends = [graph.constant(np.array([end])) for end in (1, 1 << 30, 1)]
        after.append(graph.node("Slice", [seen, *ends], ["seen_next"]))
        weights = map(graph.constant, [arrays[0].transpose(2, 1, 0), arrays[1]])
        channels = graph.node("Transpose", [seen], perm=[0, 2, 1])
        x = graph.node("Conv", [channels, *weights], dilations=[peers.DILATION[name]])
        x, arrays = graph.node("Transpose", [x], perm=[0, 2, 1]), arrays[2:]
    if name == "wave_stack":
        x = graph.node("Tanh", [x])
    if name == "wave_conv":
        x = graph.node("Flatten", [x])
    else:
        last = recurrent(graph, x, arrays[:3], shapes[-1][1], states[len(after) :])
        after, x, arrays = after + last, last[0], arrays[3:]
    outputs = list(zip(after, shapes))
    if name != "step":
        # A step's output is its state.
        outputs.insert(0, (graph.dense(x, arrays) if arrays else x, (1, width)))
    graph.write(name, 1, [("x", (1, *peers.INPUT[name])), *zip(states, shapes)], outputs)


if __name__ == "__main__":
    for name in peers.SHAPES:
        build(name, 1)
        if name in ("mlp", "cnn"):
            build(name, 256)
