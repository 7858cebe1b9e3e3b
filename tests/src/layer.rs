//! Operations run by hand on a whole batch, as generated code runs them.

use netform::__private::{Backward, Description, Forward, Gradient, Op, Pass};
use netform::Scalar;

/// An operation in both precisions.
pub trait Operation: Op<f32> + Op<f64> {}

impl<O: Op<f32> + Op<f64>> Operation for O {}

/// Values before, and gradients after.
#[derive(Clone, Debug, PartialEq)]
pub struct Results<T> {
    /// The output.
    pub output: Vec<T>,
    /// The gradients with respect to the inputs.
    pub d_inputs: Vec<Vec<T>>,
    /// The gradients with respect to the trainable weights, tensor after tensor, then moves.
    pub d_params: Vec<T>,
}

/// Runs an operation forward and backward on a batch: the gradients are those of
/// `Σ output · d_output`. Memory is full of NaN where the operation must not rely on its content.
pub fn run<T: Scalar>(
    op: &dyn Op<T>,
    description: &Description,
    pass: Pass,
    inputs: &[&[T]],
    params: &[T],
    d_output: &[T],
) -> Results<T> {
    let fill = |len: usize| vec![T::from_f64(f64::NAN); len];
    let mut output = fill(description.output.len() * pass.batch);
    let mut tape = fill(description.tape * pass.batch);
    let mut scratch = fill(description.scratch);
    op.forward(Forward {
        pass,
        node: 0,
        params,
        inputs,
        output: &mut output,
        tape: &mut tape,
        scratch: &mut scratch,
        logits: false,
    });
    let mut d_inputs: Vec<Vec<T>> = inputs.iter().map(|input| fill(input.len())).collect();
    let mut wanted: Vec<_> =
        d_inputs.iter_mut().map(|values| Gradient { values, accumulate: false }).collect();
    let mut d_params = fill(description.gradients());
    scratch.fill(T::from_f64(f64::NAN));
    op.backward(Backward {
        pass,
        node: 0,
        params,
        inputs,
        output: &output,
        tape: &mut tape,
        d_output: &mut d_output.to_vec(),
        d_inputs: &mut wanted,
        d_params: Gradient { values: &mut d_params, accumulate: false },
        scratch: &mut scratch,
        logits: false,
    });
    Results { output, d_inputs, d_params }
}
