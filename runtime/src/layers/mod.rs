//! The layers: one file each, of the same name as the macro's.
//!
//! A layer's file holds its weights (a public struct, the field of a network) and its operation
//! (`Op`, which generated code makes and runs; see [`crate::op`]).

pub mod average_pooling2d;
pub mod conv2d;
pub mod dense;
pub mod flatten;
pub mod max_pooling2d;

mod convolution;
mod image;
mod padding;
mod pooling;
mod sums;
#[cfg(test)]
mod test;
mod window;

pub use average_pooling2d::AveragePooling2D;
pub use conv2d::Conv2D;
pub use dense::Dense;
pub use flatten::Flatten;
pub use max_pooling2d::MaxPooling2D;
pub use padding::Padding;
