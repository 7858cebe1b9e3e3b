//! A network on a device: weights in a `static`, every buffer of a size that the compiler knows,
//! neither `std` nor `alloc`.
#![no_std]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

use netform::nalgebra::{SMatrix, SVector};
use netform::network;

network! {
    /// Tells apart three gestures by 16 steps of an accelerometer's axes.
    pub struct Gesture: [16, 3, 1] -> [3] {
        Conv2D(4, 3, activation = relu),
        MaxPooling2D((2, 1)),
        Flatten,
        Dense(8, activation = tanh),
        Dropout(0.2),
        /// One probability a gesture.
        gesture: Dense(3, activation = softmax),
    }
}

/// A detector: the network's working memory, kept between calls.
#[derive(Debug)]
pub struct Detector {
    workspace: GestureWorkspace,
    probabilities: SVector<f32, 3>,
}

impl Detector {
    /// A detector, also in a `static`.
    #[must_use]
    pub const fn new() -> Self {
        Self { workspace: GestureWorkspace::new(), probabilities: SVector::from_array_storage(ZEROS) }
    }

    /// The most probable gesture, if it is more probable than all others together.
    pub fn detect(&mut self, network: &Gesture, window: &SMatrix<f32, 1, 48>) -> Option<usize> {
        network.predict_into(window, &mut self.probabilities, &mut self.workspace);
        self.probabilities.iter().position(|probability| *probability > 0.5)
    }
}

const ZEROS: netform::nalgebra::ArrayStorage<f32, 3, 1> = netform::nalgebra::ArrayStorage([[0.0; 3]]);

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}
