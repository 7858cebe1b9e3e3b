//! Scalar products along an axis.

mod arithmetic;

use crate::description::Description;
use crate::layers::axis;
use crate::layers::mismatch::disagree;
use crate::message::{Message, Site};
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::{MAX_RANK, Shape, UNKNOWN};

/// Scalar products of two values along an axis of each, after
/// [Keras's `Dot`](https://keras.io/api/layers/merging_layers/dot/): `y[i, j] = Σₖ a[i, k]·b[j, k]`,
/// where `i` and `j` run over the other axes.
/// Written as a layer, `Dot(axes = 1)(a, b)`, or as a function, `dot(a, b, axes = 1)`.
///
/// # Arguments
/// `Dot(axes = -1, normalize = false)`: an axis of both, or a pair `(axis of a, axis of b)`; 1 is
/// the first axis, -1 the last. With `normalize` each of the vectors along the axes is first
/// divided by its length, so that the products are cosines; a vector shorter than 10⁻⁷ is
/// multiplied by 10⁷.
///
/// # Shapes
/// The axes of `a` and then those of `b`, without the two that are summed over: `[4, 3]` and
/// `[4, 5]` give `[3, 5]` with `axes = 1`. Two vectors give `[1]`.
///
/// # Gradients
/// `d_a[i, k] = Σⱼ d_y[i, j]·b[j, k]` and `d_b[j, k] = Σᵢ d_y[i, j]·a[i, k]`. With `normalize`
/// these are those of the unit vectors `u = a / |a|`, and `d_a = (d_u − u·(u·d_u)) / |a|`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Dot;

/// The operation of [`Dot`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    inputs: [Shape; 2],
    axes: [isize; 2],
    normalize: bool,
}

impl Op {
    /// `Dot()` of two inputs.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { inputs: [inputs[0], inputs[1]], axes: [-1, -1], normalize: false }
    }

    /// Sets `axes`: one of each input.
    #[inline]
    #[must_use]
    pub const fn axes(mut self, axes: [isize; 2]) -> Self {
        self.axes = axes;
        self
    }

    /// Sets `normalize`.
    #[inline]
    #[must_use]
    pub const fn normalize(mut self, normalize: bool) -> Self {
        self.normalize = normalize;
        self
    }

    #[inline]
    const fn position(&self, input: usize) -> Option<usize> {
        axis::position(self.axes[input], self.inputs[input].rank())
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let description = Description::new(self.output()).backward_reads(true, false);
        match self.problem(site) {
            Some(problem) => description.problem(problem),
            None => description.scratch(arithmetic::scratch(self.sides())),
        }
    }

    /// True where both sizes of the axes that are summed over are known and differ: likely these
    /// are the wrong axes, and nothing is known of those that are left.
    #[inline]
    const fn contradicts(&self) -> bool {
        let (Some(first), Some(second)) = (self.position(0), self.position(1)) else { return false };
        let [a, b] = [self.inputs[0].axis(first), self.inputs[1].axis(second)];
        a != b && a != UNKNOWN && b != UNKNOWN
    }

    /// The axes that are left of both.
    #[inline]
    const fn output(&self) -> Shape {
        let (mut sizes, mut rank, mut input) = ([UNKNOWN; 2 * MAX_RANK], 0, 0);
        while input < 2 {
            let mut axis = 0;
            while axis < self.inputs[input].rank() {
                match self.position(input) {
                    Some(position) if position == axis => {}
                    Some(_) => {
                        sizes[rank] =
                            if self.contradicts() { UNKNOWN } else { self.inputs[input].axis(axis) };
                        rank += 1;
                    }
                    // Whichever it is: the first one goes.
                    None => rank += (axis > 0) as usize,
                }
                axis += 1;
            }
            input += 1;
        }
        if rank == 0 {
            let is_wrong = self.position(0).is_none() || self.position(1).is_none() || self.contradicts();
            return Shape::new(&[if is_wrong { UNKNOWN } else { 1 }]);
        }
        Shape::new(sizes.split_at(rank).0)
    }

    #[inline]
    const fn problem(&self, site: Site) -> Option<Message> {
        let [a, b] = self.inputs;
        let mut input = 0;
        while input < 2 {
            let given = self.inputs[input];
            if given.is_known() && self.position(input).is_none() {
                return Some(axis::missing(site, self.axes[input], site.producer_of(input), given));
            }
            input += 1;
        }
        let (Some(first), Some(second)) = (self.position(0), self.position(1)) else { return None };
        if !a.is_known() || !b.is_known() {
            return None;
        }
        if a.axis(first) != b.axis(second) {
            let message = disagree(site, [0, 1], self.inputs).text("\nhelp: axis ").number(first + 1);
            let message = message.text(" has the size ").number(a.axis(first)).text(" and axis ");
            let message = message.number(second + 1).text(" the size ").number(b.axis(second));
            return Some(match equal_axes(a, b) {
                Some([first, second]) => {
                    let message = message.text("; `axes = (").number(first + 1).text(", ").number(second + 1);
                    message.text(")` have the size ").number(a.axis(first))
                }
                None => message.text("; they must be the same"),
            });
        }
        if a.rank() + b.rank() > MAX_RANK + 2 {
            let message = disagree(site, [0, 1], self.inputs).text("\nhelp: that leaves ");
            let message = message.number(a.rank() + b.rank() - 2).text(" axes, and there are at most ");
            return Some(message.number(MAX_RANK).text(": put a `Reshape` before one of them"));
        }
        None
    }

    /// Both inputs around the axes that are summed over.
    #[inline]
    const fn sides(&self) -> [arithmetic::Side; 2] {
        let mut sides = [arithmetic::Side { before: 0, size: 0, behind: 0 }; 2];
        let mut input = 0;
        while input < 2 {
            if self.inputs[input].is_known()
                && let Some(position) = self.position(input)
            {
                let [before, size, behind] = axis::around(self.inputs[input], position);
                sides[input] = arithmetic::Side { before, size, behind };
            }
            input += 1;
        }
        sides
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        arithmetic::run(self.sides(), self.normalize, f);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        arithmetic::run_backward(self.sides(), self.normalize, b);
    }
}

/// The last axes that two shapes have of the same size.
#[inline]
const fn equal_axes(a: Shape, b: Shape) -> Option<[usize; 2]> {
    let mut first = a.rank();
    while first > 0 {
        first -= 1;
        let mut second = b.rank();
        while second > 0 {
            second -= 1;
            if a.axis(first) == b.axis(second) {
                return Some([first, second]);
            }
        }
    }
    None
}

precompile!(Op);

#[cfg(test)]
mod tests;
