//! The steps of a pass, as generated code writes them: one call a layer.

use crate::arena::Arena;
use crate::op::{Backward, Forward, Gradient, Op, Pass};
use crate::plan::Slot;
use crate::scalar::Scalar;

/// A layer in a pass.
pub struct Node<'a, T> {
    /// The operation.
    pub op: &'a dyn Op<T>,
    /// Its number: its stream of random numbers.
    pub id: u64,
    /// The layer's weights.
    pub params: &'a [T],
    /// Leaves out the final activation, because the loss takes logits.
    pub logits: bool,
}

/// Where a step finds an input.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a, T> {
    /// An input of the network.
    Given(&'a [T]),
    /// A value in the arena.
    Slot(Slot),
}

/// Where a step leaves its output.
#[derive(Debug)]
pub enum Target<'a, T> {
    /// An output of the network.
    Given(&'a mut [T]),
    /// A value in the arena.
    Slot(Slot),
}

/// What a step of the backward pass reads and writes.
#[derive(Debug)]
pub struct Links<'a, T, const I: usize> {
    /// The inputs.
    pub inputs: [Source<'a, T>; I],
    /// The output.
    pub output: Slot,
    /// Whether inputs and output are read at all: others may have their places by now.
    pub reads: [bool; 2],
    /// What forward kept.
    pub tape: Slot,
    /// The output's gradient.
    pub d_output: Slot,
    /// The inputs' gradients, and whether each is added to.
    pub d_inputs: [(Slot, bool); I],
    /// The weights' gradients, and whether they are added to. Empty for frozen layers.
    pub d_params: (&'a mut [T], bool),
}

/// No place: of a value that is not in the arena or not wanted.
pub const NOWHERE: Slot = Slot { offset: 0, len: 0 };

impl<'a, T: Scalar> Source<'a, T> {
    fn slot(&self) -> Slot {
        match self {
            Self::Given(_) => NOWHERE,
            Self::Slot(slot) => *slot,
        }
    }

    fn or<'b>(self, lent: &'b [T]) -> &'b [T]
    where
        'a: 'b,
    {
        match self {
            Self::Given(given) => given,
            Self::Slot(_) => lent,
        }
    }
}

impl<T: Scalar> Arena<'_, T> {
    /// One step of a forward pass. In inference the tape is empty.
    pub fn forward<const I: usize>(
        &mut self,
        pass: Pass,
        node: &Node<'_, T>,
        inputs: [Source<'_, T>; I],
        output: Target<'_, T>,
        tape: Slot,
    ) {
        let slot = match &output {
            Target::Given(_) => NOWHERE,
            Target::Slot(slot) => *slot,
        };
        let view = self.view((inputs.map(|input| input.slot()), []), ([], [slot, tape]));
        let mut lent = view.inputs.iter();
        let inputs = inputs.map(|input| input.or(lent.next().copied().unwrap_or_default()));
        let [place, tape] = view.write;
        let [] = view.d_inputs;
        node.op.forward(Forward {
            pass,
            node: node.id,
            params: node.params,
            inputs: &inputs,
            output: match output {
                Target::Given(given) => given,
                Target::Slot(_) => place,
            },
            tape,
            scratch: view.scratch,
            logits: node.logits,
        });
    }

    /// One step of a backward pass.
    pub fn backward<const I: usize>(&mut self, pass: Pass, node: &Node<'_, T>, links: Links<'_, T, I>) {
        let [input, output] = links.reads.map(|read| move |slot| if read { slot } else { NOWHERE });
        let view = self.view(
            (links.inputs.map(|source| input(source.slot())), [output(links.output), links.tape]),
            (links.d_inputs.map(|(slot, _)| slot), [links.d_output]),
        );
        let mut lent = view.inputs.iter();
        let inputs = links.inputs.map(|input| input.or(lent.next().copied().unwrap_or_default()));
        let mut accumulate = links.d_inputs.iter();
        let mut d_inputs = view.d_inputs.map(|values| Gradient {
            values,
            accumulate: accumulate.next().is_some_and(|(_, accumulate)| *accumulate),
        });
        let ([output, tape], [d_output]) = (view.read, view.write);
        node.op.backward(Backward {
            pass,
            node: node.id,
            params: node.params,
            inputs: &inputs,
            output,
            tape,
            d_output,
            d_inputs: &mut d_inputs,
            d_params: Gradient { values: links.d_params.0, accumulate: links.d_params.1 },
            scratch: view.scratch,
            logits: node.logits,
        });
    }

    /// Copies a value to an output of the network, for outputs that are other values too.
    pub fn copy(&mut self, from: Source<'_, T>, to: &mut [T]) {
        let view = self.view(([from.slot()], []), ([], []));
        let [lent] = view.inputs;
        let ([], []) = (view.d_inputs, view.write);
        to.copy_from_slice(from.or(lent));
    }
}
