//! Gated recurrent units.

use nalgebra::SMatrix;

use crate::activations::Activation;
use crate::description::Description;
use crate::kernels::{Executor, Gru, GruGradient, Isa, Register, Start};
use crate::layers::recurrence::{BackwardStep, Cell, Columns, ForwardStep, Recurrence, Settings, settings};
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::params::Params;
use crate::scalar::Scalar;
use crate::shape::Shape;

/// Gated recurrent units (Cho et al. 2014), after
/// [Keras's `GRU`](https://keras.io/api/layers/recurrent_layers/gru/).
///
/// With the state `h` of the step before, each step computes the gates
/// `z, r = recurrent_activation(W·x + b + U·h + b')`, a candidate `g = activation(W·x + b + r·(U·h +
/// b'))`, and `h' = z·h + (1 − z)·g`. With `reset_after = false` the state is reset before the
/// product instead, `g = activation(W·x + U·(r·h) + b)`, and there is one bias.
///
/// # Arguments
/// `GRU(units, activation = tanh, recurrent_activation = sigmoid, use_bias = true,
/// kernel_initializer = glorot_uniform, recurrent_initializer = orthogonal, bias_initializer = zeros,
/// return_sequences = false, return_state = false, go_backwards = false, reset_after = true)`
///
/// With `go_backwards`, the steps are read from the last one to the first, and their outputs come in
/// that order.
///
/// Applied to a value, it takes the state to begin with, which is zeros otherwise:
/// `GRU(8)(x, initial_state = h)`. With `return_state`, it gives the last one too:
/// `let (y, h) = GRU(8, return_state = true)(x);`.
///
/// There are no masks: every step counts.
///
/// # Shapes
/// `[steps, features]` to `[units]`, the output of the last step, or with `return_sequences` to
/// `[steps, units]`. The state is `[units]`.
///
/// # Gradients
/// Backward through time, from the last step to the first: with the gradients `d` of the gates' sums,
/// `d_kernel = Σ d·xᵀ`, `d_recurrent_kernel = Σ d·hᵀ` and `d_bias = Σ d` over all steps,
/// `d_x = Wᵀ·d` and `d_h = z·d_h' + Uᵀ·d` for each.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct GRU<const IN: usize, const UNITS: usize, const GATES: usize, const BIASES: usize = 2, T = f32> {
    /// The weights of the input, Keras's `(in, 3·units)` with the gates z, r, h.
    pub kernel: SMatrix<T, GATES, IN>,
    /// The weights of the state, Keras's `(units, 3·units)`.
    pub recurrent_kernel: SMatrix<T, GATES, UNITS>,
    /// The biases of input and state, Keras's `(2, 3·units)`; with `reset_after = false` one,
    /// `(3·units)`; with `use_bias = false` none.
    pub bias: SMatrix<T, GATES, BIASES>,
}

// SAFETY: `repr(C)` of matrices of `T` alone.
unsafe impl<const IN: usize, const UNITS: usize, const GATES: usize, const BIASES: usize, T: Scalar> Params
    for GRU<IN, UNITS, GATES, BIASES, T>
{
    type Scalar = T;
}

/// The operation of [`GRU`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    settings: Settings,
    recurrent_activation: Activation,
    reset_after: bool,
}

settings!(Op);

