//! Joins all axes.

use crate::description::Description;
use crate::message::Site;
use crate::shape::{Shape, UNKNOWN};

/// Joins all axes into one, after [Keras's `Flatten`](https://keras.io/api/layers/reshaping_layers/flatten/).
/// The values do not move: it costs nothing at run time.
///
/// # Shapes
/// `[a, b, ..]` to `[a·b·..]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Flatten;

/// The operation of [`Flatten`]: a view, so there is nothing to compute.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
}

impl Op {
    /// `Flatten()` of an input.
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { input: inputs[0] }
    }

    /// What the operation needs and gives.
    #[must_use]
    pub const fn describe(&self, _site: Site) -> Description {
        let len = if self.input.is_known() { self.input.len() } else { UNKNOWN };
        Description::new(Shape::new(&[len]))
    }
}
