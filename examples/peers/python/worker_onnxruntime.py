"""onnxruntime's worker: one thread, inputs and outputs bound where that is faster."""

import numpy as np
import onnxruntime as ort

import peers

ort.set_default_logger_severity(3)


def session(name, batch):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    file = f"{name}.onnx" if batch == 1 else f"{name}-{batch}.onnx"
    return ort.InferenceSession(str(peers.DATA / file), options, providers=["CPUExecutionProvider"])


def inputs(name, batch):
    x = peers.samples(name)[:256]
    if name == "cnn":
        x = x.reshape(-1, 1, 28, 28)
    return np.split(x, 256 // batch)


def plain(name, batch):
    run, xs = session(name, batch).run, inputs(name, batch)
    return peers.Inference(len(xs), batch, lambda i: run(None, {"x": xs[i]})[0])


def bound(name, batch):
    """Every batch with an input and an output that stay in their places."""
    one, xs = session(name, batch), inputs(name, batch)
    y = ort.OrtValue.ortvalue_from_shape_and_type(one.get_outputs()[0].shape, np.float32)
    bindings = []
    for x in xs:
        binding = one.io_binding()
        binding.bind_ortvalue_input("x", ort.OrtValue.ortvalue_from_numpy(x))
        binding.bind_ortvalue_output(one.get_outputs()[0].name, y)
        bindings.append(binding)

    def call(i):
        one.run_with_iobinding(bindings[i])
        return y

    return peers.Inference(len(xs), batch, call, lambda y: y.numpy())


def streaming(name):
    one, xs = session(name, 1), inputs(name, 1)
    names = [value.name for value in one.get_inputs()[1:]]
    zeros = {n: np.zeros(value.shape, "f4") for n, value in zip(names, one.get_inputs()[1:])}
    state = {}

    def call(i):
        nonlocal state
        if i == 0:
            state = zeros
        outputs = one.run(None, {"x": xs[i], **state})
        state = dict(zip(names, outputs[-len(names) :]))
        return outputs[0]

    return peers.Inference(256, 1, call)


def make(name, workload):
    if workload.startswith(("w1", "w2", "w3")):
        raise peers.Absent("does not train")
    if name in peers.STATES:
        return streaming(name)
    batch = 256 if workload.startswith("w5") else 1
    return peers.fastest({"plain": lambda: plain(name, batch), "bound": lambda: bound(name, batch)})


if __name__ == "__main__":
    peers.serve(f"onnxruntime {ort.__version__}", make)
