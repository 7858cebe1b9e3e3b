//! Values joined along an axis.

use crate::description::Description;
use crate::kernels::Register;
use crate::layers::merge::{Inputs, MAX_INPUTS};
use crate::layers::mismatch::{disagree, flatten, same_size};
use crate::layers::{axis, elementwise};
use crate::message::{Message, Site};
use crate::op::{Backward, Forward, Gradient, precompile};
use crate::scalar::Scalar;
use crate::shape::{MAX_RANK, Shape, UNKNOWN};

/// Two or more values joined along an axis, after
/// [Keras's `Concatenate`](https://keras.io/api/layers/merging_layers/concatenate/).
/// Written as a layer, `Concatenate()(a, b)`, or as a function, `concat(a, b)`.
///
/// # Arguments
/// `Concatenate(axis = -1)`: 1 is the first axis, -1 the last.
///
/// # Shapes
/// All of the same rank, and the same but for the axis: `[8, 8, 3]` and `[8, 8, 5]` give
/// `[8, 8, 8]`.
///
/// # Gradients
/// Each input gets its part of `d_output`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Concatenate;

/// The operation of [`Concatenate`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    inputs: Inputs,
    axis: isize,
    /// For each input how many elements it gives to a block of the output, in whose order the inputs stand.
    widths: [usize; MAX_INPUTS],
}

