//! Gives values another shape.

use super::elementwise;
use crate::description::Description;
use crate::message::{Message, Site};
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::{MAX_RANK, Shape, UNKNOWN};

/// Gives the same values another shape, after
/// [Keras's `Reshape`](https://keras.io/api/layers/reshaping_layers/reshape/).
/// The values do not move: within a network it costs nothing at run time.
///
/// # Arguments
/// `Reshape(target_shape)`: such as `(7, 7, 2)`; one axis may be -1, and follows from the others.
///
/// # Shapes
/// Any, to any with as many elements.
///
/// # Gradients
/// `d_input` is `d_output` in the input's shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Reshape;

/// The operation of [`Reshape`]: a view, so that there is nothing to compute but the copy that a
/// network's own input or output needs.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    target: [isize; MAX_RANK],
    rank: usize,
}

impl Op {
    /// `Reshape(target_shape)` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape], target_shape: &[isize]) -> Self {
        let mut target = [1; MAX_RANK];
        let mut axis = 0;
        while axis < MAX_RANK && axis < target_shape.len() {
            target[axis] = target_shape[axis];
            axis += 1;
        }
        Self { input: inputs[0], target, rank: target_shape.len() }
    }

    /// The target, with every axis unknown that is not a size.
    #[inline]
    const fn shape(&self) -> Shape {
        let mut sizes = [UNKNOWN; MAX_RANK];
        let mut axis = 0;
        while axis < MAX_RANK {
            if self.target[axis] > 0 {
                sizes[axis] = self.target[axis].unsigned_abs();
            }
            axis += 1;
        }
        Shape::new(sizes.split_at(if self.rank < MAX_RANK { self.rank } else { MAX_RANK }).0)
    }

    /// The product of the sizes but for one axis, or for the unknown one if there is no such axis.
    #[inline]
    const fn others(&self, except: usize) -> usize {
        let (shape, mut product, mut axis) = (self.shape(), 1_usize, 0);
        while axis < shape.rank() {
            if axis != except && shape.axis(axis) != UNKNOWN {
                product = product.saturating_mul(shape.axis(axis));
            }
            axis += 1;
        }
        product
    }

    /// The shape with one axis changed so that all elements have a place, where that is possible.
    #[inline]
    const fn with_axis(&self, changed: usize, elements: usize) -> Option<Shape> {
        let others = self.others(changed);
        if !elements.is_multiple_of(others) {
            return None;
        }
        let (shape, mut sizes, mut axis) = (self.shape(), [1; MAX_RANK], 0);
        while axis < shape.rank() {
            sizes[axis] = if axis == changed { elements / others } else { shape.axis(axis) };
            axis += 1;
        }
        Some(Shape::new(sizes.split_at(shape.rank()).0))
    }

    /// The axis that follows from the others.
    #[inline]
    const fn free(&self) -> Option<usize> {
        let mut axis = 0;
        while axis < MAX_RANK && axis < self.rank {
            if self.target[axis] == -1 {
                return Some(axis);
            }
            axis += 1;
        }
        None
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        if let Some(problem) = self.mistake(site) {
            return Description::new(self.shape()).problem(problem);
        }
        let description = Description::new(self.output()).backward_reads(false, false);
        let fits = self.output().is_known() && self.output().len() == self.input.len();
        if self.input.is_known() && !fits {
            return description.problem(self.mismatch(site));
        }
        description
    }

    /// The target, with the free axis where it can be known.
    #[inline]
    const fn output(&self) -> Shape {
        if let Some(axis) = self.free()
            && self.input.is_known()
            && let Some(shape) = self.with_axis(axis, self.input.len())
        {
            return shape;
        }
        self.shape()
    }

    /// What is wrong with the target by itself.
    #[inline]
    const fn mistake(&self, site: Site) -> Option<Message> {
        let message = Message::new().layer(site.layer);
        if self.rank == 0 {
            return Some(message.text(" expects at least one axis in `target_shape`, but is given none"));
        }
        if self.rank > MAX_RANK {
            let message = message.text(" expects at most ").number(MAX_RANK);
            return Some(message.text(" axes in `target_shape`, but is given ").number(self.rank));
        }
        let (mut free, mut axis) = (0, 0);
        while axis < self.rank {
            let asked = self.target[axis];
            if asked == 0 || asked < -1 {
                return Some(self.target(
                    &message.text(" expects axes of at least 1, or -1, in `target_shape`, but is given "),
                ));
            }
            free += (asked == -1) as usize;
            axis += 1;
        }
        if free > 1 {
            return Some(
                self.target(&message.text(" expects at most one -1 in `target_shape`, but is given "))
                    .text("\nhelp: only one axis can follow from the others"),
            );
        }
        None
    }

    /// That the target does not hold the input's elements.
    #[inline]
    const fn mismatch(&self, site: Site) -> Message {
        let elements = self.input.len();
        let others = self.others(MAX_RANK);
        let message = Message::new().layer(site.layer).text(" makes ");
        let message = self
            .target(&message)
            .text(if self.free().is_some() { " (a multiple of " } else { " (" })
            .number(others)
            .text(" elements), but ")
            .layer(site.producer)
            .text(" gives ")
            .shape(self.input)
            .text(" (")
            .number(elements)
            .text(" elements)");
        if self.free().is_some() {
            let below = elements / others * others;
            let message = message.text("\nhelp: the nearest that fit are ");
            let message = if below > 0 { message.number(below).text(" and ") } else { message };
            return message.number(below + others).text(" elements");
        }
        // The last axis first: features and channels are what most often changes.
        let mut axis = self.rank;
        while axis > 0 {
            axis -= 1;
            if let Some(shape) = self.with_axis(axis, elements) {
                let mut free = *self;
                free.target[axis] = -1;
                let message = message.text("\nhelp: ").shape(shape).text(" has ").number(elements);
                return free
                    .target(&message.text(" elements; so has "))
                    .text(", where -1 follows from the rest");
            }
        }
        message
    }

    /// Appends the target as written, `[7, 7, -1]`.
    #[inline]
    const fn target(&self, message: &Message) -> Message {
        let (mut message, mut axis) = (message.text("["), 0);
        while axis < self.rank && axis < MAX_RANK {
            if axis > 0 {
                message = message.text(", ");
            }
            if self.target[axis] < 0 {
                message = message.text("-");
            }
            message = message.number(self.target[axis].unsigned_abs());
            axis += 1;
        }
        message.text("]")
    }

    #[expect(clippy::unused_self, reason = "`precompile!` calls a method")]
    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        f.output.copy_from_slice(f.input());
    }

    #[expect(clippy::unused_self, reason = "`precompile!` calls a method")]
    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        elementwise::pass_on(b.d_output, &mut b.d_inputs[0]);
    }
}

precompile!(Op);

#[cfg(test)]
mod tests;
