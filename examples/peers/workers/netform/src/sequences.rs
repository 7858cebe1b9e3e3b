//! The networks over whole sequences.

use std::hint::black_box;

use netform::Sample;
use netform::prelude::*;
use peers_common::{Data, Failure, Made, inference, training};

network! {
    /// W3: sequences to classes.
    pub struct Sequence: [32, 16] -> [10] {
        LSTM(64),
        Dense(10, activation = softmax),
    }
}

network! {
    /// W4d: 32 steps.
    pub struct Steps: [32, 16] -> [64] {
        LSTM(64),
    }
}

/// W3.
pub fn train(data: &Data) -> Made {
    train!(Sequence, SparseCategoricalCrossentropy, |label| *label, "sequence", data)
}

/// W4d, 32 steps.
pub fn predict(data: &Data) -> Made {
    predict!(Steps, StepsWorkspace, "steps", data)
}

/// Writes the data of these networks.
pub fn write(data: &Data) -> Result<(), Failure> {
    crate::write(data, "sequence", &mut *Sequence::new(1), 6_400, 10)?;
    crate::write(data, "steps", &mut *Steps::new(3), 256, 1)
}