impl Op {
    /// `Concatenate()` of two or more inputs.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { inputs: Inputs::new(inputs), axis: -1, widths: [0; MAX_INPUTS] }.axis(-1)
    }

    /// Sets `axis`.
    #[inline]
    #[must_use]
    pub const fn axis(mut self, axis: isize) -> Self {
        self.axis = axis;
        let (shapes, mut index) = (self.inputs.as_slice(), 0);
        while index < shapes.len() {
            self.widths[index] = match axis::position(axis, shapes[index].rank()) {
                Some(axis) if shapes[index].is_known() => {
                    let [_, size, behind] = axis::around(shapes[index], axis);
                    size * behind
                }
                _ => 0,
            };
            index += 1;
        }
        self
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        // Tiny networks have it in one piece; threads have better to do.
        let description = Description::new(self.output()).backward_reads(false, false).unrolls(0, 0);
        match self.problem(site) {
            Some(problem) => description.problem(problem),
            None => description,
        }
    }

    /// The joined shape; unknown where the inputs contradict each other.
    #[inline]
    const fn output(&self) -> Shape {
        let base = self.inputs.base();
        let joined = axis::position(self.axis, base.rank());
        let (mut sizes, mut axis) = ([UNKNOWN; MAX_RANK], 0);
        while axis < base.rank() {
            let is_joined = matches!(joined, Some(joined) if joined == axis);
            sizes[axis] = if joined.is_none() { UNKNOWN } else { self.size(axis, base, is_joined) };
            axis += 1;
        }
        Shape::new(sizes.split_at(base.rank()).0)
    }

    #[inline]
    const fn size(&self, axis: usize, base: Shape, is_joined: bool) -> usize {
        let (shapes, mut index) = (self.inputs.as_slice(), 0);
        let mut size = if is_joined { 0 } else { UNKNOWN };
        while index < shapes.len() {
            let given = shapes[index].axis(axis);
            let is_known = shapes[index].rank() == base.rank() && given != UNKNOWN;
            if is_joined {
                if !is_known {
                    return UNKNOWN;
                }
                size += given;
            } else if is_known {
                if size != UNKNOWN && size != given {
                    return UNKNOWN;
                }
                size = given;
            } else if shapes[index].is_known() {
                return UNKNOWN;
            }
            index += 1;
        }
        size
    }

    #[inline]
    const fn problem(&self, site: Site) -> Option<Message> {
        if let Some(problem) = self.inputs.too_many(site) {
            return Some(problem);
        }
        let (shapes, mut index) = (self.inputs.as_slice(), 0);
        while index < shapes.len() {
            if shapes[index].is_known() {
                if axis::position(self.axis, shapes[index].rank()).is_none() {
                    return Some(axis::missing(site, self.axis, site.producer_of(index), shapes[index]));
                }
                let mut other = 0;
                while other < index {
                    if shapes[other].is_known() && !self.fit([shapes[other], shapes[index]]) {
                        return Some(self.mismatch(site, [other, index], [shapes[other], shapes[index]]));
                    }
                    other += 1;
                }
            }
            index += 1;
        }
        None
    }

    /// True when two shapes are the same but for the axis.
    #[inline]
    const fn fit(&self, shapes: [Shape; 2]) -> bool {
        let joined = axis::position(self.axis, shapes[0].rank());
        shapes[0].rank() == shapes[1].rank()
            && match (differing(shapes), joined) {
                ([_, 0], _) => true,
                ([first, 1], Some(joined)) => first == joined,
                _ => false,
            }
    }

    #[inline]
    const fn mismatch(&self, site: Site, inputs: [usize; 2], shapes: [Shape; 2]) -> Message {
        let message = disagree(site, inputs, shapes);
        let names = [site.producer_of(inputs[0]), site.producer_of(inputs[1])];
        if shapes[0].rank() != shapes[1].rank() {
            let [low, high] = if shapes[0].rank() < shapes[1].rank() { [0, 1] } else { [1, 0] };
            let message = message.text("\nhelp: ");
            if shapes[low].rank() > 1 {
                return message.text("both need as many axes: put a `Reshape` before one of them");
            }
            let message = flatten(&message.text("join it flattened: `"), names[high]);
            return message.text("` gives [").number(shapes[high].len()).text("]");
        }
        if let [first, 1] = differing(shapes) {
            let message = message.text("\nhelp: they differ along axis ").number(first + 1);
            let message = message.text(" alone: `axis = ").number(first + 1).text("` joins them to ");
            let sum = shapes[0].axis(first) + shapes[1].axis(first);
            return message.shape(with_axis(shapes[0], first, sum));
        }
        let last = shapes[0].last();
        if self.is_last(shapes[0].rank())
            && let Some(message) = same_size(&message, names, [shapes[0], shapes[1].with_last(last)])
        {
            return message;
        }
        message.text("\nhelp: along all axes but the one that is joined both have the same size")
    }

    #[inline]
    const fn is_last(&self, rank: usize) -> bool {
        matches!(axis::position(self.axis, rank), Some(axis) if axis + 1 == rank)
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        self.join(f);
    }

    /// As [`run`](Self::run), where all sizes are constants.
    #[allow(clippy::extra_unused_type_parameters, reason = "as other layers have it")]
    #[inline(always)]
    fn run_unrolled<T: Scalar, V: Register<Scalar = T>, const LAST: usize>(&self, f: Forward<'_, T>) {
        self.join(f);
    }

    #[inline(always)]
    fn join<T: Scalar>(&self, f: Forward<'_, T>) {
        let block = self.block();
        let mut start = 0;
        for (width, input) in self.widths.into_iter().zip(f.inputs) {
            for index in 0..input.len().checked_div(width).unwrap_or(0) {
                let place = index * block + start;
                copy(&mut f.output[place..place + width], &input[index * width..(index + 1) * width]);
            }
            start += width;
        }
    }

    /// The elements of a block of the output.
    #[inline(always)]
    fn block(&self) -> usize {
        let mut block = 0;
        for width in self.widths {
            block += width;
        }
        block.max(1)
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let block = self.block();
        let mut start = 0;
        for (width, d_input) in self.widths.into_iter().zip(&mut *b.d_inputs) {
            let parts = b.d_output.chunks_exact(block).map(|block| &block[start..start + width]);
            let accumulate = d_input.accumulate;
            for (values, part) in d_input.values.chunks_exact_mut(width.max(1)).zip(parts) {
                if accumulate {
                    elementwise::pass_on(part, &mut Gradient { values, accumulate });
                } else {
                    copy(values, part);
                }
            }
            start += width;
        }
    }
}

/// Copies few elements by a loop, which costs less than a call.
#[inline(always)]
fn copy<T: Scalar>(to: &mut [T], from: &[T]) {
    if to.len() < 16 {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    } else {
        to.copy_from_slice(from);
    }
}

/// The first axis along which two shapes of the same rank differ, and the number of such axes.
#[inline]
const fn differing([a, b]: [Shape; 2]) -> [usize; 2] {
    let (mut found, mut axis) = ([0, 0], a.rank());
    while axis > 0 {
        axis -= 1;
        if a.axis(axis) != b.axis(axis) {
            found = [axis, found[1] + 1];
        }
    }
    found
}

/// The shape with another size along an axis.
#[inline]
const fn with_axis(shape: Shape, changed: usize, size: usize) -> Shape {
    let (mut sizes, mut axis) = (shape.to_array::<MAX_RANK>(), 0);
    while axis < MAX_RANK {
        if axis == changed {
            sizes[axis] = size;
        }
        axis += 1;
    }
    Shape::new(sizes.split_at(shape.rank()).0)
}

precompile!(Op, run_unrolled);

#[cfg(test)]
mod tests;
