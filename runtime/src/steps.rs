//! The steps of a pass, as generated code writes them: one call a layer.

use crate::arena::Arena;
use crate::op::{Backward, Forward, Gradient, Op, Pass};
use crate::parts;
use crate::plan::Slot;
use crate::scalar::Scalar;

/// A layer in a pass.
pub struct Node<'a, T> {
    /// The operation.
    pub op: &'a dyn Op<T>,
    /// Its number: its stream of random numbers.
    pub id: u64,
    /// The work of a sample that threads can share, see [`Description::shared_work`](crate::description::Description::shared_work).
    pub work: usize,
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
    /// The inputs' gradients.
    pub d_inputs: [Wanted<'a, T>; I],
    /// The weights' gradients, and whether they are added to. Empty for frozen layers.
    pub d_params: (&'a mut [T], bool),
}

/// Where the gradient of an input goes, and whether it is added to.
#[derive(Debug)]
pub enum Wanted<'a, T> {
    /// Nowhere: nothing before it trains.
    No,
    /// To a place in the arena.
    Slot(Slot, bool),
    /// Out of the network, which is a layer of another.
    Given(&'a mut [T], bool),
}

/// The gradient of an input of the network, which several steps may add to.
#[derive(Debug)]
pub struct InputGradient<'a, 'b, T>(Option<&'a mut Gradient<'b, T>>);

impl<'a, 'b, T> InputGradient<'a, 'b, T> {
    /// What the caller wants; nothing where it wants none.
    #[must_use]
    pub fn of(gradient: Option<&'a mut Gradient<'b, T>>) -> Self {
        Self(gradient)
    }

    /// Where a step leaves it: it adds if an earlier step has written it, or if the caller says so.
    #[must_use]
    pub fn wanted(&mut self, written: bool) -> Wanted<'_, T> {
        match &mut self.0 {
            Some(gradient) => Wanted::Given(gradient.values, gradient.accumulate || written),
            None => Wanted::No,
        }
    }
}

/// Cuts a layer's gradients off those of a network; nothing where the network's are not wanted.
#[expect(clippy::mut_mut, reason = "what is cut is the slice itself")]
pub fn cut<'a, T>(gradients: &mut &'a mut [T], len: usize) -> &'a mut [T] {
    let all = core::mem::take(gradients);
    if all.len() < len {
        return &mut [];
    }
    let (own, rest) = all.split_at_mut(len);
    *gradients = rest;
    own
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
        let forward = Forward {
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
        };
        parts::forward::<T, I>(node.op, node.work, forward);
    }

    /// One step of a backward pass.
    pub fn backward<const I: usize>(&mut self, pass: Pass, node: &Node<'_, T>, links: Links<'_, T, I>) {
        let [input, output] = links.reads.map(|read| move |slot| if read { slot } else { NOWHERE });
        let wanted = links.d_inputs.each_ref().map(|wanted| match wanted {
            Wanted::Slot(slot, _) => *slot,
            Wanted::No | Wanted::Given(..) => NOWHERE,
        });
        let view = self.view(
            (links.inputs.map(|source| input(source.slot())), [output(links.output)]),
            (wanted, [links.d_output, links.tape]),
        );
        let mut lent = view.inputs.iter();
        let inputs = links.inputs.map(|input| input.or(lent.next().copied().unwrap_or_default()));
        let mut lent = view.d_inputs.into_iter();
        let mut d_inputs = links.d_inputs.map(|wanted| {
            let slot = lent.next().unwrap_or_default();
            let (values, accumulate) = match wanted {
                Wanted::No => (slot, false),
                Wanted::Slot(_, accumulate) => (slot, accumulate),
                Wanted::Given(values, accumulate) => (values, accumulate),
            };
            Gradient { values, accumulate }
        });
        let ([output], [d_output, tape]) = (view.read, view.write);
        let backward = Backward {
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
        };
        parts::backward::<T, I>(node.op, node.work, backward);
    }

    /// Clears a gradient of which steps will write only parts.
    pub fn clear(&mut self, slot: Slot) {
        let view = self.view(([], []), ([], [slot]));
        let ([], [], [], [values]) = (view.inputs, view.read, view.d_inputs, view.write);
        values.fill(T::ZERO);
    }

    /// Copies a value to an output of the network, for outputs that are other values too.
    pub fn copy(&mut self, from: Source<'_, T>, to: &mut [T]) {
        let view = self.view(([from.slot()], []), ([], []));
        let [lent] = view.inputs;
        let ([], []) = (view.d_inputs, view.write);
        to.copy_from_slice(from.or(lent));
    }
}
