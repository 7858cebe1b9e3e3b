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
    /// The gradient with respect to the input.
    pub d_input: Vec<T>,
    /// The gradients with respect to the weights, tensor after tensor.
    pub d_params: Vec<T>,
}

/// Runs an operation forward and backward on a batch: the gradients are those of
/// `Σ output · d_output`. Memory is full of NaN where the operation must not rely on its content.
pub fn run<T: Scalar>(
    op: &dyn Op<T>,
    description: &Description,
    pass: Pass,
    input: &[T],
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
        inputs: &[input],
        output: &mut output,
        tape: &mut tape,
        scratch: &mut scratch,
        logits: false,
    });
    let mut d_input = fill(input.len());
    let mut d_params = fill(description.tensors.trainable());
    scratch.fill(T::from_f64(f64::NAN));
    op.backward(Backward {
        pass,
        node: 0,
        params,
        inputs: &[input],
        output: &output,
        tape: &mut tape,
        d_output: &mut d_output.to_vec(),
        d_inputs: &mut [Gradient { values: &mut d_input, accumulate: false }],
        d_params: Gradient { values: &mut d_params, accumulate: false },
        scratch: &mut scratch,
        logits: false,
    });
    Results { output, d_input, d_params }
}
