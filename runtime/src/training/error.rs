//! What can be wrong with data, options and training.

use core::fmt;

/// Which data an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the call was given to train on, to evaluate or to predict.
    Given,
    /// The data of `validation_data`.
    Validation,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Given => "the data",
            Self::Validation => "the validation data",
        })
    }
}

/// Why `fit`, `evaluate` or `train_on_batch` did not do it. The model is as it was before the call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TrainingError {
    /// There are no samples.
    Empty {
        /// Which data.
        part: Part,
    },
    /// There are not as many labels as samples.
    Labels {
        /// Which data.
        part: Part,
        /// The number of samples.
        expected: usize,
        /// The number of labels.
        found: usize,
    },
    /// There are not as many sample weights as samples.
    SampleWeights {
        /// The number of samples.
        expected: usize,
        /// The number of weights.
        found: usize,
    },
    /// A weight of a sample or a class is infinite, NaN or negative.
    Weight {
        /// Its position in the list of weights.
        index: usize,
        /// The weight.
        found: f64,
    },
    /// Class weights for a network whose output has several rows a sample.
    ClassWeights {
        /// The rows of a sample's output.
        rows: usize,
    },
    /// A batch size of 0.
    BatchSize,
    /// A validation split outside `[0, 1)`.
    ValidationSplit {
        /// The split.
        found: f64,
    },
    /// A validation split that leaves one of the parts without a sample.
    SplitTooSmall {
        /// The number of samples.
        samples: usize,
        /// The split.
        split: f64,
    },
    /// A label that is no class of the output.
    Class {
        /// Which data.
        part: Part,
        /// The sample.
        index: usize,
        /// The number of classes: labels are below it.
        classes: usize,
        /// The label.
        found: usize,
    },
    /// A label with an infinity or NaN in it.
    LabelValue {
        /// Which data.
        part: Part,
        /// The sample.
        index: usize,
        /// The value.
        found: f64,
    },
    /// A sample with an infinity or NaN in it.
    Input {
        /// Which data.
        part: Part,
        /// The sample.
        index: usize,
        /// The value.
        found: f64,
    },
    /// The loss became infinite or NaN: a learning rate that is too high, most often.
    Loss {
        /// The epoch, from 1.
        epoch: usize,
        /// The step within the epoch, from 1.
        step: usize,
        /// The loss.
        found: f64,
    },
    /// The loss of an evaluation is infinite or NaN.
    Evaluation {
        /// Which data.
        part: Part,
        /// The loss.
        found: f64,
    },
    /// Gradients that are infinite or NaN, or that made weights so.
    Gradients,
    /// Not as many gradients (and moves of statistics) as the network has.
    GradientCount {
        /// The network's number, `GRADIENTS`.
        expected: usize,
        /// The number of gradients.
        found: usize,
    },
}

impl fmt::Display for TrainingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { part } => write!(f, "{part}: expected at least one sample, found none"),
            Self::Labels { part, expected, found } => {
                write!(f, "{part}: expected {expected} labels, one a sample, found {found}")
            }
            Self::SampleWeights { expected, found } => {
                write!(f, "expected {expected} sample weights, one a sample, found {found}")
            }
            Self::Weight { index, found } => {
                write!(f, "weight {index}: expected a finite number that is not negative, found {found}")
            }
            Self::ClassWeights { rows } => {
                write!(f, "class weights: expected a network with one label a sample, found {rows} rows")
            }
            Self::BatchSize => f.write_str("expected a batch size of at least 1, found 0"),
            Self::ValidationSplit { found } => {
                write!(f, "expected a validation split of at least 0 and below 1, found {found}")
            }
            Self::SplitTooSmall { samples, split } => write!(
                f,
                "expected samples to train on and samples to validate on, found {samples} for a split of {split}"
            ),
            Self::Class { part, index, classes, found } => {
                write!(f, "{part}: label {index}: expected a class below {classes}, found {found}")
            }
            Self::LabelValue { part, index, found } => {
                write!(f, "{part}: label {index}: expected finite values, found {found}")
            }
            Self::Input { part, index, found } => {
                write!(f, "{part}: sample {index}: expected finite values, found {found}")
            }
            Self::Loss { epoch, step, found } => {
                write!(f, "the loss in epoch {epoch}, step {step}: expected a finite number, found {found}")
            }
            Self::Evaluation { part, found } => {
                write!(f, "{part}: the loss: expected a finite number, found {found}")
            }
            Self::Gradients => f.write_str("expected finite gradients and weights, found infinities or NaN"),
            Self::GradientCount { expected, found } => {
                write!(f, "expected {expected} gradients, one a trainable weight, found {found}")
            }
        }
    }
}

impl core::error::Error for TrainingError {}
