//! Whole models: output, the gradients with respect to input and weights, and moving statistics.

use netform::__private::{Backward, Forward, Gradient, Pass};
use netform::layer::Layer;
use netform::{Network, Scalar};
use netform_tests::case::Case;
use netform_tests::compare::compare;

use crate::models::{double, single};

pub(crate) fn check(case: &Case) {
    match case.name.as_str() {
        "stacked_lstm" => {
            run::<single::Stacked>(case);
            run::<double::Stacked>(case);
        }
        "functional_resconv_train" | "functional_resconv_inference" => {
            run::<single::Resconv>(case);
            run::<double::Resconv>(case);
        }
        other => panic!("no model {other}"),
    }
}

/// Runs a network as a layer of another: so there is the gradient of its input.
fn run<N: Network + Layer>(case: &Case) {
    let to = |values: &[f64]| values.iter().map(|value| N::Scalar::from_f64(*value)).collect::<Vec<_>>();
    let fill = |len: usize| vec![N::Scalar::from_f64(f64::NAN); len];
    let mut network = netform::__private::zeroed::<N>();
    network.as_mut_slice().copy_from_slice(&to(&case.joined("weight.", &case.weights())));
    let (input, mut d_output) = (to(&case.tensor("input").values), to(&case.tensor("grad_output").values));
    let batch = case.tensor("input").shape[0];
    let trains = case.json["training"] != false;
    // Gradients of a prediction: statistics of the batch are not taken.
    let pass = Pass { frozen: !trains, ..Pass::training(batch, 1) };
    let mut output = fill(d_output.len());
    let (mut tape, mut scratch) = (fill(N::TAPE * batch), fill(N::SCRATCH));
    Layer::forward(
        &*network,
        Forward {
            pass,
            node: 0,
            params: &[],
            inputs: &[&input],
            output: &mut output,
            tape: &mut tape,
            scratch: &mut scratch,
            logits: false,
        },
    );
    compare(&case.name, "output", &output, &case.tensor("output").values);
    let (mut d_input, mut d_params) = (fill(input.len()), fill(<N as Network>::GRADIENTS));
    Layer::backward(
        &*network,
        Backward {
            pass,
            node: 0,
            params: &[],
            inputs: &[&input],
            output: &output,
            tape: &mut tape,
            d_output: &mut d_output,
            d_inputs: &mut [Gradient { values: &mut d_input, accumulate: false }],
            d_params: Gradient { values: &mut d_params, accumulate: false },
            scratch: &mut scratch,
            logits: false,
        },
    );
    compare(&case.name, "grad_input", &d_input, &case.tensor("grad_input").values);
    compare_gradients(case, &d_params);
}

/// Compares gradients, and what statistics move by, which lies among them in the order of the weights.
fn compare_gradients<T: Scalar>(case: &Case, mut d_params: &[T]) {
    for name in case.weights() {
        let before = &case.tensor(&format!("weight.{name}")).values;
        let (own, rest) = d_params.split_at(before.len());
        d_params = rest;
        if let Some(gradient) = case.find(&format!("grad.{name}")) {
            compare(&case.name, name, own, &gradient.values);
            continue;
        }
        let after = case.find(&format!("state_after.{name}")).map_or(before, |after| &after.values);
        let moved: Vec<T> = before.iter().zip(own).map(|(before, by)| T::from_f64(*before) + *by).collect();
        compare(&case.name, name, &moved, after);
    }
    assert!(d_params.is_empty(), "{}: {} gradients too many", case.name, d_params.len());
}
