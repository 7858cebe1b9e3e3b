"""Keras's worker, on JAX: `fit` for training, a jitted function of the model for predictions, one thread."""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import keras
import numpy as np
from keras import layers

import peers


RELU = {"activation": "relu"}


def network(name):
    if name in peers.STATES:
        return sound(name)
    x = keras.Input(peers.INPUT[name])
    match name:
        case "mlp":
            y = layers.Dense(10, activation="softmax")(layers.Dense(64, **RELU)(layers.Dense(128, **RELU)(x)))
        case "churn":
            y = layers.Dense(1, activation="sigmoid")(layers.Dense(64, **RELU)(x))
        case "tiny":
            y = layers.Dense(3)(layers.Dense(16, **RELU)(layers.Dense(16, **RELU)(x)))
        case "wave":
            y = layers.Dense(1)(layers.Dense(8, activation="tanh")(x))
        case "square":
            y = layers.Dense(16)(x)
        case "cnn":
            y = layers.MaxPooling2D(2)(layers.Conv2D(8, 3, **RELU)(x))
            y = layers.Flatten()(layers.MaxPooling2D(2)(layers.Conv2D(16, 3, **RELU)(y)))
            y = layers.Dense(10, activation="softmax")(layers.Dense(64, **RELU)(y))
        case "sequence":
            y = layers.Dense(10, activation="softmax")(layers.LSTM(64)(x))
        case "steps":
            y = layers.LSTM(64)(x)
    return with_weights(keras.Model(x, y), name)


def sound(name):
    """A network that goes step by step: its states go in and come out."""
    x = y = keras.Input(peers.INPUT[name])
    states = [keras.Input(shape) for shape in peers.STATES[name]]
    after, units = [], peers.STATES[name][-1][0]
    if name == "wave_stack":
        y = layers.Dense(8, activation="tanh")(y)
    if name in peers.DILATION:
        seen = layers.Concatenate(axis=1)([states[0], y])
        after.append(layers.Cropping1D((1, 0))(seen))
        dilation = {"dilation_rate": peers.DILATION[name]}
        y = layers.Conv1D(16, 15, **dilation)(seen) if name == "wave_conv" else layers.Conv1D(4, 3, activation="tanh", **dilation)(seen)
    if name != "wave_conv":
        kind = layers.GRU if name in ("wave_gru", "wave_gru20", "wave_stack") else layers.LSTM
        y, *last = kind(units, return_state=True)(y, initial_state=states[len(after) :])
        after += last
        y = y if name == "step" else layers.Dense(1)(y)
    return with_weights(keras.Model([x, *states], [y, *after]), name)


def with_weights(model, name):
    model.set_weights(peers.weights(name))
    return model


def training(name, steps):
    model = network(name)
    loss = "binary_crossentropy" if name == "churn" else "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(), loss, jit_compile=True, steps_per_execution=steps)
    x, y = peers.samples(name), peers.labels(name)

    def train(batches):
        model.fit(x[: 32 * batches], y[: 32 * batches], batch_size=32, epochs=1, shuffle=False, verbose=0)

    def predictions():
        return model.predict(x[:256], batch_size=256, verbose=0)

    return peers.Training(len(x) // 32, train, predictions)


def function(model):
    """The model as a jitted function of its inputs, the weights in it as constants."""
    trainable = [v.value for v in model.trainable_variables]
    fixed = [v.value for v in model.non_trainable_variables]
    return jax.jit(lambda *x: model.stateless_call(trainable, fixed, list(x) if len(x) > 1 else x[0])[0])


def inference(name, batch):
    call = function(network(name))
    x = [jax.device_put(x) for x in np.split(peers.samples(name)[:256], 256 // batch)]
    return peers.Inference(len(x), batch, lambda i: call(x[i]).block_until_ready())


def streaming(name):
    call = function(network(name))
    xs = [jax.device_put(x) for x in np.split(peers.samples(name), 256)]
    zeros = [jax.device_put(np.zeros((1, *shape), "f4")) for shape in peers.STATES[name]]
    state = zeros

    def step(i):
        nonlocal state
        y, *state = call(xs[i], *(state if i else zeros))
        return y.block_until_ready()

    return peers.Inference(256, 1, step)


def make(name, workload):
    if workload.startswith(("w1", "w2", "w3")):
        # So many batches a call of the jitted step.
        return peers.fastest({f"{n} steps an execution": lambda n=n: training(name, n) for n in (1, 25)})
    return streaming(name) if name in peers.STATES else inference(name, 256 if workload.startswith("w5") else 1)


if __name__ == "__main__":
    peers.serve(f"Keras {keras.__version__} on JAX {jax.__version__}", make)
