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


def network(name, batch=None):
    x = keras.Input(peers.INPUT[name], batch_size=batch)
    states = [keras.Input((peers.UNITS[name],)) for _ in range(1 if name == "wave_gru" else 2)] if name in peers.UNITS else []
    relu = {"activation": "relu"}
    match name:
        case "mlp":
            y = layers.Dense(10, activation="softmax")(layers.Dense(64, **relu)(layers.Dense(128, **relu)(x)))
        case "churn":
            y = layers.Dense(1, activation="sigmoid")(layers.Dense(64, **relu)(x))
        case "tiny":
            y = layers.Dense(3)(layers.Dense(16, **relu)(layers.Dense(16, **relu)(x)))
        case "wave":
            y = layers.Dense(1)(layers.Dense(8, activation="tanh")(x))
        case "cnn":
            y = layers.MaxPooling2D(2)(layers.Conv2D(8, 3, **relu)(x))
            y = layers.Flatten()(layers.MaxPooling2D(2)(layers.Conv2D(16, 3, **relu)(y)))
            y = layers.Dense(10, activation="softmax")(layers.Dense(64, **relu)(y))
        case "sequence":
            y = layers.Dense(10, activation="softmax")(layers.LSTM(64)(x))
        case "steps":
            y = layers.LSTM(64)(x)
        case "step":
            _, *last = layers.LSTM(64, return_state=True)(x, initial_state=states)
            return with_weights(keras.Model([x, *states], [last[0], *last]), name)
        case "wave_lstm":
            y, *last = layers.LSTM(20, return_state=True)(x, initial_state=states)
            return with_weights(keras.Model([x, *states], [layers.Dense(1)(y), *last]), name)
        case "wave_gru":
            y, *last = layers.GRU(8, return_state=True)(x, initial_state=states)
            return with_weights(keras.Model([x, *states], [layers.Dense(1)(y), *last]), name)
        case "wave_conv":
            y = layers.Conv1D(16, 15, dilation_rate=4)(x)
    return with_weights(keras.Model(x, y), name)


def with_weights(model, name):
    model.set_weights(peers.weights(name))
    return model


def training(name, steps):
    model = network(name)
    loss = "binary_crossentropy" if name == "churn" else "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(), loss, jit_compile=True, steps_per_execution=steps)
    x, y = peers.samples(name), peers.labels(name)

    def epoch():
        model.fit(x, y, batch_size=32, epochs=1, shuffle=False, verbose=0)

    def predictions():
        return model.predict(x[:256], batch_size=256, verbose=0)

    return peers.Training(len(x), epoch, predictions)


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
    xs = [jax.device_put(x) for x in np.split(peers.samples(name)[:256], 256)]
    zeros = jax.device_put(np.zeros((1, peers.UNITS[name]), "f4"))
    state = None

    def step(i):
        nonlocal state
        if i == 0:
            state = [zeros] * (1 if name == "wave_gru" else 2)
        y, *state = call(xs[i], *state)
        return y.block_until_ready()

    return peers.Inference(256, 1, step)


def make(workload):
    name = peers.NETWORK.get(workload)
    if name is None:
        return None
    if workload.startswith(("w1", "w2", "w3")):
        # So many batches a call of the jitted step.
        return peers.fastest({f"{n} steps an execution": lambda n=n: training(name, n) for n in (1, 25)})
    return streaming(name) if name in peers.UNITS else inference(name, 256 if workload.startswith("w5") else 1)


if __name__ == "__main__":
    peers.serve(f"Keras {keras.__version__} on JAX {jax.__version__}", make)
