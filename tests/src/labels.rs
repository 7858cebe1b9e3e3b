//! Labels from plain numbers, whatever a loss wants of them.

use netform::Scalar;
use netform::losses::{Classes, LabelKind, Values};

/// A kind of labels that can be made from numbers.
pub trait FromNumbers<T: Scalar>: LabelKind<T> {
    /// The labels.
    fn labels(numbers: &[f64]) -> Vec<Self::Element>;
}

impl<T: Scalar> FromNumbers<T> for Values {
    fn labels(numbers: &[f64]) -> Vec<T> {
        numbers.iter().map(|number| T::from_f64(*number)).collect()
    }
}

impl<T: Scalar> FromNumbers<T> for Classes {
    /// # Panics
    /// When a number is no index.
    fn labels(numbers: &[f64]) -> Vec<usize> {
        numbers.iter().map(|number| crate::case::index(*number)).collect()
    }
}
