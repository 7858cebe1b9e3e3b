//! The steps, forward.

use super::outputs::Outputs;
use super::{Cell, ForwardStep, Recurrence, TILE, Weights};
use crate::kernels::{Executor, Gemm, Inlined, Register, Start};
use crate::op::Forward;
use crate::scalar::Scalar;

/// Memory for the columns and states of some samples.
struct Memory<'a, T> {
    columns: &'a mut [T],
    /// The output's states, and the cells.
    states: [&'a mut [T]; 2],
    /// How many columns a sample has, and how many states.
    slots: [usize; 2],
}

impl<T> Memory<'_, T> {
    /// Where the states before or after a step are: apart from the next ones. A division would take longer
    /// than all else between two steps.
    #[inline(always)]
    fn state(&self, index: usize) -> usize {
        if self.slots[1] == 2 { index % 2 } else { index }
    }
}

impl Recurrence {
    pub(in crate::layers) fn forward<T: Scalar>(&self, cell: &impl Cell<T>, f: Forward<'_, T>) {
        let Forward { pass, params, inputs, output, tape, scratch, .. } = f;
        let (own, scratch) = scratch.split_at_mut(self.own);
        let weights = self.weights(params);
        cell.prepare(pass.isa, weights.bias, own);
        let batch = pass.batch;
        // A prediction keeps nothing.
        let keep = !tape.is_empty();
        if !keep && batch * self.steps == 1 {
            let start = cell.start(weights.bias, own);
            self.step_alone(cell, pass.isa, weights, start, inputs, output, scratch);
            return;
        }
        let mut outputs = Outputs::cut(self, output, batch);
        let at_once = if keep { batch } else { batch.min(TILE) };
        let mut first = 0;
        while first < batch {
            let samples = at_once.min(batch - first);
            let mut memory = if keep {
                self.memory(tape, samples, [self.steps, self.steps + 1])
            } else {
                self.memory(scratch, samples, [TILE / samples, 2])
            };
            self.begin(&mut memory, inputs.get(1..).unwrap_or_default(), first, samples);
            let mut step = 0;
            while step < self.steps {
                // One product of the input is for all samples, or for several steps of one.
                let count = if samples == 1 { memory.slots[0].min(self.steps - step) } else { 1 };
                let times = [self.time(step), self.time(step + count - 1)];
                let earliest = times[0].min(times[1]);
                let slot = |time: usize| if keep { time } else { time - earliest };
                let place = slot(earliest) * samples * self.width;
                let x = inputs[0].get((first * self.steps + earliest) * self.features..).unwrap_or_default();
                let start = cell.start(weights.bias, own);
                let start = if start.is_empty() { Start::Zero } else { Start::Rows(start) };
                let distance = if samples == 1 { self.features } else { self.steps * self.features };
                T::gemm(
                    pass.isa,
                    Gemm {
                        m: self.rows,
                        n: samples * count,
                        k: self.features,
                        a: weights.kernel,
                        a_stride: self.rows,
                        b: x,
                        b_strides: [1, distance],
                        c: &mut memory.columns[place..],
                        c_stride: self.width,
                        start,
                    },
                );
                for step in step..step + count {
                    let time = self.time(step);
                    let place = slot(time) * samples * self.width;
                    let [before, after] = self.around(time).map(|index| memory.state(index));
                    let len = samples * self.units;
                    let [(h_before, h_after), (c_before, c_after)] =
                        memory.states.each_mut().map(|states| pair(states, len, before, after));
                    cell.forward(ForwardStep {
                        kernels: pass.isa,
                        sizes: self,
                        samples,
                        weights,
                        input: &[],
                        start: &[],
                        columns: &mut memory.columns[place..][..samples * self.width],
                        before: [h_before, c_before],
                        after: [&mut *h_after, c_after],
                        is_first: step == 0 && inputs.len() == 1,
                        keep,
                    });
                    outputs.set_step(self, first, step, h_after);
                }
                step += count;
            }
            let last = memory.state(self.ends()[1]);
            let len = samples * self.units;
            outputs.set_last(self, first, memory.states.each_ref().map(|states| state(states, len, last)));
            first += samples;
        }
    }

