//! Activation functions by Keras's names and arguments.

use netform::__private::Activation;

/// An activation by its name.
pub(crate) fn activation(name: &str) -> Activation {
    match name {
        "linear" => Activation::Linear,
        "relu" => Activation::Relu,
        "sigmoid" => Activation::Sigmoid,
        "softmax" => Activation::Softmax,
        other => panic!("no activation {other}"),
    }
}
