//! Keras for Rust, where the compiler knows every shape.
//!
//! One [`network!`] declaration becomes a struct: train it on a desktop, embed it in an app, flash
//! it on a microcontroller. It is the same type everywhere.
//!
//! # Declare
//! ```
//! use netform::prelude::*;
//!
//! network! {
//!     /// Two coordinates to the probability of being within the ring.
//!     pub struct Ring: [2] -> [1] {
//!         hidden: Dense(16, activation = relu),
//!         Dense(1, activation = sigmoid),
//!     }
//! }
//!
//! let net = Ring::new(42);
//! assert_eq!(net.hidden.kernel.shape(), (16, 2));
//! assert_eq!(Ring::PARAMS, 2 * 16 + 16 + 16 + 1);
//! println!("{}", Ring::summary());
//! ```
//! Layers, arguments and defaults are Keras's. Shapes are per sample; the batch axis is never
//! written. A mistake in a shape does not compile, and the message names both layers and the fix.
//! [`network!`] has the whole language, with graphs of several inputs and outputs; [`layers`] has
//! the layers.
//!
//! # Train
//! A sample is a matrix of a fixed size, a data set a slice of them. `compile` takes an
//! [optimizer](optimizers), a [loss](losses) and [metrics]; then there are `fit`, `evaluate` and
//! `predict`, see [`training`].
//! ```
//! # netform::network! { struct Ring: [2] -> [1] {
//! #     hidden: Dense(16, activation = relu), Dense(1, activation = sigmoid),
//! # } }
//! use netform::prelude::*;
//!
//! # fn main() -> Result<(), TrainingError> {
//! let x: Vec<SVector<f32, 2>> = (0..500)
//!     .map(|n| SVector::from([(n as f32 * 0.61).sin() * 1.5, (n as f32 * 0.27).cos() * 1.5]))
//!     .collect();
//! let y: Vec<bool> = x.iter().map(|x| x.dot(x) < 1.0).collect();
//!
//! let mut model =
//!     Ring::new(42).compile(Adam::new(0.03), BinaryCrossentropy::default(), BinaryAccuracy::default());
//! let history = model.fit(&x, &y, Fit::epochs(60).batch_size(32).validation_split(0.2))?;
//! assert!(history.loss()[29] < history.loss()[0]);
//!
//! let scores = model.evaluate(&x, &y)?;
//! assert!(scores.metric("binary_accuracy").unwrap() > 0.95);
//! let p: SVector<f32, 1> = model.predict(&SVector::from([0.0, 0.1]));
//! assert!(p[0] > 0.5);
//! # Ok(())
//! # }
//! ```
//! The same seed gives the same bits. What is wrong with data or options is a
//! [`TrainingError`](training::TrainingError), and the model is as it was before the call.
//!
//! # Save and load
//! Weights go to [safetensors files](files), with Keras's names and shapes.
//! ```
//! # netform::network! { struct Ring: [2] -> [1] {
//! #     hidden: Dense(16, activation = relu), Dense(1, activation = sigmoid),
//! # } }
//! use netform::prelude::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = std::env::temp_dir().join(format!("netform-docs-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let path = folder.join("ring.safetensors");
//! let net = Ring::new(42);
//! net.save(&path)?;
//! let copy: Box<Ring> = Ring::load(&path)?;
//! assert_eq!(net.hidden.kernel, copy.hidden.kernel);
//! assert_eq!(Ring::from_bytes(&net.to_bytes())?.hidden.kernel, net.hidden.kernel);
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok(())
//! # }
//! ```
//!
//! # A training loop of one's own
//! A [`Tape`](training::Tape) runs the forward and the backward pass; the gradient of the outputs
//! is the caller's. Here it is that of a mean squared error:
//! ```
//! use netform::prelude::*;
//! use netform::training::Tape;
//!
//! network! {
//!     struct Line: [1] -> [1] {
//!         line: Dense(1),
//!     }
//! }
//!
//! # fn main() -> Result<(), TrainingError> {
//! let x: Vec<SVector<f32, 1>> = (0..8).map(|n| SVector::from([n as f32 / 8.0])).collect();
//! let mut model = Line::new(1).compile(SGD::new(0.5), MeanSquaredError::default(), ());
//! let mut tape = Tape::new();
//! for step in 0..500 {
//!     tape.forward(model.network(), &x, step);
//!     let (y_pred, d_y_pred) = tape.head(0);
//!     for ((d, y), x) in d_y_pred.iter_mut().zip(y_pred).zip(&x) {
//!         let y_true = 3.0 * x[0] - 1.0;
//!         *d = 2.0 * (*y - y_true) / 8.0;
//!     }
//!     tape.backward(model.network(), &x);
//!     model.apply_gradients(tape.gradients())?;
//! }
//! assert!((model.line.kernel[0] - 3.0).abs() < 0.01 && (model.line.bias[0] + 1.0).abs() < 0.01);
//! # Ok(())
//! # }
//! ```
//!
//! # Without the standard library
//! With no features there is neither `std` nor an allocator, and networks predict. The weights are a
//! `static`, or are initialised in memory of the caller's; the workspace has a size that the
//! compiler knows.
//! ```
//! use netform::layers::Dense;
//! use netform::nalgebra::{ArrayStorage, SMatrix, SVector};
//!
//! netform::network! {
//!     #[budget(weights = "16 B", workspace = "1 KiB")]
//!     struct Tilt: [3] -> [1] {
//!         Dense(1, activation = sigmoid),
//!     }
//! }
//!
//! /// In flash.
//! static TILT: Tilt = Tilt {
//!     dense: Dense {
//!         kernel: SMatrix::from_array_storage(ArrayStorage([[0.5], [-0.25], [2.0]])),
//!         bias: SVector::from_array_storage(ArrayStorage([[-1.0]])),
//!     },
//! };
//!
//! let (mut p, mut workspace) = (SVector::zeros(), TiltWorkspace::new());
//! TILT.predict_into(&SVector::from([0.0, 0.0, 0.5]), &mut p, &mut workspace);
//! assert_eq!(p[0], 0.5);
//! ```
//!
//! # Features
//! | feature | adds |
//! | --- | --- |
//! | none | `predict_into`, `initialize`, `summary`: no allocator, no `std` |
//! | `alloc` | networks on the heap: `new`, `predict` of any size, weights from and to bytes |
//! | `std` (default) | training, weight files |
//! | `idx` | data sets in IDX files: `data` |
//! | `rayon` | training and `predict_batch` on several threads, with the same results, bit for bit |
//!
//! # Speed
//! Kernels choose the machine's instruction set when the program runs, so that a plain
//! `cargo build` reaches its full speed. Debug builds compute at nearly that speed if this crate is
//! optimised in them:
//! ```toml
//! [profile.dev.package.netform]
//! opt-level = 3
//! ```
//! A network of `f64` is compiled in your own crate, and so is quick in debug builds that optimise that
//! one: `[profile.dev] opt-level = 1`.
//!
//! With the `rayon` feature, `fit`, `train_on_batch`, `evaluate` and `predict_batch` share the work
//! of large steps among the threads of rayon's pool: the one that they are called in
//! (`pool.install(|| model.fit(..))`), or the global one, whose size the environment variable
//! `RAYON_NUM_THREADS` sets. Steps of less than some sixteen million multiply-adds stay on the
//! calling thread. Sums do not depend on the threads, so the results are the same bits: whatever the threads, `fit` and
//! `train_on_batch` compute a large batch in two halves and add their gradients, unless a layer's samples depend on
//! each other.
//!
//! A single prediction is quickest where its weights begin at a line of the cache: [`Aligned`]. What a network
//! sees of a stream is a [`SlidingWindow`], which moves on while nothing in it does.
//!
//! The [`guide`] has pages on graphs, memory, layers of one's own, transfer learning, errors, speed
//! beside other libraries, and scale.
#![cfg_attr(not(any(feature = "std", test)), no_std)]

