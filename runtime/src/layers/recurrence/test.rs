//! What the tests of recurrent layers share.

use crate::description::Description;
use crate::kernels::Isa;
use crate::layers::test::{Case, assert_all_close, check, random};
use crate::op::Op;
use crate::scalar::Scalar;

/// Inputs of a batch: the sequence, and states where some are given.
fn inputs(batch: usize, lens: &[usize]) -> Vec<Vec<f64>> {
    lens.iter().zip(1..).map(|(len, seed)| random(batch * len, seed)).collect()
}

/// Sizes that fill registers and do not: steps and features, and units.
pub(in crate::layers) const SIZES: [([usize; 2], usize); 4] =
    [([3, 2], 1), ([5, 3], 20), ([9, 1], 5), ([1, 4], 33)];

/// An operation on `[steps, features]`, and on states where the first bit says so, with the settings
/// that the next four say; and the elements of its inputs.
macro_rules! with_settings {
    ($op:ty, $states:literal states, $shape:expr, $units:expr, $bits:expr) => {{
        let (shape, units, bits): ([usize; 2], usize, usize) = ($shape, $units, $bits);
        let is = |bit: usize| bits >> bit & 1 == 1;
        let mut shapes = vec![$crate::shape::Shape::new(&shape)];
        shapes.resize(if is(0) { 1 + $states } else { 1 }, $crate::shape::Shape::new(&[units]));
        let op = <$op>::new(&shapes, units)
            .return_sequences(is(1))
            .return_state(is(2))
            .bound(if is(2) { 1 + $states } else { 1 })
            .go_backwards(is(3))
            .use_bias(is(4));
        (op, shapes.iter().map($crate::shape::Shape::len).collect::<Vec<_>>())
    }};
}
pub(in crate::layers) use with_settings;

/// Compares the outputs of some batches with those of a plain loop over batch, inputs and weights.
pub(in crate::layers) fn agrees<O: Op<f32> + Op<f64>>(
    op: &O,
    description: &Description,
    lens: &[usize],
    plain: impl Fn(usize, &[Vec<f64>], &[f64]) -> Vec<f64>,
) {
    let params: Vec<f64> = random(description.tensors.elements(), 7);
    for batch in [1, 2, 9] {
        let inputs = inputs(batch, lens);
        compare(op, description, batch, &inputs, &params, &plain(batch, &inputs, &params));
    }
}

/// Checks the contract of an operation, see [`check`].
pub(in crate::layers) fn keeps_contract(
    op: &impl Op<f64>,
    description: &Description,
    batch: usize,
    lens: &[usize],
) {
    check(op, description, batch, &inputs(batch, lens), &random(description.tensors.elements(), 5));
}

/// Compares the outputs of all instruction sets with the expected ones, in both precisions.
fn compare<O: Op<f32> + Op<f64>>(
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
