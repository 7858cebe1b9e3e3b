//! What most programs need: `use netform::prelude::*;`.

pub use crate::network::Network;
pub use nalgebra::{SMatrix, SVector};
pub use netform_macros::network;

#[cfg(feature = "std")]
pub use crate::{
    losses::{
        BinaryCrossentropy, CategoricalCrossentropy, Loss, MeanAbsoluteError, MeanSquaredError,
        SparseCategoricalCrossentropy,
    },
    metrics::{BinaryAccuracy, CategoricalAccuracy, Metric, SparseCategoricalAccuracy},
    optimizers::{Adam, AdamW, Optimizer, RMSprop, SGD},
    training::{Fit, History, Model, Scores, TrainingError},
};
