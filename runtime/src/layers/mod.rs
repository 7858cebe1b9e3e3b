//! The layers: one file each, of the same name as the macro's.
//!
//! A layer's file holds its weights (a public struct, the field of a network) and its operation
//! (`Op`, which generated code makes and runs; see [`crate::op`]).

pub mod conv2d;
pub mod dense;
pub mod flatten;

mod convolution;
mod image;
mod padding;
mod patches;
mod sums;
#[cfg(test)]
mod test;
mod window;

pub use conv2d::Conv2D;
pub use dense::Dense;
pub use flatten::Flatten;
pub use padding::Padding;
