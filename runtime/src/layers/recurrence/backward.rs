//! The steps, backward.

use super::forward::state;
use super::outputs::add_step;
use super::{BackwardStep, Cell, Columns, Recurrence};
use crate::kernels::{Gemm, Isa, Runs, Start};
use crate::op::Backward;
use crate::scalar::Scalar;

impl Recurrence {
    pub(in crate::layers) fn backward<T: Scalar>(&self, cell: &impl Cell<T>, b: Backward<'_, T>) {
        let Backward { pass, params, inputs, tape, d_output, d_inputs, d_params, scratch, .. } = b;
        let (isa, batch) = (pass.isa, pass.batch);
        let (own, scratch) = scratch.split_at_mut(self.own);
        let weights = self.weights(params);
        let len = batch * self.units;
        let (columns, rest) = tape.split_at_mut(self.steps * batch * self.width);
        let (hidden, rest) = rest.split_at_mut((self.steps + 1) * len);
        let cells = if self.states == 2 { (self.steps + 1) * len } else { 0 };
        let (cells, rest) = rest.split_at_mut(cells);
        let (d_hidden, rest) = rest.split_at_mut(len);
        let d_other = &mut rest[..len];

        let [cut, second, third] = self.cuts(batch);
        let d_y = &d_output[..cut];
        for (d, given) in
            [(&mut *d_hidden, &d_output[cut..second]), (&mut *d_other, &d_output[second..third])]
        {
            if given.is_empty() { d.fill(T::ZERO) } else { d.copy_from_slice(given) }
        }
        let transposed = &mut scratch[..self.rows * self.units];
        T::transpose(isa, self.rows, self.units, weights.recurrent, transposed);
        let is_given = inputs.len() > 1;
        for step in (0..self.steps).rev() {
            add_step(self, d_y, step, d_hidden);
            let time = self.time(step);
            let [before, after] = self.around(time);
            cell.backward(BackwardStep {
                isa,
                sizes: self,
                samples: batch,
                transposed,
                columns: &mut columns[time * batch * self.width..][..batch * self.width],
                before: [state(hidden, len, before), state(cells, len, before)],
                cells: state(cells, len, after),
                d_states: [&mut *d_hidden, &mut *d_other],
                is_first: step == 0 && !is_given,
                own,
            });
        }

        let all = Columns { values: columns, width: self.width, count: self.steps * batch };
        if d_params.is_wanted() {
            let sum = d_params.accumulate;
            let (d_kernel, rest) = d_params.values.split_at_mut(self.rows * self.features);
            let (d_recurrent, d_bias) = rest.split_at_mut(self.rows * self.units);
            self.d_kernel(isa, columns, inputs[0], d_kernel, sum);
            if !d_bias.is_empty() {
                cell.d_bias(isa, all, d_bias, sum);
            }
            let (columns, hidden) = self.with_states(columns, hidden, batch, is_given);
            cell.d_recurrent(isa, columns, hidden, d_recurrent, sum);
        }
        let mut d_inputs = d_inputs.iter_mut();
        if let Some(d_input) = d_inputs.next().filter(|d_input| d_input.is_wanted()) {
            let transposed = &mut scratch[..self.rows * self.features];
            T::transpose(isa, self.rows, self.features, weights.kernel, transposed);
            self.d_input(isa, transposed, columns, d_input.values, d_input.accumulate);
        }
        for (d_state, d) in d_inputs.zip([d_hidden, d_other]) {
            match (d_state.is_wanted(), d_state.accumulate) {
                (false, _) => {}
                (true, false) => d_state.values.copy_from_slice(d),
                (true, true) => d_state.values.iter_mut().zip(d).for_each(|(sum, d)| *sum += *d),
            }
        }
    }

    /// The columns whose states before are no zeros, and those states.
    fn with_states<'a, T>(
        &self,
        columns: &'a [T],
        hidden: &'a [T],
        batch: usize,
        is_given: bool,
    ) -> (Columns<'a, T>, &'a [T]) {
        let (column, state) = (batch * self.width, batch * self.units);
        let skipped = usize::from(!is_given && self.steps > 0);
        let count = self.steps - skipped;
        // The first states are at the other end where the steps go backwards.
        let (values, hidden) = if self.go_backwards {
            (&columns[..count * column], &hidden[state..][..count * state])
        } else {
            (&columns[skipped * column..], &hidden[skipped * state..][..count * state])
        };
        (Columns { values, width: self.width, count: count * batch }, hidden)
    }

    /// The gradient of the kernel: the sums' gradients times the input, over steps and samples.
    fn d_kernel<T: Scalar>(&self, isa: Isa, columns: &[T], x: &[T], d_kernel: &mut [T], sum: bool) {
        let batch = columns.len().checked_div(self.steps * self.width).unwrap_or(0);
        let product = Gemm {
            m: self.rows,
            n: self.features,
            k: self.steps * batch,
            a: columns,
            a_stride: self.width,
            b: x,
            b_strides: [self.steps * self.features, 1],
            c: d_kernel,
            c_stride: self.rows,
            start: if sum { Start::Sum } else { Start::Zero },
        };
        if batch == 1 {
            T::gemm(isa, Gemm { b_strides: [self.features, 1], ..product });
        } else {
            let runs = Runs { rows: [self.steps.max(1), self.features], columns: [1, 0] };
            T::gemm_runs(isa, product, runs);
        }
    }

    /// The gradient of the input, sample after sample, from that of the sums, step after step.
    fn d_input<T: Scalar>(&self, isa: Isa, transposed: &[T], columns: &[T], d_input: &mut [T], sum: bool) {
        let batch = columns.len().checked_div(self.steps * self.width).unwrap_or(0);
        T::gemm_runs(
            isa,
            Gemm {
                m: self.features,
                n: self.steps * batch,
                k: self.rows,
                a: transposed,
                a_stride: self.features,
                b: columns,
                b_strides: [1, batch * self.width],
                c: d_input,
                c_stride: self.features,
                start: if sum { Start::Sum } else { Start::Zero },
            },
            Runs { rows: [1, 0], columns: [batch.max(1), self.width] },
        );
    }
}
