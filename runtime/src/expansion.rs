//! What every expansion of `network!` shares, so that it need not be generated again and again.

use crate::message::{Message, Site};
use crate::network::Network;
use crate::op::Pass;
use crate::sample::Sample;
use crate::shape::Shape;

/// Predictions of at most this many bytes of workspace and output run on the stack.
pub const STACK_LIMIT: usize = 64 * 1024;

/// Raises an error when the last layer's output is not the declared one. `site` has the last
/// layer as its `layer`.
///
/// # Panics
/// At compile time, with the message.
#[track_caller]
pub const fn check_output(given: Shape, declared: Shape, network: &str, site: Site) {
    if !given.fits(&declared) {
        let mut message = Message::new()
            .text("`")
            .text(network)
            .text("` declares the output ")
            .shape(declared)
            .text(", but its last ")
            .layer(site.layer)
            .text(" gives ")
            .shape(given);
        message = help_output(message, given, declared, site);
        panic!("{}", message.as_str());
    }
}

/// The fix, where it can be computed.
const fn help_output(message: Message, given: Shape, declared: Shape, site: Site) -> Message {
    let _ = (given, declared, site);
    message
}

/// Predicts one sample in memory of the caller's.
pub fn predict_into<N: Network>(
    network: &N,
    input: &N::Input,
    output: &mut N::Output,
    memory: &mut [N::Scalar],
) {
    network.infer(Pass::inference(1), &[input.part(0)], &mut [output.part_mut(0)], memory);
}

#[cfg(feature = "alloc")]
pub use crate::params::{boxed_copy, zeroed};

/// Predicts one sample with the workspace on the stack where it fits, on the heap otherwise.
#[cfg(feature = "alloc")]
pub fn predict<N: Network, const WORKSPACE: usize>(network: &N, input: &N::Input) -> N::Output {
    if WORKSPACE * size_of::<N::Scalar>() + size_of::<N::Output>() <= STACK_LIMIT {
        predict_on_stack::<N, WORKSPACE>(network, input)
    } else {
        predict_on_heap::<N, WORKSPACE>(network, input)
    }
}

#[cfg(feature = "alloc")]
#[inline(never)]
fn predict_on_stack<N: Network, const WORKSPACE: usize>(network: &N, input: &N::Input) -> N::Output {
    let mut workspace = crate::workspace::Workspace::<N::Scalar, WORKSPACE>::new();
    let mut output = N::Output::zeros();
    predict_into(network, input, &mut output, workspace.as_mut_slice());
    output
}

#[cfg(feature = "alloc")]
#[inline(never)]
fn predict_on_heap<N: Network, const WORKSPACE: usize>(network: &N, input: &N::Input) -> N::Output {
    let mut workspace = alloc::vec![crate::scalar::Scalar::from_f64(0.0); WORKSPACE];
    let mut output = N::Output::zeros();
    predict_into(network, input, &mut output, &mut workspace);
    output
}

/// The inherent methods of a network that netform's features decide on.
#[cfg(feature = "alloc")]
#[doc(hidden)]
#[macro_export]
macro_rules! __inherent_methods {
    ($network:ident, $name:literal, $workspace:ident) => {
        impl $network {
            /// Predicts one sample. The workspace is on the stack where it fits 64 KiB.
            #[must_use]
            pub fn predict(
                &self,
                input: &<Self as $crate::__private::Network>::Input,
            ) -> <Self as $crate::__private::Network>::Output {
                $crate::__private::predict::<Self, { $network::__WORKSPACE }>(self, input)
            }

            /// A copy on the heap, made in place.
            #[must_use]
            pub fn clone(self: &$crate::__private::Box<Self>) -> $crate::__private::Box<Self> {
                $crate::__private::boxed_copy(&**self)
            }
        }

        $crate::__bytes_methods!($network);
        $crate::__training_methods!($network);
    };
}

/// No methods without memory for boxes.
#[cfg(not(feature = "alloc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __inherent_methods {
    ($network:ident, $name:literal, $workspace:ident) => {};
}

/// The inherent methods of a network that need the standard library.
#[cfg(feature = "std")]
#[doc(hidden)]
#[macro_export]
macro_rules! __training_methods {
    ($network:ident) => {
        impl $network {
            /// Makes the network trainable: with an optimizer, a loss, and metrics (one, a tuple,
            /// or `()`).
            #[must_use]
            pub fn compile<O, L, M>(
                self: $crate::__private::Box<Self>,
                optimizer: O,
                loss: L,
                metrics: M,
            ) -> $crate::training::Model<Self, O, L, M>
            where
                O: $crate::optimizers::Optimizer<<Self as $crate::__private::Params>::Scalar>,
                L: $crate::losses::Loss<<Self as $crate::__private::Params>::Scalar>,
                M: $crate::metrics::BesideLoss<Self, L>,
            {
                $crate::training::Model::new(self, optimizer, loss, metrics)
            }
        }
    };
}

/// No methods without the standard library.
#[cfg(not(feature = "std"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __training_methods {
    ($network:ident) => {};
}
pub use crate::__inherent_methods as inherent_methods;
#[cfg(feature = "alloc")]
pub use alloc::{boxed::Box, vec::Vec};
#[cfg(feature = "std")]
pub use std::path::Path;
