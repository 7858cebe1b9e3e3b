//! A simple recurrent layer.

use nalgebra::{SMatrix, SVector};

use crate::description::Description;
use crate::kernels::{Executor, Isa, Register};
use crate::layers::recurrence::{BackwardStep, Cell, Columns, ForwardStep, Recurrence, Settings, settings};
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::params::Params;
use crate::scalar::Scalar;
use crate::shape::Shape;

/// A recurrent layer whose output is fed back (Elman 1990), after
/// [Keras's `SimpleRNN`](https://keras.io/api/layers/recurrent_layers/simple_rnn/): each step computes
/// `h' = activation(W·x + U·h + b)` from the state `h` of the step before.
///
/// # Arguments
/// `SimpleRNN(units, activation = tanh, use_bias = true, kernel_initializer = glorot_uniform,
/// recurrent_initializer = orthogonal, bias_initializer = zeros, return_sequences = false,
/// return_state = false, go_backwards = false)`
///
/// With `go_backwards`, the steps are read from the last one to the first, and their outputs come in
/// that order.
///
/// Applied to a value, it takes the state to begin with, which is zeros otherwise:
/// `SimpleRNN(8)(x, initial_state = h)`. With `return_state`, it gives the last one too:
/// `let (y, h) = SimpleRNN(8, return_state = true)(x);`.
///
/// There are no masks: every step counts.
///
/// # Shapes
/// `[steps, features]` to `[units]`, the output of the last step, or with `return_sequences` to
/// `[steps, units]`. The state is `[units]`.
///
/// # Gradients
/// Backward through time, from the last step to the first: with the gradients `d` before the
/// activation, `d_kernel = Σ d·xᵀ`, `d_recurrent_kernel = Σ d·hᵀ` and `d_bias = Σ d` over all steps,
/// `d_x = Wᵀ·d` and `d_h = Uᵀ·d` for each.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct SimpleRNN<const IN: usize, const UNITS: usize, const BIAS: usize = UNITS, T = f32> {
    /// The weights of the input, Keras's `(in, units)`.
    pub kernel: SMatrix<T, UNITS, IN>,
    /// The weights of the state, Keras's `(units, units)`.
    pub recurrent_kernel: SMatrix<T, UNITS, UNITS>,
    /// The bias; empty with `use_bias = false`.
    pub bias: SVector<T, BIAS>,
}

// SAFETY: `repr(C)` of matrices of `T` alone.
unsafe impl<const IN: usize, const UNITS: usize, const BIAS: usize, T: Scalar> Params
    for SimpleRNN<IN, UNITS, BIAS, T>
{
    type Scalar = T;
}

/// The operation of [`SimpleRNN`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    settings: Settings,
}

settings!(Op);

impl Op {
    /// `SimpleRNN(units)` on an input, or on an input and a state.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape], units: usize) -> Self {
        Self { settings: Settings::new(inputs, units) }
    }

    /// The type's `BIAS`.
    #[inline]
    #[must_use]
    pub const fn biases(&self) -> usize {
        if self.settings.use_bias { self.settings.units } else { 0 }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        self.settings.describe(&self.sizes(), Shape::new(&[self.biases()]), true, site)
    }

    /// A column has the values, and their sums where the gradient reads them.
    #[inline]
    const fn sizes(&self) -> Recurrence {
        let width = if self.settings.activation.needs_input() { 2 } else { 1 };
        self.settings.sizes(1, width, 1)
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        self.sizes().forward(self, f);
    }

    #[inline(always)]
    fn run_unrolled<T: Scalar, V: Register<Scalar = T>, const LAST: usize>(&self, f: Forward<'_, T>) {
        self.sizes().unrolled::<T, V>(self, f);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        self.sizes().backward(self, b);
    }
}

impl<T: Scalar> Cell<T> for Op {
    #[inline(always)]
    fn forward<E: Executor<T>>(&self, mut step: ForwardStep<'_, T, E>) {
        let Recurrence { units, width, .. } = *step.sizes;
        step.add_state();
        let (units, width, activation) = (units.max(1), width.max(1), self.settings.activation);
        let [hidden, _] = step.after;
        for (hidden, column) in hidden.chunks_exact_mut(units).zip(step.columns.chunks_exact_mut(width)) {
            let (values, sums) = column.split_at_mut(units);
            if !sums.is_empty() {
                sums.copy_from_slice(values);
            }
            hidden.copy_from_slice(values);
        }
        activation.apply_by(step.kernels, hidden, units);
        if step.keep {
            for (hidden, column) in hidden.chunks_exact(units).zip(step.columns.chunks_exact_mut(width)) {
                column[..units].copy_from_slice(hidden);
            }
        }
    }

    fn backward(&self, mut step: BackwardStep<'_, T>) {
        let Recurrence { units, rows, width, .. } = *step.sizes;
        let [d_hidden, _] = &mut step.d_states;
        let columns = step.columns.chunks_exact_mut(width.max(1));
        for (d, column) in d_hidden.chunks_exact_mut(units.max(1)).zip(columns) {
            let (values, sums) = column.split_at_mut(units);
            self.settings.activation.gradient(step.isa, sums, values, d, units);
            values.copy_from_slice(d);
        }
        if !step.is_first {
            step.d_state([0, rows], 0, 0, false);
        }
    }

    fn d_recurrent(&self, isa: Isa, columns: Columns<'_, T>, hidden: &[T], d_kernel: &mut [T], sum: bool) {
        let Recurrence { units, rows, .. } = self.sizes();
        columns.product(isa, [0, rows], (hidden, units, units), (d_kernel, rows), sum);
    }

    fn d_bias(&self, isa: Isa, columns: Columns<'_, T>, d_bias: &mut [T], sum: bool) {
        columns.sum(isa, [0, self.sizes().rows], d_bias, sum);
    }
}

precompile!(Op, run_unrolled);

#[cfg(test)]
mod tests;
