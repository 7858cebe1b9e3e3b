//! What compositions share: memory cut into parts, and tables of their parts.

use crate::description::{Description, Tensors};
use crate::dims::Shapes;
use crate::layer::{Gradient, Layer, Weights, total};
use crate::network::LayerInfo;
use crate::sample::MAX_PARTS;
use crate::shape::Shape;

/// The elements of all outputs of a sample.
pub(super) const fn outputs<L: Layer>() -> usize {
    total(L::Output::SHAPES)
}

/// What a part says of itself in tables.
pub(super) const fn describe<L: Layer>() -> Description {
    let shapes = L::Output::SHAPES;
    let output = if shapes.len() == 1 { shapes[0] } else { Shape::new(&[outputs::<L>()]) };
    let mut description = Description::new(output);
    description.tensors = Tensors::of(L::TENSORS);
    description.moves = L::GRADIENTS.saturating_sub(L::TRAINABLE);
    if L::APART { description } else { description.together() }
}

/// A part as a row of tables.
pub(super) const fn info<L: Weights>(name: &'static str, description: &'static Description) -> LayerInfo {
    LayerInfo { name, class: "Layer", description, layers: L::LAYERS, trainable: true }
}

/// Cuts the first `len` elements off.
#[expect(clippy::mut_mut, reason = "what is cut is the slice itself")]
pub(super) fn cut<'a, T>(memory: &mut &'a mut [T], len: usize) -> &'a mut [T] {
    let (own, rest) = core::mem::take(memory).split_at_mut(len);
    *memory = rest;
    own
}

/// Cuts the gradients of two parts; both empty where they are not wanted.
pub(super) fn gradients<A: Weights, T>(both: Gradient<'_, T>) -> (Gradient<'_, T>, Gradient<'_, T>) {
    let middle = A::GRADIENTS.min(both.values.len());
    let accumulate = both.accumulate;
    let (first, second) = both.values.split_at_mut(middle);
    (Gradient { values: first, accumulate }, Gradient { values: second, accumulate })
}

/// Gradients lent on to a part, for as long as it computes; empty past the last.
pub(super) fn lend<'b, T>(gradients: &'b mut [Gradient<'_, T>]) -> [Gradient<'b, T>; MAX_PARTS] {
    let mut rest = gradients.iter_mut();
    core::array::from_fn(|_| match rest.next() {
        Some(gradient) => Gradient { values: &mut *gradient.values, accumulate: gradient.accumulate },
        None => Gradient { values: &mut [], accumulate: false },
    })
}

/// The larger of two sizes.
#[inline]
pub(super) const fn max(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}
