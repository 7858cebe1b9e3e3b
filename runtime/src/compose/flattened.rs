//! Joining axes.

use core::marker::PhantomData;

use crate::description::Tensor;
use crate::dims::{D1, Flat, Shapes};
use crate::layer::{Backward, Forward, Layer, Weights};
use crate::network::LayerInfo;
use crate::params::Params;

/// Joins all axes of the shape `S`, whose sizes are typenum's: `[a, b, ..]` to `[a·b·..]`, as
/// `Flatten` does. The product is a type, which generic code can ask for.
#[derive(Debug)]
#[repr(C)]
pub struct Flattened<S, T = f32> {
    shape: PhantomData<fn() -> (S, T)>,
}

impl<S, T> Clone for Flattened<S, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, T> Copy for Flattened<S, T> {}

impl<S, T> PartialEq for Flattened<S, T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

// SAFETY: of no size, and so no scalars at all.
unsafe impl<S: 'static, T: crate::Scalar> Params for Flattened<S, T> {
    type Scalar = T;
}

impl<S: 'static, T: crate::Scalar> Weights for Flattened<S, T> {
    const TENSORS: &'static [Tensor] = &[];
    const LAYERS: &'static [LayerInfo] = &[];
    const TRAINABLE: usize = 0;
}

#[diagnostic::do_not_recommend]
impl<S: Flat + Shapes, T: crate::Scalar> Layer for Flattened<S, T> {
    type Input = S;
    type Output = D1<S::Len>;

    const APART: bool = true;

    fn forward(&self, f: Forward<'_, T>) {
        f.output.copy_from_slice(f.input());
    }

    fn backward(&self, b: Backward<'_, T>) {
        let d_input = &mut b.d_inputs[0];
        if d_input.is_wanted() && d_input.accumulate {
            d_input.values.iter_mut().zip(&*b.d_output).for_each(|(sum, d)| *sum += *d);
        } else if d_input.is_wanted() {
            d_input.values.copy_from_slice(b.d_output);
        }
    }
}
