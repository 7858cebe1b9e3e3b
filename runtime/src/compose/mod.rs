//! Layers of layers outside `network!`: generic compositions whose shapes are types.
//!
//! Within `network!` the compiler computes shapes as numbers, for the sizes that stand there. Here
//! they are types (see [`dims`](crate::dims)), so that a composition of *any* layers is proved
//! where it is defined, by `cargo check`, before there is a single number:
//!
//! ```
//! use netform::compose::{Flattened, Then};
//! use netform::dims::{D1, Flat};
//! use netform::layer::Layer;
//!
//! /// Any features, flattened for any head that takes so many: typenum multiplies the axes.
//! type Classifier<Features, Head> = Then<Features, Then<Flattened<<Features as Layer>::Output>, Head>>;
//!
//! fn classes<F, H>() -> usize
//! where
//!     F: Layer<Scalar = f32, Output: Flat>,
//!     H: Layer<Scalar = f32, Input = D1<<F::Output as Flat>::Len>>,
//! {
//!     use netform::dims::Shapes;
//!     <Classifier<F, H> as Layer>::Output::SHAPES[0].len()
//! }
//! ```
//!
//! A composition is a layer: it stands in a `network!` as `Then::<Encoder, Decoder>`, and composes
//! again. Its weights are those of its parts, `first.hidden.kernel`.

mod flattened;
mod parallel;
mod parts;
mod residual;
mod then;

pub use flattened::Flattened;
pub use parallel::Parallel;
pub use residual::Residual;
pub use then::Then;

use crate::layer::Layer;

/// A layer whose output another takes: of one shape, and of one number type.
#[diagnostic::on_unimplemented(
    message = "what `{Self}` gives is not what `{Next}` takes",
    label = "its output's shape or number type is another than the input of `{Next}`",
    note = "both shapes are types: `Layer::Output` of the first must be `Layer::Input` of the second"
)]
pub trait Feeds<Next> {}

#[diagnostic::do_not_recommend]
impl<A: Layer, B: Layer<Scalar = A::Scalar, Input = A::Output>> Feeds<B> for A {}
