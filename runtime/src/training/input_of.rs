//! Which samples a network takes, and how a check tells the next one that it has failed.
//!
//! A mistake in one argument must not be told as one in another: swapped inputs and labels are one
//! mistake. So the check of the labels asks for what the check of the inputs gives, and is content
//! with whatever it gets from one that has failed.

use crate::network::Network;

/// What a check gives that passes.
#[derive(Debug)]
pub enum Right {}

/// What no check gives: where one has failed, the compiler takes it to be this.
#[derive(Debug)]
pub enum Wrong {}

/// Ties samples to the one network whose inputs they are; `network!` implements it.
#[diagnostic::on_unimplemented(
    message = "samples of the type `{Self}` are no inputs of `{N}`",
    label = "not inputs of `{N}`",
    note = "a sample is nalgebra's matrix: `SVector<f32, FEATURES>`, `SMatrix<f32, FEATURES, STEPS>`, `SMatrix<f32, CHANNELS, {{ HEIGHT * WIDTH }}>`",
    note = "data are a slice of samples, and come before the labels"
)]
pub trait InputOf<N: Network>: Sized {
    /// That the check passes.
    type Is;

    /// The same samples.
    fn inputs(samples: &[Self]) -> &[N::Input];
}

/// A type, behind a projection: in the type of an argument, a parameter within does not count as
/// one that this argument is to blame for.
pub trait Own {
    /// The type itself.
    type Own;
}

impl<T> Own for T {
    type Own = T;
}

/// The labels' type in [`Fit`](super::Fit).
pub type Label<Y> = <Y as Own>::Own;
