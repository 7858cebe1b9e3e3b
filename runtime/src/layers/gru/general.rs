//! Steps with any activations, and those that reset the state before the product.

use super::Op;
use crate::activations::Activation;
use crate::kernels::{Gemm, Isa, Start};
use crate::layers::recurrence::{BackwardStep, ForwardStep};
use crate::scalar::Scalar;

impl Op {
    /// The values of some gates from their sums, which are kept behind the column where a gradient
    /// reads them.
    fn activate<T: Scalar>(
        &self,
        activation: Activation,
        isa: Isa,
        column: &mut [T],
        first: usize,
        last: usize,
    ) {
        let units = self.settings.units.max(1);
        let (values, sums) = column.split_at_mut(4 * units);
        let values = &mut values[first * units..last * units];
        if !sums.is_empty() {
            sums[first * units..last * units].copy_from_slice(values);
        }
        activation.apply(isa, values, units);
    }

    /// Turns the gradient of a gate's values into that of its sums, and puts it in their place.
    fn differentiate<T: Scalar>(
        &self,
        activation: Activation,
        isa: Isa,
        column: &mut [T],
        gate: usize,
        d: &mut [T],
    ) {
        let units = self.settings.units.max(1);
        let (values, sums) = column.split_at_mut(4 * units);
        let place = gate * units..(gate + 1) * units;
        let values = &mut values[place.clone()];
        // Empty where no gradient reads them.
        activation.gradient(isa, sums.get(place).unwrap_or_default(), values, d, units);
        values.copy_from_slice(d);
    }

    /// What follows the products, a sample at a time.
    pub(super) fn forward_generally<T: Scalar>(&self, step: ForwardStep<'_, T>) {
        let ForwardStep { kernels: isa, columns, before: [before, _], after: [hidden, _], .. } = step;
        let (units, width) = (self.settings.units.max(1), self.sizes().width.max(1));
        let states = before.chunks_exact(units).zip(hidden.chunks_exact_mut(units));
        for (column, (before, hidden)) in columns.chunks_exact_mut(width).zip(states) {
            self.activate(self.recurrent_activation, isa, column, 0, 2);
            for unit in 0..units {
                let reset = column[units + unit] * column[3 * units + unit];
                column[2 * units + unit] += reset;
            }
            self.activate(self.settings.activation, isa, column, 2, 3);
            blend(column, before, hidden);
        }
    }

    /// What follows the products of the gates: the product with the state that is reset, and what
    /// follows that.
    pub(super) fn forward_resetting_before<T: Scalar>(&self, step: ForwardStep<'_, T>) {
        let ForwardStep {
            kernels: isa,
            samples,
            weights,
            columns,
            before: [before, _],
            after: [hidden, _],
            ..
        } = step;
        let (units, width) = (self.settings.units.max(1), self.sizes().width.max(1));
        for (index, column) in columns.chunks_exact_mut(width).enumerate() {
            self.activate(self.recurrent_activation, isa, column, 0, 2);
            for unit in 0..units {
                let reset = column[units + unit] * before[index * units + unit];
                column[3 * units + unit] = reset;
                // Where the product can read it.
                hidden[index * units + unit] = reset;
            }
        }
        T::gemm(
            isa,
            Gemm {
                m: units,
                n: samples,
                k: if step.is_first { 0 } else { units },
                a: weights.recurrent.get(2 * units..).unwrap_or_default(),
                a_stride: 3 * units,
                b: hidden,
                b_strides: [1, units],
                c: columns.get_mut(2 * units..).unwrap_or_default(),
                c_stride: width,
                start: Start::Sum,
            },
        );
        let states = before.chunks_exact(units).zip(hidden.chunks_exact_mut(units));
        for (column, (before, hidden)) in columns.chunks_exact_mut(width).zip(states) {
            self.activate(self.settings.activation, isa, column, 2, 3);
            blend(column, before, hidden);
        }
    }

    /// The gradients of the sums, a sample at a time; with the reset before the product, without that
    /// of the reset gate.
    pub(super) fn backward_generally<T: Scalar>(&self, step: &mut BackwardStep<'_, T>) {
        let (units, width, isa) = (self.settings.units.max(1), self.sizes().width.max(1), step.isa);
        let [d_hidden, _] = &mut step.d_states;
        let states = step.before[0].chunks_exact(units).zip(d_hidden.chunks_exact_mut(units));
        for (column, (before, d_hidden)) in step.columns.chunks_exact_mut(width).zip(states) {
            let (d_z, d) = step.own.split_at_mut(units);
            let d = &mut d[..units];
            for unit in 0..units {
                let (z, g) = (column[unit], column[2 * units + unit]);
                d_z[unit] = d_hidden[unit] * (before[unit] - g);
                d[unit] = d_hidden[unit] * (T::ONE - z);
                d_hidden[unit] *= z;
            }
            self.differentiate(self.recurrent_activation, isa, column, 0, d_z);
            self.differentiate(self.settings.activation, isa, column, 2, d);
            if !self.reset_after {
                continue;
            }
            for unit in 0..units {
                let (r, state) = (column[units + unit], column[3 * units + unit]);
                let d_candidate = column[2 * units + unit];
                d[unit] = d_candidate * state;
                column[3 * units + unit] = d_candidate * r;
            }
            self.differentiate(self.recurrent_activation, isa, column, 1, d);
        }
    }

    /// The gradient of the reset gate, from that of the state that it resets, and that state's.
    pub(super) fn backward_resetting_before<T: Scalar>(&self, step: &mut BackwardStep<'_, T>) {
        let (units, width, isa) = (self.settings.units.max(1), self.sizes().width.max(1), step.isa);
        let [d_hidden, d_reset] = &mut step.d_states;
        let states = step.before[0].chunks_exact(units).zip(d_hidden.chunks_exact_mut(units));
        let states = states.zip(d_reset.chunks_exact(units));
        for (column, ((before, d_hidden), d_reset)) in step.columns.chunks_exact_mut(width).zip(states) {
            let d = &mut step.own[..units];
            for unit in 0..units {
                d[unit] = d_reset[unit] * before[unit];
                d_hidden[unit] += d_reset[unit] * column[units + unit];
            }
            self.differentiate(self.recurrent_activation, isa, column, 1, d);
        }
    }
}

/// `h' = g + z·(h − g)`.
fn blend<T: Scalar>(column: &[T], before: &[T], hidden: &mut [T]) {
    let units = hidden.len();
    for (unit, (hidden, before)) in hidden.iter_mut().zip(before).enumerate() {
        let (z, g) = (column[unit], column[2 * units + unit]);
        *hidden = g + z * (*before - g);
    }
}
