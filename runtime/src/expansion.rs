//! What every expansion of `network!` shares, so that it need not be generated again and again.

use crate::description::Description;
use crate::message::{Message, Site};
use crate::network::Network;
use crate::op::Pass;
use crate::sample::{MAX_PARTS, Sample};
use crate::shape::Shape;

/// Predictions of at most this many bytes of workspace and output run on the stack.
pub const STACK_LIMIT: usize = 64 * 1024;

/// Raises an error when the last layer's output is not the declared one. `site` has the last
/// layer as its `layer`; `declares` begins the sentence.
///
/// # Panics
/// At compile time, with the message.
#[inline]
#[track_caller]
pub const fn check_output(given: Shape, declared: Shape, declares: &str, site: Site) {
    // What is not known follows from a mistake that is reported where it is.
    if given.is_known() && !given.fits(&declared) {
        let mut message = Message::new().text(declares).shape(declared).text(", but ");
        // An operation needs no word before it.
        if !site.layer.is_operation() && !site.layer.name.is_empty() {
            message = message.text("its last ");
        }
        message = message.layer(site.layer).text(" gives ").shape(given);
        message = help_output(message, given, declared, site);
        panic!("{}", message.as_str());
    }
}

/// Raises an error when a layer that is applied a second time would need other weights than the
/// first time.
///
/// # Panics
/// At compile time, with the message.
#[inline]
#[track_caller]
pub const fn check_shared(
    here: &Description,
    first: &Description,
    input: Shape,
    first_input: Shape,
    site: Site,
) {
    let (own, shared) = (here.tensors.as_slice(), first.tensors.as_slice());
    let mut same = own.len() == shared.len();
    let mut index = 0;
    while same && index < own.len() {
        same = own[index].shape.fits(&shared[index].shape);
        index += 1;
    }
    if same || !input.is_known() || !first_input.is_known() {
        return;
    }
    let message = Message::new()
        .layer(site.layer)
        .text(" shares its weights between its inputs: the first is ")
        .shape(first_input)
        .text(", but here ")
        .layer(site.producer)
        .text(" gives ")
        .shape(input)
        .text("\nhelp: give both inputs the same shape, or declare a second layer");
    panic!("{}", message.as_str());
}

/// The fix, where it can be computed.
#[inline]
#[expect(clippy::large_types_passed_by_value, reason = "a message is built by taking and giving it")]
const fn help_output(message: Message, given: Shape, declared: Shape, site: Site) -> Message {
    let layer = site.layer;
    let acts_on_last_axis = is_dense(layer.class) && given.rank() > 1;
    if acts_on_last_axis && declared.rank() == 1 && given.last() == declared.last() {
        return message
            .text("\nhelp: put `Flatten` before `")
            .text(layer.name)
            .text("`: as in Keras, Dense acts on the last axis and keeps the others");
    }
    if is_dense(layer.class) && given.fits(&declared.with_last(given.last())) {
        return message
            .text("\nhelp: give `")
            .text(layer.name)
            .text("` ")
            .number(declared.last())
            .text(if declared.last() == 1 { " unit" } else { " units" })
            .text(", or declare the output as ")
            .shape(given);
    }
    message.text("\nhelp: declare the output as ").shape(given).text(", or change the last layers")
}

/// The comparison of strings that a constant can make.
#[inline]
const fn is_dense(class: &str) -> bool {
    matches!(class.as_bytes(), b"Dense")
}

/// Predicts one sample in memory of the caller's.
#[inline]
pub fn predict_into<N: Network>(
    network: &N,
    input: &N::Input,
    output: &mut N::Output,
    memory: &mut [N::Scalar],
) {
    const {
        assert!(
            N::Input::PARTS <= MAX_PARTS && N::Output::PARTS <= MAX_PARTS,
            "a network has at most 16 inputs and outputs"
        );
    };
    if N::UNROLLS {
        network.predict_unrolled(input, output);
    } else {
        predict_layers(network, input, output, memory);
    }
}

