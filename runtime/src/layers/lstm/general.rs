//! Steps with any activations.

use super::Op;
use crate::layers::recurrence::{BackwardStep, ForwardStep};
use crate::scalar::Scalar;

impl Op {
    /// What follows the products, a sample at a time.
    pub(super) fn forward_generally<T: Scalar>(&self, step: ForwardStep<'_, T>) {
        let ForwardStep { kernels: isa, columns, before: [_, before], after: [hidden, cells], keep, .. } =
            step;
        let (units, width) = (self.settings.units.max(1), self.sizes().width.max(1));
        let (activation, recurrent) = (self.settings.activation, self.recurrent_activation);
        let states = before.chunks_exact(units).zip(cells.chunks_exact_mut(units));
        let states = states.zip(hidden.chunks_exact_mut(units));
        for (column, ((before, cells), hidden)) in columns.chunks_exact_mut(width).zip(states) {
            let (gates, kept) = column.split_at_mut(4 * units);
            let (squashed, sums) = kept.split_at_mut(units);
            if keep && self.keeps_sums() {
                sums.copy_from_slice(gates);
            }
            recurrent.apply(isa, &mut gates[..2 * units], units);
            activation.apply(isa, &mut gates[2 * units..3 * units], units);
            recurrent.apply(isa, &mut gates[3 * units..], units);
            for unit in 0..units {
                let [i, f, g] = [0, 1, 2].map(|gate| gates[gate * units + unit]);
                cells[unit] = f * before[unit] + i * g;
                squashed[unit] = cells[unit];
            }
            activation.apply(isa, squashed, units);
            for unit in 0..units {
                hidden[unit] = gates[3 * units + unit] * squashed[unit];
            }
        }
    }

    /// The gradients of the sums, a sample at a time.
    pub(super) fn backward_generally<T: Scalar>(&self, step: &mut BackwardStep<'_, T>) {
        let (units, width) = (self.settings.units.max(1), self.sizes().width.max(1));
        let (activation, recurrent) = (self.settings.activation, self.recurrent_activation);
        let isa = step.isa;
        let [d_hidden, d_cells] = &mut step.d_states;
        let states = step.before[1].chunks_exact(units).zip(step.cells.chunks_exact(units));
        let d_states = d_hidden.chunks_exact(units).zip(d_cells.chunks_exact_mut(units));
        let columns = step.columns.chunks_exact_mut(width);
        for ((column, (before, cells)), (d_hidden, d_cells)) in columns.zip(states).zip(d_states) {
            let (gates, kept) = column.split_at_mut(4 * units);
            let (squashed, sums) = kept.split_at(units);
            let (d, d_squashed) = step.own.split_at_mut(4 * units);
            for unit in 0..units {
                d_squashed[unit] = d_hidden[unit] * gates[3 * units + unit];
            }
            activation.gradient(isa, cells, squashed, d_squashed, units);
            for unit in 0..units {
                let [i, f, g] = [0, 1, 2].map(|gate| gates[gate * units + unit]);
                let d_c = d_cells[unit] + d_squashed[unit];
                d[unit] = d_c * g;
                d[units + unit] = d_c * before[unit];
                d[2 * units + unit] = d_c * i;
                d[3 * units + unit] = d_hidden[unit] * squashed[unit];
                d_cells[unit] = d_c * f;
            }
            for gate in 0..4 {
                let place = gate * units..(gate + 1) * units;
                let function = if gate == 2 { activation } else { recurrent };
                // Empty where no gradient reads them.
                let sums = sums.get(place.clone()).unwrap_or_default();
                function.gradient(isa, sums, &gates[place.clone()], &mut d[place], units);
            }
            gates.copy_from_slice(d);
        }
    }
}