    /// As [`forward`](Self::forward), of one step, within a prediction in one piece.
    #[inline(always)]
    pub(in crate::layers) fn unrolled<T: Scalar, V: Register<Scalar = T>>(
        &self,
        cell: &impl Cell<T>,
        f: Forward<'_, T>,
    ) {
        let (kernels, weights) = (Inlined::<V, 0>::new(f.pass.isa), self.weights(f.params));
        let (own, scratch) = f.scratch.split_at_mut(self.own);
        cell.prepare(kernels, weights.bias, own);
        let start = cell.start(weights.bias, own);
        self.step_alone(cell, kernels, weights, start, f.inputs, f.output, scratch);
    }

    /// Predicts one step of one sample: from the states where they are to those where they go.
    #[expect(clippy::too_many_arguments, reason = "what the only caller has at hand")]
    #[inline(always)]
    fn step_alone<T: Scalar, E: Executor<T>>(
        &self,
        cell: &impl Cell<T>,
        kernels: E,
        weights: Weights<'_, T>,
        start: &[T],
        inputs: &[&[T]],
        output: &mut [T],
        scratch: &mut [T],
    ) {
        let units = self.units;
        let (columns, scratch) = scratch.split_at_mut(self.width);
        let (zeros, scratch) = scratch.split_at_mut(units);
        let is_first = inputs.len() == 1;
        if is_first {
            zeros.fill(T::ZERO);
        }
        let state = |index: usize| inputs.get(index).copied().unwrap_or(zeros);
        let (y, states) = output.split_at_mut(units);
        let (hidden, cells) = states.split_at_mut(if self.return_state { units } else { 0 });
        let cells = if cells.is_empty() { &mut scratch[..(self.states - 1) * units] } else { cells };
        cell.forward(ForwardStep {
            kernels,
            sizes: self,
            samples: 1,
            weights,
            input: inputs[0],
            start,
            columns,
            before: [state(1), if self.states == 2 { state(2) } else { &[] }],
            after: [&mut *y, cells],
            is_first,
            keep: false,
        });
        if self.return_state {
            hidden.copy_from_slice(y);
        }
    }

    /// Cuts memory into columns and states.
    fn memory<'a, T>(&self, memory: &'a mut [T], samples: usize, slots: [usize; 2]) -> Memory<'a, T> {
        let (columns, rest) = memory.split_at_mut(slots[0] * samples * self.width);
        let (hidden, rest) = rest.split_at_mut(slots[1] * samples * self.units);
        let cells = if self.states == 2 { &mut rest[..slots[1] * samples * self.units] } else { &mut [] };
        Memory { columns, states: [hidden, cells], slots }
    }

    /// The states before the first step: those that are given, or zeros.
    fn begin<T: Scalar>(&self, memory: &mut Memory<'_, T>, given: &[&[T]], first: usize, samples: usize) {
        let (slot, len) = (memory.state(self.ends()[0]), samples * self.units);
        for (index, states) in memory.states.iter_mut().enumerate() {
            let Some(begin) = states.get_mut(slot * len..(slot + 1) * len) else { continue };
            match given.get(index).and_then(|given| given.get(first * self.units..)) {
                Some(given) => begin.copy_from_slice(&given[..len]),
                None => begin.fill(T::ZERO),
            }
        }
    }
}

/// The states at one place to read, and at the next one, on either side, to write. Nothing where
/// there are none.
pub(super) fn pair<T>(states: &mut [T], len: usize, read: usize, write: usize) -> (&[T], &mut [T]) {
    if states.is_empty() {
        return (&[], &mut []);
    }
    let (low, high) = states.split_at_mut(read.max(write) * len);
    let (low, high) = (&mut low[read.min(write) * len..][..len], &mut high[..len]);
    if read < write { (low, high) } else { (high, low) }
}

/// The states at one place; nothing where there are none.
pub(super) fn state<T>(states: &[T], len: usize, place: usize) -> &[T] {
    if states.is_empty() { &[] } else { &states[place * len..][..len] }
}