/// Predicts one sample layer by layer.
fn predict_layers<N: Network>(
    network: &N,
    input: &N::Input,
    output: &mut N::Output,
    memory: &mut [N::Scalar],
) {
    let inputs: [&[N::Scalar]; MAX_PARTS] = core::array::from_fn(|part| input.part(part));
    let mut outputs: [&mut [N::Scalar]; MAX_PARTS] = output.parts_mut();
    network.infer(Pass::inference(1), &inputs[..N::Input::PARTS], &mut outputs[..N::Output::PARTS], memory);
}

/// Fills all weights in place by the layers' initializers. The same seed gives the same bits.
pub fn initialize<N: Network>(network: &mut N, seed: u64) {
    crate::initializers::initialize(network, seed);
}

#[cfg(feature = "alloc")]
pub use crate::params::{boxed_copy, zeroed};

/// A new network on the heap, made in place.
#[cfg(feature = "alloc")]
#[must_use]
pub fn boxed<N: Network>(seed: u64) -> Box<N> {
    let mut network = zeroed::<N>();
    initialize(&mut *network, seed);
    network
}

/// Predicts one sample with the workspace on the stack where it fits, on the heap otherwise.
#[cfg(feature = "alloc")]
#[inline]
pub fn predict<N: Network, const WORKSPACE: usize>(network: &N, input: &N::Input) -> N::Output {
    if N::UNROLLS {
        predict_in_one_piece(network, input)
    } else if WORKSPACE * size_of::<N::Scalar>() + size_of::<N::Output>() <= STACK_LIMIT {
        predict_on_stack::<N, WORKSPACE>(network, input)
    } else {
        predict_on_heap::<N>(network, input)
    }
}

/// Apart from the other ways, so that these have no place for an output on their stack.
#[cfg(feature = "alloc")]
#[inline]
fn predict_in_one_piece<N: Network>(network: &N, input: &N::Input) -> N::Output {
    let mut output = N::Output::zeros();
    network.predict_unrolled(input, &mut output);
    output
}

/// Predicts one sample of a generic network, whose workspace Rust cannot name: with the next
/// larger one of some sizes on the stack, where it fits, on the heap otherwise.
#[cfg(feature = "alloc")]
pub fn predict_generic<N: Network>(network: &N, input: &N::Input) -> N::Output {
    let fits = |len: usize| {
        N::INFERENCE.elements(1) <= len
            && len * size_of::<N::Scalar>() + size_of::<N::Output>() <= STACK_LIMIT
    };
    if fits(256) {
        predict_on_stack::<N, 256>(network, input)
    } else if fits(2048) {
        predict_on_stack::<N, 2048>(network, input)
    } else if fits(7168) {
        predict_on_stack::<N, 7168>(network, input)
    } else {
        predict_on_heap::<N>(network, input)
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
fn predict_on_heap<N: Network>(network: &N, input: &N::Input) -> N::Output {
    let mut workspace = alloc::vec![crate::scalar::Scalar::from_f64(0.0); N::INFERENCE.elements(1)];
    let mut output = N::Output::zeros();
    predict_into(network, input, &mut output, &mut workspace);
    output
}

#[cfg(feature = "alloc")]
pub use alloc::{boxed::Box, vec::Vec};
#[cfg(feature = "std")]
pub use std::path::Path;

/// Gives its tokens on where netform has the feature `alloc`: the code of another crate cannot ask.
#[cfg(feature = "alloc")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_alloc {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Gives nothing without the feature `alloc`.
#[cfg(not(feature = "alloc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_alloc {
    ($($tokens:tt)*) => {};
}
pub use crate::__if_alloc as if_alloc;

/// Gives its tokens on where netform has the feature `std`: the code of another crate cannot ask.
#[cfg(feature = "std")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_std {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Gives nothing without the feature `std`.
#[cfg(not(feature = "std"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_std {
    ($($tokens:tt)*) => {};
}
pub use crate::__if_std as if_std;
