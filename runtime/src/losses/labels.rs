//! Labels: which types they can have, and how they lie in a batch.

use nalgebra::{SMatrix, SVector};

use crate::scalar::Scalar;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Values {}
    impl Sealed for super::Classes {}
}

/// Labels that are values, compared with the output element by element: numbers, one-hot vectors,
/// probabilities. See [`ValueLabel`] for their types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Values;

/// Labels that are classes: one index a row of the output. See [`ClassLabel`] for their types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classes;

/// What is wrong with a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BadLabel {
    /// A class index that is not below the number of classes.
    Class(usize),
    /// An infinity or NaN.
    Value(f64),
}

/// A kind of labels: [`Values`] or [`Classes`].
pub trait LabelKind<T: Scalar>: sealed::Sealed + 'static {
    /// How a batch holds them.
    type Element: Copy + Default + core::fmt::Debug + Send + Sync + 'static;

    /// The number of elements that belong to this many predictions in rows of `last`.
    fn elements(predictions: usize, last: usize) -> usize;

    /// The first mistake in some labels. The class `ignored` is none.
    fn check(labels: &[Self::Element], last: usize, ignored: Option<usize>) -> Option<BadLabel>;

    /// The class that a row's label stands for, as Keras's `class_weight` sees it: the index, the
    /// position of the largest value, or a single value rounded.
    fn class(row: &[Self::Element]) -> usize;

    /// Of the buffers for values and for classes that of this kind.
    #[doc(hidden)]
    fn buffer<'a>(values: &'a mut Vec<T>, classes: &'a mut Vec<usize>) -> &'a mut Vec<Self::Element>;

    /// The number of rows that count, all but those of the class `ignored`.
    fn count(labels: &[Self::Element], rows: usize, ignored: Option<usize>) -> usize;
}

impl<T: Scalar> LabelKind<T> for Values {
    type Element = T;

    fn elements(predictions: usize, _: usize) -> usize {
        predictions
    }

    fn check(labels: &[T], _: usize, _: Option<usize>) -> Option<BadLabel> {
        labels.iter().find(|value| !value.is_finite()).map(|value| BadLabel::Value(value.to_f64()))
    }

    fn class(row: &[T]) -> usize {
        // A float that is negative or NaN becomes 0: `as` saturates.
        #[allow(clippy::cast_sign_loss, reason = "saturation is meant")]
        match row {
            [value] => (value.to_f64() + 0.5) as usize,
            _ => largest(row),
        }
    }

    fn buffer<'a>(values: &'a mut Vec<T>, _: &'a mut Vec<usize>) -> &'a mut Vec<T> {
        values
    }

    fn count(_: &[T], rows: usize, _: Option<usize>) -> usize {
        rows
    }
}

impl<T: Scalar> LabelKind<T> for Classes {
    type Element = usize;

    fn elements(predictions: usize, last: usize) -> usize {
        predictions / last.max(1)
    }

    fn check(labels: &[usize], last: usize, ignored: Option<usize>) -> Option<BadLabel> {
        labels
            .iter()
            .find(|class| **class >= last && Some(**class) != ignored)
            .map(|class| BadLabel::Class(*class))
    }

    fn class(row: &[usize]) -> usize {
        row.first().copied().unwrap_or(0)
    }

    fn buffer<'a>(_: &'a mut Vec<T>, classes: &'a mut Vec<usize>) -> &'a mut Vec<usize> {
        classes
    }

    fn count(labels: &[usize], rows: usize, ignored: Option<usize>) -> usize {
        match ignored {
            None => rows,
            Some(_) => labels.iter().filter(|class| Some(**class) != ignored).count(),
        }
    }
}

/// The position of the largest value; of several, the first.
pub(crate) fn largest<T: Scalar>(row: &[T]) -> usize {
    let mut best = 0;
    for (index, value) in row.iter().enumerate() {
        if *value > row[best] {
            best = index;
        }
    }
    best
}

/// A label of values for an output: a matrix of the output's own type, a matrix of `bool`s of its
/// size, and for an output `[1]` also a plain `f32`, `f64` or `bool`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no label for this network's output with a loss that compares values",
    label = "labels of the type `{Self}`",
    note = "this loss takes labels of the output's own type, and for an output `[1]` also `f32`, `f64` or `bool`",
    note = "class indices go with `SparseCategoricalCrossentropy` and `SparseCategoricalAccuracy`"
)]
pub trait ValueLabel<T: Scalar, Output>: Sized + 'static {
    /// Writes the label's values.
    fn write(&self, values: &mut [T]);

    /// The values of several labels, where they already lie one after another.
    #[must_use]
    fn flat(labels: &[Self]) -> Option<&[T]> {
        let _ = labels;
        None
    }
}

