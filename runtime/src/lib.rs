//! Keras for Rust, where the compiler knows every shape.
#![cfg_attr(not(any(feature = "std", test)), no_std)]

#[cfg(feature = "alloc")]
extern crate alloc;

// The expansion of `network!` names this crate by its absolute path, also within the crate itself.
extern crate self as netform;

mod arena;
mod budget;
mod description;
pub mod dims;
mod expansion;
mod message;
mod op;
mod params;
mod plan;
mod random;
mod steps;
mod summary;
mod workspace;

pub mod activations;
#[cfg(feature = "idx")]
pub mod data;
#[cfg(feature = "alloc")]
pub mod files;
pub mod initializers;
pub mod kernels;
pub mod layer;
pub mod layers;
#[cfg(feature = "std")]
pub mod losses;
#[cfg(feature = "std")]
pub mod metrics;
pub mod network;
#[cfg(feature = "std")]
pub mod optimizers;
pub mod prelude;
pub mod sample;
pub mod scalar;
pub mod shape;
#[cfg(feature = "std")]
pub mod training;

pub use layer::Layer;
pub use nalgebra;
pub use netform_macros::{network, weights};
pub use network::Network;
pub use params::Params;
pub use sample::Sample;
pub use scalar::Scalar;
pub use shape::Shape;
pub use summary::Summary;
pub use workspace::Workspace;

/// What generated code names. Not for use by hand; it may change at any time.
#[doc(hidden)]
pub mod __private {
    pub use crate::activations::Activation;
    pub use crate::arena::{Arena, View};
    pub use crate::budget::{check_weights, check_workspace};
    pub use crate::description::{Description, Tensor, Tensors};
    pub use crate::expansion::*;
    pub use crate::initializers::{Distribution, Initializer, Mode};
    pub use crate::layer::{
        Custom, Layer, Weights, describe, nested_backward, nested_forward, output_shape, part, tensor,
        trainable,
    };
    pub use crate::layers::Padding;
    pub use crate::message::{LayerName, Message, Site};
    pub use crate::network::{Head, LayerInfo, Memory, Network, Port};
    pub use crate::op::{Backward, Forward, Gradient, Op, Pass};
    pub use crate::params::Params;
    pub use crate::plan::{Buffer, Plan, Slot, largest};
    pub use crate::sample::{MAX_PARTS, Sample};
    pub use crate::shape::{Shape, known};
    pub use crate::steps::{InputGradient, Links, NOWHERE, Node, Source, Target, Wanted, cut};
    pub use crate::workspace::Workspace;
}
