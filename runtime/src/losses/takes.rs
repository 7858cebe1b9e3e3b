//! Which labels go with a loss and a network.

use super::{ClassLabel, Classes, LabelKind, ValueLabel, Values};
use crate::network::Network;
use crate::training::{Right, Wrong};

/// Ties a loss's kind of labels to the labels' type and the network: [`Values`] take every
/// [`ValueLabel`], [`Classes`] every [`ClassLabel`]. `Inputs` is what the check of the inputs gave: where
/// that failed, labels are not checked, and one mistake is one error.
#[diagnostic::on_unimplemented(
    message = "labels of the type `{Y}` do not go with the output of `{N}` and this loss",
    label = "not labels for this loss",
    note = "`SparseCategoricalCrossentropy` takes the index of the right class, one a row of the output: `u8`, `u16`, `u32`, `u64` or `usize`",
    note = "the other losses take values: a vector or matrix of the output's size; for an output `[1]` also `f32`, `f64` or `bool`"
)]
pub trait Takes<Y, N: Network, Inputs = Right>: LabelKind<N::Scalar> {
    /// Writes a label's elements.
    fn write(label: &Y, elements: &mut [Self::Element]);

    /// The elements of several labels, where they already lie as in a batch.
    #[must_use]
    fn flat(labels: &[Y]) -> Option<&[Self::Element]>;
}

#[diagnostic::do_not_recommend]
impl<N: Network, Y: ValueLabel<N::Scalar, N::Output>> Takes<Y, N, Right> for Values {
    fn write(label: &Y, elements: &mut [N::Scalar]) {
        label.write(elements);
    }

    fn flat(labels: &[Y]) -> Option<&[N::Scalar]> {
        Y::flat(labels)
    }
}

#[diagnostic::do_not_recommend]
impl<N: Network, Y: ClassLabel<N::Output>> Takes<Y, N, Right> for Classes {
    fn write(label: &Y, elements: &mut [usize]) {
        label.write(elements);
    }

    fn flat(labels: &[Y]) -> Option<&[usize]> {
        Y::flat(labels)
    }
}

macro_rules! unchecked {
    ($($kind:ty),*) => { $(
        #[diagnostic::do_not_recommend]
        impl<N: Network, Y> Takes<Y, N, Wrong> for $kind {
            fn write(_: &Y, _: &mut [<Self as LabelKind<N::Scalar>>::Element]) {}

            fn flat(_: &[Y]) -> Option<&[<Self as LabelKind<N::Scalar>>::Element]> {
                None
            }
        }
    )* };
}

unchecked!(Values, Classes);