impl<T: Scalar, const R: usize, const C: usize> ValueLabel<T, SMatrix<T, R, C>> for SMatrix<T, R, C> {
    fn write(&self, values: &mut [T]) {
        values.copy_from_slice(self.as_slice());
    }

    fn flat(labels: &[Self]) -> Option<&[T]> {
        <Self as crate::sample::Sample<T>>::flat(labels)
    }
}

impl<T: Scalar, const R: usize, const C: usize> ValueLabel<T, SMatrix<T, R, C>> for SMatrix<bool, R, C> {
    fn write(&self, values: &mut [T]) {
        for (value, label) in values.iter_mut().zip(self.as_slice()) {
            *value = if *label { T::ONE } else { T::ZERO };
        }
    }
}

macro_rules! plain_values {
    ($($type:ty: $label:ident => $value:expr;)*) => { $(
        impl<T: Scalar> ValueLabel<T, SMatrix<T, 1, 1>> for $type {
            fn write(&self, values: &mut [T]) {
                let $label = *self;
                values.fill($value);
            }
        }
    )* };
}

plain_values! {
    f32: label => T::from_f64(f64::from(label));
    f64: label => T::from_f64(label);
    bool: label => if label { T::ONE } else { T::ZERO };
}

/// A label that is a class index: any unsigned integer for an output `[classes]`, a vector of
/// them for an output `[steps, classes]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no class index for this network's output",
    label = "labels of the type `{Self}`",
    note = "this loss takes the index of the right class: `u8`, `u16`, `u32`, `u64` or `usize`, one a row of the output",
    note = "one-hot vectors go with `CategoricalCrossentropy`, yes and no with `BinaryCrossentropy`, numbers with `MeanSquaredError`"
)]
pub trait ClassLabel<Output>: Sized + 'static {
    /// Writes the class of every row.
    fn write(&self, classes: &mut [usize]);

    /// The classes of several labels, where they already lie one after another.
    #[must_use]
    fn flat(labels: &[Self]) -> Option<&[usize]> {
        let _ = labels;
        None
    }
}

/// An unsigned integer as an index. One too large for this machine is out of every range.
fn index(class: impl TryInto<usize>) -> usize {
    class.try_into().unwrap_or(usize::MAX)
}

macro_rules! class_indices {
    ($($type:ty),*) => { $(
        impl<T: Scalar, const CLASSES: usize> ClassLabel<SMatrix<T, CLASSES, 1>> for $type {
            fn write(&self, classes: &mut [usize]) {
                classes.fill(index(*self));
            }
        }

        impl<T: Scalar, const CLASSES: usize, const ROWS: usize> ClassLabel<SMatrix<T, CLASSES, ROWS>>
            for SVector<$type, ROWS>
        {
            fn write(&self, classes: &mut [usize]) {
                for (class, label) in classes.iter_mut().zip(self.as_slice()) {
                    *class = index(*label);
                }
            }
        }
    )* };
}

class_indices!(u8, u16, u32, u64, usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_elements() {
        let mut one = [0.0_f32];
        ValueLabel::<f32, SMatrix<f32, 1, 1>>::write(&true, &mut one);
        assert_eq!(one, [1.0]);
        ValueLabel::<f32, SMatrix<f32, 1, 1>>::write(&0.25_f64, &mut one);
        assert_eq!(one, [0.25]);
        let mut classes = [0; 3];
        let steps = SVector::<u16, 3>::new(7, 0, 65535);
        ClassLabel::<SMatrix<f32, 9, 3>>::write(&steps, &mut classes);
        assert_eq!(classes, [7, 0, 65535]);
    }

    #[test]
    fn mistakes_are_found() {
        assert_eq!(<Classes as LabelKind<f32>>::check(&[0, 2, 3], 3, None), Some(BadLabel::Class(3)));
        assert_eq!(<Classes as LabelKind<f32>>::check(&[0, 2, 255], 3, Some(255)), None);
        assert!(<Values as LabelKind<f32>>::check(&[0.0, 1.0], 2, None).is_none());
        let nan = <Values as LabelKind<f32>>::check(&[0.0, f32::NAN], 2, None);
        assert!(matches!(nan, Some(BadLabel::Value(value)) if value.is_nan()));
    }

    #[test]
    fn classes_of_labels_are_keras_s() {
        assert_eq!(<Values as LabelKind<f32>>::class(&[0.1, 0.7, 0.7]), 1);
        assert_eq!(<Values as LabelKind<f32>>::class(&[0.8]), 1);
        assert_eq!(<Classes as LabelKind<f32>>::class(&[4]), 4);
    }
}
