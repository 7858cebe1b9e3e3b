//! What layers share that merge inputs element by element: shapes, mistakes, and the passes of
//! those whose output is a fold over the inputs.

use crate::description::Description;
use crate::layers::broadcast::Broadcast;
use crate::layers::combine::Combine;
use crate::layers::elementwise;
use crate::layers::mismatch::{disagree, same_channels, same_rank, same_size};
use crate::message::{Message, Site};
use crate::op::{Forward, Gradient, Pass};
use crate::scalar::Scalar;
use crate::shape::{MAX_RANK, Shape, UNKNOWN};

/// The most inputs that a layer merges.
pub(super) const MAX_INPUTS: usize = 16;

/// The shapes of inputs that are merged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inputs {
    shapes: [Shape; MAX_INPUTS],
    /// As many as there are, also past [`MAX_INPUTS`].
    given: usize,
}

impl Inputs {
    #[inline]
    pub(super) const fn new(inputs: &[Shape]) -> Self {
        let mut shapes = [Shape::new(&[]); MAX_INPUTS];
        let mut index = 0;
        while index < inputs.len() && index < MAX_INPUTS {
            shapes[index] = inputs[index];
            index += 1;
        }
        Self { shapes, given: inputs.len() }
    }

    #[inline]
    pub(super) const fn as_slice(&self) -> &[Shape] {
        self.shapes.split_at(if self.given < MAX_INPUTS { self.given } else { MAX_INPUTS }).0
    }

    /// That there are too many.
    #[inline]
    pub(super) const fn too_many(&self, site: Site) -> Option<Message> {
        if self.given <= MAX_INPUTS {
            return None;
        }
        let message = Message::new().layer(site.layer).text(" merges at most ").number(MAX_INPUTS);
        let message = message.text(" values, but is given ").number(self.given);
        Some(message.text("\nhelp: merge some of them first"))
    }

    /// The shape that all inputs are repeated to.
    #[inline]
    pub(super) const fn output(&self) -> Shape {
        let rank = self.base().rank();
        let (mut sizes, mut axis) = ([UNKNOWN; MAX_RANK], 0);
        while axis < rank {
            sizes[axis] = self.axis(axis, rank);
            axis += 1;
        }
        Shape::new(sizes.split_at(rank).0)
    }

    /// The first input that is known, or the first one.
    #[inline]
    pub(super) const fn base(&self) -> Shape {
        let (shapes, mut index) = (self.as_slice(), 0);
        while index < shapes.len() {
            if shapes[index].is_known() {
                return shapes[index];
            }
            index += 1;
        }
        self.shapes[0]
    }

    /// An axis of the output; unknown where the inputs contradict each other or do not say.
    #[inline]
    const fn axis(&self, axis: usize, rank: usize) -> usize {
        let (shapes, mut index) = (self.as_slice(), 0);
        let (mut size, mut is_open) = (1, false);
        while index < shapes.len() {
            let given = shapes[index].axis(axis);
            if shapes[index].rank() != rank {
                if shapes[index].is_known() {
                    return UNKNOWN;
                }
                is_open = true;
            } else if given == UNKNOWN {
                is_open = true;
            } else if size == 1 {
                size = given;
            } else if given != 1 && given != size {
                return UNKNOWN;
            }
            index += 1;
        }
        if size == 1 && is_open { UNKNOWN } else { size }
    }

    /// True when no input is repeated.
    #[inline]
    pub(super) const fn are_equal(&self) -> bool {
        let (shapes, mut index) = (self.as_slice(), 1);
        while index < shapes.len() {
            if !shapes[index].fits(&shapes[0]) {
                return false;
            }
            index += 1;
        }
        true
    }

    /// The common part of the descriptions: the output, and why there is none. Backward reads
    /// neither inputs nor output, unless a layer says so.
    #[inline]
    pub(super) const fn describe(&self, site: Site) -> Description {
        // Tiny networks have it in one piece; threads have better to do.
        let description = Description::new(self.output()).backward_reads(false, false).unrolls(0, 0);
        match self.problem(site) {
            Some(problem) => description.problem(problem),
            None => description,
        }
    }

    #[inline]
    const fn problem(&self, site: Site) -> Option<Message> {
        if let Some(problem) = self.too_many(site) {
            return Some(problem);
        }
        let (shapes, mut index) = (self.as_slice(), 1);
        while index < shapes.len() {
            let mut other = 0;
            while other < index {
                let pair = [shapes[other], shapes[index]];
                if pair[0].is_known() && pair[1].is_known() && !can_broadcast(pair) {
                    return Some(mismatch(site, [other, index], pair));
                }
                other += 1;
            }
            index += 1;
        }
        None
    }

    /// Folds the inputs: `output = combine(.. combine(input₀, input₁) .., inputₙ)`.
    pub(super) fn fold<T: Scalar>(&self, f: &mut Forward<'_, T>, combine: Combine) {
        let ways = || self.as_slice().iter().map(|shape| Broadcast::new(*shape, self.output(), f.pass.batch));
        let mut inputs = ways().zip(f.inputs);
        let output = &mut *f.output;
        let (Some((first, a)), Some((second, b))) = (inputs.next(), inputs.next()) else { return };
        if first.is_whole() && second.is_whole() {
            combine.pairs(output, a, b);
        } else {
            first.zip(output, a, Combine::Copy);
            second.zip(output, b, combine);
        }
        for (way, x) in inputs {
            way.zip(output, x, combine);
        }
    }

    /// Gives an input the output's gradient, where it is wanted: summed where it was repeated.
    pub(super) fn pass_on<T: Scalar>(
        &self,
        input: usize,
        pass: Pass,
        d_output: &[T],
        d_input: &mut Gradient<'_, T>,
    ) {
        let way = Broadcast::new(self.shapes[input], self.output(), pass.batch);
        if way.is_whole() {
            return elementwise::pass_on(d_output, d_input);
        }
        if d_input.is_wanted() {
            if !d_input.accumulate {
                d_input.values.fill(T::ZERO);
            }
            way.add_sums(pass.isa, d_output, d_input.values);
        }
    }
}

/// True when two shapes have the same rank and each axis the same size, or the size 1 in one.
#[inline]
const fn can_broadcast([a, b]: [Shape; 2]) -> bool {
    let mut axis = 0;
    while axis < a.rank() {
        let (a, b) = (a.axis(axis), b.axis(axis));
        if a != b && a != 1 && b != 1 {
            return false;
        }
        axis += 1;
    }
    a.rank() == b.rank()
}

/// What to say of two inputs that cannot be merged.
#[inline]
const fn mismatch(site: Site, inputs: [usize; 2], shapes: [Shape; 2]) -> Message {
    let message = disagree(site, inputs, shapes);
    let names = [site.producer_of(inputs[0]), site.producer_of(inputs[1])];
    if shapes[0].rank() != shapes[1].rank() {
        return same_rank(&message, names, shapes);
    }
    if let Some(message) = same_channels(&message, names, shapes) {
        return message;
    }
    match same_size(&message, names, shapes) {
        Some(message) => message,
        None => message.text("\nhelp: along every axis both have the same size, or one has the size 1"),
    }
}
