"""What the Python workers share: the talk with the driver, the data, and how a round is timed.

`common/src/lib.rs` describes the talk; this is the same in Python.
"""

import pathlib
import sys
import time

import numpy as np

ROUND = 0.05
COMPARED = 50
DATA = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None

# The tensors of the networks, in netform's order and Keras's shapes.
DENSE = {
    "mlp": [784, 128, 64, 10],
    "churn": [100, 64, 1],
    "tiny": [4, 16, 16, 3],
    "wave": [1, 8, 1],
    "square": [16, 16],
}


def dense_shapes(sizes):
    return [shape for i, o in zip(sizes, sizes[1:]) for shape in [(i, o), (o,)]]


def lstm_shapes(inputs, units):
    return [(inputs, 4 * units), (units, 4 * units), (4 * units,)]


def gru_shapes(inputs, units):
    return [(inputs, 3 * units), (units, 3 * units), (2, 3 * units)]


SHAPES = {name: dense_shapes(sizes) for name, sizes in DENSE.items()} | {
    "cnn": [(3, 3, 1, 8), (8,), (3, 3, 8, 16), (16,), *dense_shapes([400, 64, 10])],
    "sequence": [*lstm_shapes(16, 64), *dense_shapes([64, 10])],
    "steps": lstm_shapes(16, 64),
    "step": lstm_shapes(16, 64),
    "wave_lstm": [*lstm_shapes(1, 20), *dense_shapes([20, 1])],
    "wave_gru": [*gru_shapes(1, 8), *dense_shapes([8, 1])],
    "wave_gru20": [*gru_shapes(1, 20), *dense_shapes([20, 1])],
    "wave_conv": [(15, 16, 16), (16,)],
    "wave_stack": [*dense_shapes([1, 8]), (3, 8, 4), (4,), *gru_shapes(4, 8), *dense_shapes([8, 1])],
}
INPUT = {
    **{name: (sizes[0],) for name, sizes in DENSE.items()},
    "cnn": (28, 28, 1),
    "sequence": (32, 16),
    "steps": (32, 16),
    "step": (1, 16),
    "wave_lstm": (1, 1),
    "wave_gru": (1, 1),
    "wave_gru20": (1, 1),
    "wave_conv": (1, 16),
    "wave_stack": (1, 1),
}
# The states of the networks that go step by step, in Keras's shapes: what a convolution has seen, and what an LSTM or a
# GRU keeps.
STATES = {
    "step": [(64,), (64,)],
    "wave_lstm": [(20,), (20,)],
    "wave_gru": [(8,)],
    "wave_gru20": [(20,)],
    "wave_conv": [(56, 16)],
    "wave_stack": [(4, 8), (8,)],
}
# The dilations of their convolutions.
DILATION = {"wave_conv": 4, "wave_stack": 2}
# Which network a workload is about.
NETWORK = {
    "w1": "mlp",
    "w1-tutorial": "churn",
    "w2": "cnn",
    "w3": "sequence",
    "w4a": "tiny",
    "w4b": "mlp",
    "w4c": "cnn",
    "w4d-step": "step",
    "w4d": "steps",
    "w4e-dense": "wave",
    "w4e-square": "square",
    "w4e-gru": "wave_gru",
    "w4e-gru20": "wave_gru20",
    "w4e-lstm": "wave_lstm",
    "w4e-conv1d": "wave_conv",
    "w4e-stack": "wave_stack",
    "w5b": "mlp",
    "w5c": "cnn",
}


class Absent(Exception):
    """Why a peer has no such workload."""


def weights(name):
    """A network's weights, as arrays of Keras's shapes."""
    flat = np.fromfile(DATA / f"{name}.weights", "<f4")
    arrays = []
    for shape in SHAPES[name]:
        size = int(np.prod(shape))
        arrays.append(flat[:size].reshape(shape))
        flat = flat[size:]
    assert not flat.size, f"{name} has {flat.size} weights too many"
    return arrays


def samples(name):
    """All samples of a network."""
    return np.fromfile(DATA / f"{name}.x", "<f4").reshape(-1, *INPUT[name])


def labels(name):
    """The classes of the samples."""
    return np.fromfile(DATA / f"{name}.labels", "u1")


class Training:
    """Training: `train(n)` trains on the first batches of 32, once, in their order; `predictions()` are compared."""

    def __init__(self, batches, train, predictions):
        self.batches, self.train, self.predictions = batches, train, predictions

    def outputs(self):
        self.train(COMPARED)
        return self.predictions()

    def round(self):
        begin = time.perf_counter()
        self.train(self.batches)
        return (time.perf_counter() - begin) / (32 * self.batches)


class Inference:
    """Predictions: `call(i)` predicts batch `i`; what keeps a state begins anew at 0. `show` makes an array of it."""

    def __init__(self, batches, batch, call, show=np.asarray):
        self.batches, self.batch, self.call, self.show = batches, batch, call, show
        self.passes = 0

    def outputs(self):
        # Shown at once: the next call may use the same memory.
        return np.concatenate([np.array(self.show(self.call(i))).ravel() for i in range(self.batches)])

    def seconds(self, passes):
        call, batches = self.call, range(self.batches)
        begin = time.perf_counter()
        for _ in range(passes):
            for i in batches:
                call(i)
        return time.perf_counter() - begin

    def round(self):
        if not self.passes:
            self.passes = 1
            while self.seconds(self.passes) < ROUND / 2:
                self.passes *= 2
        return self.seconds(self.passes) / (self.passes * self.batches * self.batch)


def fastest(makers):
    """The fastest of several ways to do the same, by name. A way that fails is left out, if another does not."""
    found, failure = [], None
    for name, make in makers.items():
        try:
            task = make()
            task.outputs()
            found.append((min(task.round() for _ in range(3)), name, make))
        except Exception as error:
            failure = error
            print(f"{name}: {error}"[:400], file=sys.stderr)
    if not found:
        raise failure
    _, name, make = min(found, key=lambda way: way[0])
    print("; ".join(f"{name} {seconds:.3e} s" for seconds, name, _ in found), file=sys.stderr)
    return make()


def serve(name, make):
    """Answers the driver until it closes the pipe."""
    tasks = {}
    print(f"ready {name}", flush=True)
    for line in sys.stdin:
        verb, workload = line.split()
        try:
            if verb == "drop":
                tasks.pop(workload, None)
                print("ok", flush=True)
                continue
            if workload not in tasks:
                tasks[workload] = make(NETWORK[workload], workload)
            task = tasks[workload]
            if verb == "outputs":
                print("ok", *np.asarray(task.outputs(), "f8").ravel().tolist(), flush=True)
            else:
                print("ok", task.round(), flush=True)
        except Absent as why:
            print("none", why, flush=True)
        except Exception as error:
            print("error", f"{type(error).__name__}: {error}".replace("\n", " ")[:500], flush=True)
