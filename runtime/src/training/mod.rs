//! Training: a network with an optimizer, a loss and metrics, after
//! [Keras's training API](https://keras.io/api/models/model_training_apis/).
//!
//! `Net::new(seed).compile(optimizer, loss, metrics)` makes a [`Model`]; its `fit`, `evaluate` and
//! `predict` do the rest. A training loop of one's own works with a [`Tape`] (forward and backward
//! passes) and [`Model::apply_gradients`].

mod backup;
mod batch;
mod data;
mod error;
mod evaluate;
mod fit;
mod history;
mod model;
mod options;
mod order;
mod progress;
mod segments;
mod step;
mod tape;

pub use error::{Part, TrainingError};
pub use history::{History, Scores};
pub use model::Model;
pub use options::Fit;
pub use tape::Tape;

/// What no data is: a hint for those who train a network that is not compiled.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{N}` is not compiled yet: a network is trained and evaluated with a loss",
    label = "call `compile` first",
    note = "`let mut model = network.compile(Adam::default(), MeanSquaredError::default(), ());` gives a model, which has `fit` and `evaluate`"
)]
pub trait ForCompiled<N> {}
