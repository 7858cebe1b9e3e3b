//! What recurrent layers share: the loop over the steps, forward and backward, with the products
//! that all of them have. A [`Cell`] computes one step.
//!
//! # Memory
//!
//! A step of a sample has a *column*: the sums of the gates, which become the gates' values and
//! then their gradients, and what the cell keeps beside them. In training there is a column for
//! every step, in the order of the input's steps, the samples of a step one after another; beside
//! them are the states before and after every step. So the gradients of the kernels are one product
//! each, over all steps and samples. In inference there are a few columns, whatever the batch.
//!
//! Every sum of a gate is one chain: the bias, the input's features, the state's units. So a sample
//! has the same bits alone, where one product is for all steps, and within a batch, where one is
//! for all samples.

mod backward;
mod cell;
mod forward;
mod outputs;
mod problem;
mod settings;
#[cfg(test)]
pub(super) mod test;

pub(super) use cell::{BackwardStep, Cell, Columns, ForwardStep};
pub(super) use settings::{Settings, settings};

/// The samples, or the steps of one sample, that inference computes at once: as many columns as the
/// products' tiles have.
const TILE: usize = 8;

/// The sizes of a recurrent layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recurrence {
    pub(super) steps: usize,
    pub(super) features: usize,
    pub(super) units: usize,
    /// The rows of the kernels, a multiple of the units.
    pub(super) rows: usize,
    /// The elements of a column.
    pub(super) width: usize,
    /// 1: the output, or 2: cells too.
    pub(super) states: usize,
    /// Elements of scratch of the cell's own.
    pub(super) own: usize,
    pub(super) go_backwards: bool,
    pub(super) return_sequences: bool,
    pub(super) return_state: bool,
}

/// A layer's weights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights<'a, T> {
    pub(super) kernel: &'a [T],
    pub(super) recurrent: &'a [T],
    pub(super) bias: &'a [T],
}

impl Recurrence {
    /// Elements a sample that training keeps: the columns, the states, and two gradients of states.
    #[inline]
    pub(super) const fn tape(&self) -> usize {
        let states = self.steps.saturating_add(1).saturating_mul(self.states * self.units);
        self.steps.saturating_mul(self.width).saturating_add(states).saturating_add(2 * self.units)
    }

    /// Elements of working memory in inference.
    #[inline]
    pub(super) const fn scratch(&self) -> usize {
        self.own + TILE * (self.width + 2 * self.states * self.units)
    }

    /// Elements of working memory of one step within a prediction in one piece.
    #[inline]
    const fn unrolled_scratch(&self) -> usize {
        self.own + self.width + self.states * self.units
    }

    /// Elements of working memory in training: a transposed kernel, or what inference needs, for a
    /// layer that a network within predicts with.
    #[inline]
    pub(super) const fn training_scratch(&self) -> usize {
        let columns = if self.units > self.features { self.units } else { self.features };
        let training = self.own + self.rows.saturating_mul(columns);
        let inference = self.scratch();
        if training > inference { training } else { inference }
    }

    #[inline(always)]
    fn weights<'a, T>(&self, params: &'a [T]) -> Weights<'a, T> {
        let (kernel, rest) = params.split_at(self.rows * self.features);
        let (recurrent, bias) = rest.split_at(self.rows * self.units);
        Weights { kernel, recurrent, bias }
    }

    /// The input's step that is computed as a step of the output.
    fn time(&self, step: usize) -> usize {
        if self.go_backwards { self.steps - 1 - step } else { step }
    }

    /// Where the states before and after an input's step are, among the states of all steps.
    fn around(&self, time: usize) -> [usize; 2] {
        if self.go_backwards { [time + 1, time] } else { [time, time + 1] }
    }

    /// Where the first states and the last ones are.
    fn ends(&self) -> [usize; 2] {
        if self.go_backwards { [self.steps, 0] } else { [0, self.steps] }
    }
}
