//! Long short-term memory.

use nalgebra::{SMatrix, SVector};

use crate::activations::Activation;
use crate::description::Description;
use crate::kernels::{Executor, Isa, Lstm, LstmGradient, Register};
use crate::layers::recurrence::{BackwardStep, Cell, Columns, ForwardStep, Recurrence, Settings, settings};
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::params::Params;
use crate::scalar::Scalar;
use crate::shape::Shape;

/// Long short-term memory (Hochreiter and Schmidhuber 1997), after
/// [Keras's `LSTM`](https://keras.io/api/layers/recurrent_layers/lstm/).
///
/// With the state `h` and the cells `c` of the step before, each step computes the gates
/// `i, f, o = recurrent_activation(W·x + U·h + b)` and `g = activation(W·x + U·h + b)`, then
/// `c' = f·c + i·g` and `h' = o · activation(c')`.
///
/// # Arguments
/// `LSTM(units, activation = tanh, recurrent_activation = sigmoid, use_bias = true,
/// kernel_initializer = glorot_uniform, recurrent_initializer = orthogonal, bias_initializer = zeros,
/// unit_forget_bias = true, return_sequences = false, return_state = false, go_backwards = false)`
///
/// With `unit_forget_bias`, the forget gate's bias begins as 1. With `go_backwards`, the steps are
/// read from the last one to the first, and their outputs come in that order.
///
/// Applied to a value, it takes the states to begin with, which are zeros otherwise:
/// `LSTM(8)(x, initial_state = (h, c))`. With `return_state`, it gives the last ones too:
/// `let (y, h, c) = LSTM(8, return_state = true)(x);`.
///
/// There are no masks: every step counts.
///
/// # Shapes
/// `[steps, features]` to `[units]`, the output of the last step, or with `return_sequences` to
/// `[steps, units]`. States are `[units]`.
///
/// # Gradients
/// Backward through time, from the last step to the first: with the gradients `d` of the gates' sums,
/// `d_kernel = Σ d·xᵀ`, `d_recurrent_kernel = Σ d·hᵀ` and `d_bias = Σ d` over all steps,
/// `d_x = Wᵀ·d` and `d_h = Uᵀ·d` for each.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct LSTM<const IN: usize, const UNITS: usize, const GATES: usize, const BIAS: usize = GATES, T = f32> {
    /// The weights of the input, Keras's `(in, 4·units)` with the gates i, f, c, o.
    pub kernel: SMatrix<T, GATES, IN>,
    /// The weights of the state, Keras's `(units, 4·units)`.
    pub recurrent_kernel: SMatrix<T, GATES, UNITS>,
    /// The bias; empty with `use_bias = false`.
    pub bias: SVector<T, BIAS>,
}

// SAFETY: `repr(C)` of matrices of `T` alone.
unsafe impl<const IN: usize, const UNITS: usize, const GATES: usize, const BIAS: usize, T: Scalar> Params
    for LSTM<IN, UNITS, GATES, BIAS, T>
{
    type Scalar = T;
}

/// The operation of [`LSTM`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    settings: Settings,
    recurrent_activation: Activation,
    unit_forget_bias: bool,
}

settings!(Op);

impl Op {
    /// `LSTM(units)` on an input, or on an input and two states.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape], units: usize) -> Self {
        let settings = Settings::new(inputs, units);
        Self { settings, recurrent_activation: Activation::Sigmoid, unit_forget_bias: true }
    }

    /// Sets `recurrent_activation`.
    #[inline]
    #[must_use]
    pub const fn recurrent_activation(mut self, activation: Activation) -> Self {
        self.recurrent_activation = activation;
        self
    }

    /// Sets `unit_forget_bias`.
    #[inline]
    #[must_use]
    pub const fn unit_forget_bias(mut self, unit_forget_bias: bool) -> Self {
        self.unit_forget_bias = unit_forget_bias;
        self
    }

    /// The type's `GATES`.
    #[inline]
    #[must_use]
    pub const fn gates(&self) -> usize {
        self.settings.units.saturating_mul(4)
    }

    /// The type's `BIAS`.
    #[inline]
    #[must_use]
    pub const fn biases(&self) -> usize {
        if self.settings.use_bias { self.gates() } else { 0 }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let sizes = self.sizes();
        let description =
            self.settings.describe(&sizes, Shape::new(&[self.biases()]), self.is_default(), site);
        if !self.settings.use_bias || !self.unit_forget_bias {
            return description;
        }
        let forget = sizes.rows * (sizes.features + sizes.units) + sizes.units;
        description.ones(forget, forget + sizes.units)
    }

    /// A column has the gates and the squashed cells, and the gates' sums where a gradient reads
    /// them.
    #[inline(always)]
    const fn sizes(&self) -> Recurrence {
        let width = if self.keeps_sums() { 9 } else { 5 };
        let mut sizes = self.settings.sizes(4, width, 2);
        sizes.own = if self.is_default() { 0 } else { 5 * sizes.units };
        sizes
    }

    /// Whether the activations are those that have kernels.
    #[inline(always)]
    const fn is_default(&self) -> bool {
        matches!(
            (self.settings.activation, self.recurrent_activation),
            (Activation::Tanh, Activation::Sigmoid)
        )
    }

    #[inline(always)]
    const fn keeps_sums(&self) -> bool {
        self.settings.activation.needs_input() || self.recurrent_activation.needs_input()
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
        if step.is_alone() && self.is_default() {
            let kernels = step.kernels;
            let (sums, [_, before], [hidden, cells]) = step.alone();
            kernels.lstm_alone(sums, before, [cells, hidden]);
            return;
        }
        step.add_state();
        if !self.is_default() {
            self.forward_generally(step.called());
            return;
        }
        let ForwardStep { kernels, columns, before: [_, before], after: [hidden, cells], keep, .. } = step;
        kernels.lstm(Lstm { units, stride: width, columns, before, cells, hidden, keep });
    }

    fn backward(&self, mut step: BackwardStep<'_, T>) {
        let Recurrence { units, rows, width, .. } = *step.sizes;
        if self.is_default() {
            let [d_hidden, d_cells] = &mut step.d_states;
            let (columns, before) = (&mut *step.columns, step.before[1]);
            T::lstm_gradient(
                step.isa,
                LstmGradient { units, stride: width, columns, before, d_hidden, d_cells },
            );
        } else {
            self.backward_generally(&mut step);
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

mod general;
#[cfg(test)]
mod tests;
