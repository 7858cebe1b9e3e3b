//! Training: a network with an optimizer, a loss and metrics, after
//! [Keras's training API](https://keras.io/api/models/model_training_apis/).
//!
//! `Net::new(seed).compile(optimizer, loss, metrics)` makes a [`Model`]; its `fit`, `evaluate` and
//! `predict` do the rest. A training loop of one's own works with a [`Tape`] (forward and backward
//! passes) and [`Model::apply_gradients`].

mod after_compile;
mod backup;
mod batch;
mod data;
mod error;
mod evaluate;
mod fit;
mod history;
mod many;
mod model;
mod options;
mod order;
mod progress;
mod segments;
mod step;
mod tape;

#[doc(hidden)]
pub use after_compile::AfterCompile;
pub use error::{Part, TrainingError};
pub use history::{History, Scores};
pub use model::Model;
pub use options::Fit;
pub use tape::Tape;
