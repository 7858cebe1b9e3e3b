//! Layers of one's own: types that `network!` takes like built-in ones.
//!
//! A layer is a type with its weights as fields, which [`weights!`](crate::weights) declares, and
//! an implementation of [`Layer`]: its shapes as types (see [`dims`](crate::dims)), a forward and
//! a backward pass. In a network it stands by its name or a path, is checked, saved, listed and
//! trained as any other.
//!
//! ```
//! use netform::dims::{Const, D1};
//! use netform::layer::{Backward, Forward, Layer};
//! use netform::prelude::*;
//!
//! netform::weights! {
//!     /// `y = x · sigmoid(β·x)` with a β to learn for each of six features.
//!     pub struct Swish6 {
//!         /// The steepness.
//!         beta: [6] = ones,
//!     }
//! }
//!
//! impl Swish6 {
//!     /// `sigmoid(β·x)` for the element at an index of a batch.
//!     fn gate(&self, index: usize, x: f32) -> f32 {
//!         1.0 / (1.0 + (-self.beta[index % 6] * x).exp())
//!     }
//! }
//!
//! impl Layer for Swish6 {
//!     type Input = D1<Const<6>>;
//!     type Output = D1<Const<6>>;
//!
//!     fn forward(&self, f: Forward<'_, f32>) {
//!         for (index, (y, x)) in f.output.iter_mut().zip(f.inputs[0]).enumerate() {
//!             *y = x * self.gate(index, *x);
//!         }
//!     }
//!
//!     fn backward(&self, b: Backward<'_, f32>) {
//!         let x = b.inputs[0];
//!         let d_beta = b.d_params;
//!         if d_beta.is_wanted() {
//!             if !d_beta.accumulate {
//!                 d_beta.values.fill(0.0);
//!             }
//!             for (index, (d_y, x)) in b.d_output.iter().zip(x).enumerate() {
//!                 let gate = self.gate(index, *x);
//!                 d_beta.values[index % 6] += d_y * x * x * gate * (1.0 - gate);
//!             }
//!         }
//!         let d_x = &mut b.d_inputs[0];
//!         if d_x.is_wanted() {
//!             for (index, (d_y, x)) in b.d_output.iter().zip(x).enumerate() {
//!                 let gate = self.gate(index, *x);
//!                 let d = d_y * (gate + self.beta[index % 6] * x * gate * (1.0 - gate));
//!                 d_x.values[index] = if d_x.accumulate { d_x.values[index] + d } else { d };
//!             }
//!         }
//!     }
//! }
//!
//! network! {
//!     struct Gated: [4] -> [2] {
//!         Dense(6),
//!         gate: Swish6,
//!         Dense(2),
//!     }
//! }
//!
//! let net = Gated::new(1);
//! assert_eq!(Gated::PARAMS, (4 * 6 + 6) + 6 + (6 * 2 + 2));
//! assert_eq!(net.gate.beta[5], 1.0);
//! let y = net.predict(&SVector::from_element(0.5));
//! assert!(y.iter().all(|y| y.is_finite()));
//! ```

mod asked;

pub(crate) use asked::total;
#[doc(hidden)]
pub use asked::{IsLayer, Table, describe, output_shape, part};

use crate::description::{Tensor, Tensors};
use crate::dims::Shapes;
use crate::initializers::Initializer;
use crate::network::LayerInfo;
use crate::op::Op;
pub use crate::op::{Backward, Forward, Gradient, Pass};
use crate::params::Params;
use crate::shape::Shape;

/// The weights of a layer, by name, shape and initializer: what [`weights!`](crate::weights)
/// declares, and every network has.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which weights it has",
    label = "not declared by `weights!`",
    note = "declare it by `netform::weights! {{ struct {Self} {{ .. }} }}`, also without a weight"
)]
pub trait Weights: Params {
    /// The tensors, in the order of the fields.
    const TENSORS: &'static [Tensor];
    /// The layers of a network; empty for a layer.
    const LAYERS: &'static [LayerInfo];
    /// The number of elements that training changes by gradients.
    const TRAINABLE: usize;
    /// The number of elements that backward writes: gradients, and behind them what statistics move
    /// by, which a step of the optimizer adds to the first weights that are not trainable. Those of
    /// a network come layer after layer.
    const GRADIENTS: usize = Self::TRAINABLE;
}

/// A layer: from the values of some shapes to those of others, with weights, and with the
/// gradients of both.
///
/// `network!` takes a type that implements it by its plain name or a path, `my::Swish6()(x)`, and
/// checks the shapes of its inputs as those of a built-in layer. Networks implement it, so that
/// each can be a layer of another.
///
/// The values of a batch lie one sample after another, a sample as its matrix does; several
/// outputs lie one after another, each of the whole batch.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no layer",
    label = "not a layer of netform's, and no type that implements `netform::Layer`",
    note = "a network declared by `network!` is a layer, and so is a type that implements `netform::Layer`"
)]
pub trait Layer: Weights {
    /// The per-sample shapes of the inputs: one of [`dims`](crate::dims), or a tuple of them.
    type Input: Shapes;
    /// The per-sample shapes of the outputs.
    type Output: Shapes;

    /// Elements a sample that `forward` keeps for `backward`, beside inputs and outputs.
    const TAPE: usize = 0;
    /// Elements a sample of working memory in inference, where nothing is kept.
    const WORKSPACE: usize = 0;
    /// Elements of working memory, whatever the batch.
    const SCRATCH: usize = 0;
    /// What of it inference needs.
    const INFERENCE_SCRATCH: usize = Self::SCRATCH;
    /// Whether samples are computed apart from each other in training, from no number of the whole batch. Then threads
    /// can train on parts of a batch. A network's layers say so for it.
    const APART: bool = false;

    /// Computes the outputs of a batch. In training (`pass.training`) the tape has `TAPE` elements
    /// a sample, otherwise `WORKSPACE`.
    fn forward(&self, forward: Forward<'_, Self::Scalar>);

    /// Computes the gradients of inputs and weights from those of the outputs. A gradient that is
    /// not [wanted](Gradient::is_wanted) is skipped, and one with `accumulate` is added to.
    fn backward(&self, backward: Backward<'_, Self::Scalar>);
}

/// What [`weights!`](crate::weights) makes of a declared tensor, with Keras's fan-in and fan-out.
#[inline]
#[must_use]
pub const fn tensor(name: &'static str, shape: Shape, initializer: Initializer) -> Tensor {
    let fans = match *shape.axes() {
        [] => [1, 1],
        [n] => [n, n],
        // As Keras: of a kernel, the receptive field times the last two axes.
        [.., inputs, outputs] => {
            let field = shape.len() / if inputs * outputs == 0 { 1 } else { inputs * outputs };
            [inputs * field, outputs * field]
        }
    };
    Tensor { name, shape, initializer, fans, trainable: true }
}

/// The number of elements of some tensors that gradients change.
#[inline]
#[must_use]
pub const fn trainable(tensors: &[Tensor]) -> usize {
    Tensors::of(tensors).trainable()
}

/// A layer is the operation of a step itself.
impl<L: Layer> Op<L::Scalar> for L {
    fn forward(&self, forward: Forward<'_, L::Scalar>) {
        Layer::forward(self, forward);
    }

    fn backward(&self, backward: Backward<'_, L::Scalar>) {
        Layer::backward(self, backward);
    }
}