#[cfg(feature = "alloc")]
extern crate alloc;

// The expansion of `network!` names this crate by its absolute path, also within the crate itself.
extern crate self as netform;

mod aligned;
mod arena;
mod budget;
mod description;
pub mod dims;
mod expansion;
mod message;
mod nested;
mod op;
mod params;
mod parts;
mod plan;
mod pool;
mod product;
mod random;
mod sliding_window;
mod steps;
mod summary;
mod threads;
mod unrolled;
mod workspace;

pub mod activations;
pub mod compose;
#[cfg(feature = "idx")]
pub mod data;
#[cfg(feature = "alloc")]
pub mod files;
pub mod guide;
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

pub use aligned::Aligned;
pub use layer::Layer;
pub use nalgebra;
#[doc = include_str!("../docs/network.md")]
pub use netform_macros::network;
pub use netform_macros::weights;
pub use network::Network;
pub use params::Params;
pub use sample::Sample;
pub use scalar::Scalar;
pub use shape::Shape;
pub use sliding_window::SlidingWindow;
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
    pub use crate::layer::{IsLayer, Weights, describe, output_shape, part, tensor, trainable};
    pub use crate::layers::Padding;
    pub use crate::message::{LayerName, Message, Site};
    pub use crate::network::{Head, LayerInfo, Memory, Network, Port};
    pub use crate::op::{Backward, Forward, Gradient, Op, Pass};
    pub use crate::params::Params;
    pub use crate::plan::{Buffer, Plan, Slot, largest};
    pub use crate::sample::{MAX_PARTS, Sample};
    pub use crate::shape::{Shape, known};
    pub use crate::steps::{InputGradient, Links, NOWHERE, Node, Source, Target, Wanted, cut};
    pub use crate::unrolled::{
        Isa, Place, Register, Unrolled, unrolled, unrolled_last, unrolled_len, unrolled_part, unrolled_place,
        unrolled_scratch, unrolled_step, unrolls,
    };
    pub use crate::workspace::Workspace;
}

/// The examples of the README, which are compiled and run as those of the documentation.
#[cfg(all(doctest, feature = "idx"))]
#[doc = include_str!("../../README.md")]
struct Readme;
