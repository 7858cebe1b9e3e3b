//! The layers: one file each, of the same name as the macro's.
//!
//! A layer's file holds its weights (a public struct, the field of a network) and its operation
//! (`Op`, which generated code makes and runs; see [`crate::op`]).

pub mod activation;
pub mod average_pooling2d;
pub mod conv2d;
pub mod dense;
pub mod dropout;
pub mod elu;
pub mod flatten;
pub mod leaky_re_lu;
pub mod max_pooling2d;
pub mod re_lu;
pub mod reshape;
pub mod softmax;

mod convolution;
mod elementwise;
mod image;
mod padding;
mod pooling;
mod sums;
#[cfg(test)]
mod test;
mod window;

pub use activation::Activation;
pub use average_pooling2d::AveragePooling2D;
pub use conv2d::Conv2D;
pub use dense::Dense;
pub use dropout::Dropout;
pub use elu::ELU;
pub use flatten::Flatten;
pub use leaky_re_lu::LeakyReLU;
pub use max_pooling2d::MaxPooling2D;
pub use padding::Padding;
pub use re_lu::ReLU;
pub use reshape::Reshape;
pub use softmax::Softmax;
