//! Training: a network with an optimizer, a loss and metrics, after
//! [Keras's training API](https://keras.io/api/models/model_training_apis/).
//!
//! `Net::new(seed).compile(optimizer, loss, metrics)` makes a [`Model`]; its `fit`, `evaluate` and
//! `predict` do the rest. A training loop of one's own works with a [`Tape`] (forward and backward
//! passes) and [`Trainer::apply_gradients`].

mod after_compile;
mod backup;
mod batch;
mod data;
mod descent;
mod error;
mod evaluate;
mod fit;
mod halves;
mod history;
mod input_of;
mod many;
mod memory;
mod model;
mod options;
mod order;
mod progress;
mod segments;
mod several_outputs;
mod slots;
mod step;
mod tape;
mod targets;
mod trainer;

#[doc(hidden)]
pub use after_compile::AfterCompile;
pub use error::{Part, TrainingError};
pub use history::{History, Scores};
#[doc(hidden)]
pub use input_of::{InputOf, Label, Own, Right, Wrong};
pub use model::Model;
#[doc(hidden)]
pub use model::{Around, Compiles};
pub use options::Fit;
#[doc(hidden)]
pub use several_outputs::TrainsSeveral;
pub use tape::Tape;
pub use trainer::Trainer;
