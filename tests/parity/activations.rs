//! Activation functions, as the end of a layer.

use netform::__private::{Activation, Pass, Shape, Site};
use netform::Scalar;
use netform::layers::dense;
use netform_tests::case::Case;
use netform_tests::compare::compare;
use netform_tests::layer::{Operation, run};

/// An activation by its name, with its default arguments.
pub(crate) fn named(name: &str) -> Activation {
    match name {
        "linear" => Activation::linear(),
        "relu" => Activation::relu(),
        "leaky_relu" => Activation::leaky_relu(),
        "elu" => Activation::elu(),
        "selu" => Activation::selu(),
        "gelu" => Activation::gelu(),
        "silu" => Activation::silu(),
        "softplus" => Activation::softplus(),
        "tanh" => Activation::tanh(),
        "sigmoid" => Activation::sigmoid(),
        "hard_sigmoid" => Activation::hard_sigmoid(),
        "softmax" => Activation::softmax(),
        other => panic!("no activation {other}"),
    }
}

/// A case's activation with its arguments.
fn activation(case: &Case) -> Activation {
    let mut activation = named(case.text("class"));
    let set = [
        ("negative_slope", Activation::negative_slope as fn(Activation, f64) -> Activation),
        ("max_value", Activation::max_value),
        ("threshold", Activation::threshold),
        ("alpha", Activation::alpha),
    ];
    for (name, setter) in set {
        if let Some(value) = case.number(name) {
            activation = setter(activation, value);
        }
    }
    activation.approximate(case.flag("approximate"))
}

/// The activation after the identity: what a layer keeps for backward is part of the test.
pub(crate) fn check(case: &Case) {
    let size = case.tensor("input").shape[1];
    let op = dense::Op::new(&[Shape::new(&[size])], size).activation(activation(case)).use_bias(false);
    check_in::<f32>(case, size, &op);
    check_in::<f64>(case, size, &op);
}

fn check_in<T: Scalar>(case: &Case, size: usize, op: &dense::Op)
where
    dense::Op: Operation + netform::__private::Op<T>,
{
    let identity: Vec<T> =
        (0..size * size).map(|i| if i % (size + 1) == 0 { T::ONE } else { T::ZERO }).collect();
    let input: Vec<T> = case.tensor("input").to();
    let d_output: Vec<T> = case.tensor("grad_output").to();
    let pass = Pass::inference(input.len() / size);
    let description = op.describe(Site::new(["layer", "Dense"], ["", ""]));
    let results = run::<T>(op, &description, pass, &[&input], &identity, &d_output);
    compare(&case.name, "output", &results.output, &case.tensor("output").values);
    compare(&case.name, "grad_input", &results.d_inputs[0], &case.tensor("grad_input").values);
}
