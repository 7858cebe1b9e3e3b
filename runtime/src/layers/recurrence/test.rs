//! What the tests of recurrent layers share.

use crate::description::Description;
use crate::kernels::Isa;
use crate::layers::test::{Case, assert_all_close, random};
use crate::op::Op;
use crate::scalar::Scalar;

/// Inputs of a batch: the sequence, and states where some are given.
pub(in crate::layers) fn inputs(batch: usize, lens: &[usize]) -> Vec<Vec<f64>> {
    lens.iter().zip(1..).map(|(len, seed)| random(batch * len, seed)).collect()
}

/// Compares the outputs of all instruction sets with the expected ones, in both precisions.
pub(in crate::layers) fn compare<O: Op<f32> + Op<f64>>(
    op: &O,
    description: &Description,
    batch: usize,
    inputs: &[Vec<f64>],
    params: &[f64],
    expected: &[f64],
) {
    for isa in Isa::available() {
        run::<f32, O>(op, description, batch, inputs, params, expected, isa, 1e-5);
        run::<f64, O>(op, description, batch, inputs, params, expected, isa, 1e-13);
    }
}

#[allow(clippy::too_many_arguments, reason = "one comparison")]
fn run<T: Scalar, O: Op<T>>(
    op: &O,
    description: &Description,
    batch: usize,
    inputs: &[Vec<f64>],
    params: &[f64],
    expected: &[f64],
    isa: Isa,
    tolerance: f64,
) {
    let narrow = |values: &[f64]| values.iter().map(|value| T::from_f64(*value)).collect::<Vec<T>>();
    let (inputs, params): (Vec<_>, _) = (inputs.iter().map(|input| narrow(input)).collect(), narrow(params));
    let expected = narrow(expected);
    for training in [true, false] {
        let mut case = Case::new(op, description, batch, &inputs, &params);
        case.pass.isa = isa;
        case.pass.training = training;
        assert_all_close(&case.output(), &expected, tolerance);
    }
}
