//! The outputs of a recurrent layer, and their gradients.

use super::Recurrence;
use crate::scalar::Scalar;

/// What a layer gives, of a whole batch each: the output, and with `return_state` the last states.
pub(super) struct Outputs<'a, T> {
    y: &'a mut [T],
    states: [&'a mut [T]; 2],
}

impl Recurrence {
    /// Elements a sample of the output without the states.
    #[inline]
    const fn output(&self) -> usize {
        if self.return_sequences { self.steps * self.units } else { self.units }
    }

    /// Where the output ends and where the states do, within all outputs of a batch.
    pub(super) fn cuts(&self, batch: usize) -> [usize; 3] {
        let output = self.output() * batch;
        let state = if self.return_state { self.units * batch } else { 0 };
        [output, output + state, output + self.states * state]
    }
}

impl<'a, T: Scalar> Outputs<'a, T> {
    pub(super) fn cut(sizes: &Recurrence, output: &'a mut [T], batch: usize) -> Self {
        let [first, second, third] = sizes.cuts(batch);
        let (y, rest) = output.split_at_mut(first);
        let (hidden, rest) = rest.split_at_mut(second - first);
        Self { y, states: [hidden, &mut rest[..third - second]] }
    }

    /// Gives what a step has computed, from the sample `first` on.
    pub(super) fn set_step(&mut self, sizes: &Recurrence, first: usize, step: usize, hidden: &[T]) {
        if !sizes.return_sequences {
            return;
        }
        let units = sizes.units.max(1);
        for (sample, hidden) in hidden.chunks_exact(units).enumerate() {
            let place = ((first + sample) * sizes.steps + step) * units;
            self.y[place..place + units].copy_from_slice(hidden);
        }
    }

    /// Gives the states after the last step, from the sample `first` on.
    pub(super) fn set_last(&mut self, sizes: &Recurrence, first: usize, last: [&[T]; 2]) {
        let place = first * sizes.units;
        if !sizes.return_sequences {
            self.y[place..place + last[0].len()].copy_from_slice(last[0]);
        }
        if sizes.return_state {
            for (states, last) in self.states.iter_mut().zip(last) {
                if !last.is_empty() {
                    states[place..place + last.len()].copy_from_slice(last);
                }
            }
        }
    }
}

/// Adds the gradient of what a step gave.
pub(super) fn add_step<T: Scalar>(sizes: &Recurrence, d_y: &[T], step: usize, d_hidden: &mut [T]) {
    let units = sizes.units.max(1);
    for (d_hidden, d_y) in d_hidden.chunks_exact_mut(units).zip(d_y.chunks_exact(sizes.output().max(1))) {
        let d_y = if sizes.return_sequences {
            &d_y[step * units..][..units]
        } else if step + 1 == sizes.steps {
            d_y
        } else {
            return;
        };
        d_hidden.iter_mut().zip(d_y).for_each(|(sum, d)| *sum += *d);
    }
}
