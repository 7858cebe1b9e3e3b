//! The layers: one file each, of the same name as the macro's.
//!
//! In [`network!`](crate::network!) a layer is written with Keras's class name and arguments, as its
//! documentation here lists them. The structs are what a network's fields hold: the weights of
//! [`Dense`], [`BatchNormalization`], the convolutions and the recurrent layers, nothing for the others.
//!
//! | | |
//! | --- | --- |
//! | features | [`Dense`] |
//! | images | [`Conv2D`], [`DepthwiseConv2D`], [`ZeroPadding2D`], [`MaxPooling2D`], [`AveragePooling2D`], [`GlobalMaxPooling2D`], [`GlobalAveragePooling2D`] |
//! | sequences | [`Conv1D`], [`LSTM`], [`GRU`], [`SimpleRNN`], [`GlobalMaxPooling1D`], [`GlobalAveragePooling1D`] |
//! | shapes | [`Flatten`], [`Reshape`] |
//! | training | [`BatchNormalization`], [`Dropout`] |
//! | numbers | [`Rescaling`] |
//! | activations | [`Activation`], [`ReLU`], [`LeakyReLU`], [`ELU`], [`Softmax`] |
//! | merging | [`Add`], [`Subtract`], [`Multiply`], [`Average`], [`Maximum`], [`Minimum`], [`Concatenate`], [`Dot`] |
//!
//! Beside its struct a layer's module has its operation, `Op`, which generated code makes and runs:
//! a constant that knows the layer's arguments and its input's shape.

#![allow(clippy::inline_always, reason = "code has to end up in functions of its instruction set")]

pub mod activation;
pub mod add;
pub mod average;
pub mod average_pooling2d;
pub mod batch_normalization;
pub mod concatenate;
pub mod conv1d;
pub mod conv2d;
pub mod dense;
pub mod depthwise_conv2d;
pub mod dot;
pub mod dropout;
pub mod elu;
pub mod flatten;
pub mod global_average_pooling1d;
pub mod global_average_pooling2d;
pub mod global_max_pooling1d;
pub mod global_max_pooling2d;
pub mod gru;
pub mod leaky_re_lu;
pub mod lstm;
pub mod max_pooling2d;
pub mod maximum;
pub mod minimum;
pub mod multiply;
pub mod re_lu;
pub mod rescaling;
pub mod reshape;
pub mod simple_rnn;
pub mod softmax;
pub mod subtract;
pub mod zero_padding2d;

mod axis;
mod broadcast;
mod combine;
mod convolution;
mod elementwise;
mod extremum;
mod global_pooling;
mod image;
mod merge;
mod mismatch;
mod padding;
mod parts;
mod pooling;
mod recurrence;
mod sequence;
mod sums;
#[cfg(test)]
mod test;
mod window;

pub use activation::Activation;
pub use add::Add;
pub use average::Average;
pub use average_pooling2d::AveragePooling2D;
pub use batch_normalization::BatchNormalization;
pub use concatenate::Concatenate;
pub use conv1d::Conv1D;
pub use conv2d::Conv2D;
pub use dense::Dense;
pub use depthwise_conv2d::DepthwiseConv2D;
pub use dot::Dot;
pub use dropout::Dropout;
pub use elu::ELU;
pub use flatten::Flatten;
pub use global_average_pooling1d::GlobalAveragePooling1D;
pub use global_average_pooling2d::GlobalAveragePooling2D;
pub use global_max_pooling1d::GlobalMaxPooling1D;
pub use global_max_pooling2d::GlobalMaxPooling2D;
pub use gru::GRU;
pub use leaky_re_lu::LeakyReLU;
pub use lstm::LSTM;
pub use max_pooling2d::MaxPooling2D;
pub use maximum::Maximum;
pub use minimum::Minimum;
pub use multiply::Multiply;
pub use padding::Padding;
pub use re_lu::ReLU;
pub use rescaling::Rescaling;
pub use reshape::Reshape;
pub use simple_rnn::SimpleRNN;
pub use softmax::Softmax;
pub use subtract::Subtract;
pub use zero_padding2d::ZeroPadding2D;