impl Op {
    /// `GRU(units)` on an input, or on an input and a state.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape], units: usize) -> Self {
        let settings = Settings::new(inputs, units);
        Self { settings, recurrent_activation: Activation::Sigmoid, reset_after: true }
    }

    /// Sets `recurrent_activation`.
    #[inline]
    #[must_use]
    pub const fn recurrent_activation(mut self, activation: Activation) -> Self {
        self.recurrent_activation = activation;
        self
    }

    /// Sets `reset_after`.
    #[inline]
    #[must_use]
    pub const fn reset_after(mut self, reset_after: bool) -> Self {
        self.reset_after = reset_after;
        self
    }

    /// The type's `GATES`.
    #[must_use]
    #[inline]
    pub const fn gates(&self) -> usize {
        self.settings.units.saturating_mul(3)
    }

    /// The type's `BIASES`.
    #[must_use]
    #[inline]
    pub const fn biases(&self) -> usize {
        match (self.settings.use_bias, self.reset_after) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let bias = match self.biases() {
            2 => Shape::new(&[2, self.gates()]),
            biases => Shape::new(&[biases * self.gates()]),
        };
        self.settings.describe(&self.sizes(), bias, self.is_default(), site)
    }

    /// A column has the gates and what the reset gate is multiplied with or gives, and the gates'
    /// sums where a gradient reads them.
    #[inline(always)]
    const fn sizes(&self) -> Recurrence {
        let width = if self.keeps_sums() { 7 } else { 4 };
        let mut sizes = self.settings.sizes(3, width, 1);
        sizes.own = 3 * sizes.units;
        sizes
    }

    /// Whether there are kernels for it.
    #[inline(always)]
    const fn is_default(&self) -> bool {
        matches!(
            (self.settings.activation, self.recurrent_activation, self.reset_after),
            (Activation::Tanh, Activation::Sigmoid, true)
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
    fn prepare<E: Executor<T>>(&self, kernels: E, bias: &[T], own: &mut [T]) {
        if self.biases() < 2 {
            return;
        }
        // The sums of the gates begin with both biases, and that of the candidate with its input's. A gate at a
        // time, in the registers of what follows: beside wider ones a processor computes that more slowly.
        let units = self.settings.units;
        for gate in 0..3 {
            let place = gate * units..(gate + 1) * units;
            let (sums, [input, state]) =
                (&mut own[place.clone()], [&bias[place.clone()], &bias[3 * units..][place]]);
            sums.copy_from_slice(input);
            if gate < 2 {
                kernels.add(sums, state);
            }
        }
    }

    #[inline]
    fn start<'a>(&self, bias: &'a [T], own: &'a [T]) -> &'a [T] {
        if self.biases() == 2 { &own[..self.gates()] } else { bias }
    }

    #[inline(always)]
    fn forward<E: Executor<T>>(&self, mut step: ForwardStep<'_, T, E>) {
        let Recurrence { units, rows, width, .. } = *step.sizes;
        // What the state's part of the candidate starts from.
        let bias = step.weights.bias.get(rows + 2 * units..).unwrap_or_default();
        if step.is_alone() && self.reset_after && self.is_default() {
            let kernels = step.kernels;
            let (sums, [before, _], [hidden, _]) = step.alone();
            kernels.gru_alone(sums, bias, before, hidden);
            return;
        }
        if !step.input.is_empty() {
            step.sum_up([0, 2 * units], !step.is_first);
            step.sum_up([2 * units, units], false);
        } else if !step.is_first {
            step.add_product([0, 2 * units], 0, Start::Sum);
        }
        if !self.reset_after {
            self.forward_resetting_before(step.called());
            return;
        }
        let start = if bias.is_empty() { Start::Zero } else { Start::Rows(bias) };
        step.add_product([2 * units, units], 3 * units, start);
        if !self.is_default() {
            self.forward_generally(step.called());
            return;
        }
        let ForwardStep { kernels, columns, before: [before, _], after: [hidden, _], keep, .. } = step;
        kernels.gru(Gru { units, stride: width, columns, before, hidden, keep });
    }

    fn backward(&self, mut step: BackwardStep<'_, T>) {
        let Recurrence { units, width, .. } = *step.sizes;
        if self.is_default() {
            let [d_hidden, _] = &mut step.d_states;
            let (columns, before) = (&mut *step.columns, step.before[0]);
            T::gru_gradient(step.isa, GruGradient { units, stride: width, columns, before, d_hidden });
        } else {
            self.backward_generally(&mut step);
        }
        if !self.reset_after {
            step.d_state([2 * units, units], 2 * units, 1, false);
            self.backward_resetting_before(&mut step);
        } else if !step.is_first {
            step.d_state([2 * units, units], 3 * units, 0, true);
        }
        if !step.is_first {
            step.d_state([0, 2 * units], 0, 0, true);
        }
    }

    fn d_recurrent(&self, isa: Isa, columns: Columns<'_, T>, hidden: &[T], d_kernel: &mut [T], sum: bool) {
        let Recurrence { units, rows, width, .. } = self.sizes();
        columns.product(isa, [0, 2 * units], (hidden, units, units), (&mut *d_kernel, rows), sum);
        let candidate = d_kernel.get_mut(2 * units..).unwrap_or_default();
        if self.reset_after {
            columns.product(isa, [3 * units, units], (hidden, units, units), (candidate, rows), sum);
        } else {
            let reset = columns.values.get(3 * units..).unwrap_or_default();
            columns.product(isa, [2 * units, units], (reset, width, units), (candidate, rows), sum);
        }
    }

    fn d_bias(&self, isa: Isa, columns: Columns<'_, T>, d_bias: &mut [T], sum: bool) {
        let Recurrence { units, rows, .. } = self.sizes();
        let (input, state) = d_bias.split_at_mut(rows);
        columns.sum(isa, [0, rows], input, sum);
        if !state.is_empty() {
            let (gates, candidate) = state.split_at_mut(2 * units);
            columns.sum(isa, [0, 2 * units], gates, sum);
            columns.sum(isa, [3 * units, units], candidate, sum);
        }
    }
}

precompile!(Op, run_unrolled);

mod general;
#[cfg(test)]
mod tests;
