//! Budgets: sizes that a network promises to keep, checked by the compiler.

use crate::message::{LayerName, Message};
use crate::network::{LayerInfo, Network};
use crate::params::Params;

/// The most layers that a message lists.
const LISTED: usize = 3;

/// Raises an error when a network's weights take more bytes than its budget.
///
/// # Panics
/// At compile time, with the message.
#[track_caller]
pub const fn check_weights<N: Network>(limit: usize, text: &str) {
    let size = size_of::<N::Scalar>();
    let bytes = <N as Params>::LEN * size;
    if bytes > limit {
        let message = over("weights", "are", bytes, N::NAME, text, limit);
        panic!("{}", largest(message, N::LAYERS, size, false).as_str());
    }
}

/// Raises an error when a network's workspace takes more bytes than its budget.
///
/// # Panics
/// At compile time, with the message.
#[track_caller]
pub const fn check_workspace<N: Network>(limit: usize, text: &str) {
    let size = size_of::<N::Scalar>();
    let bytes = N::INFERENCE.elements(1) * size;
    if bytes > limit {
        let message = over("workspace", "is", bytes, N::NAME, text, limit);
        panic!("{}", largest(message, N::LAYERS, size, true).as_str());
    }
}

#[inline]
const fn over(noun: &str, verb: &str, bytes: usize, network: &str, text: &str, limit: usize) -> Message {
    let message = Message::new().text("the ").text(noun).text(" of `").text(network).text("` ").text(verb);
    message.text(" ").bytes(bytes).text(", ").bytes(bytes - limit).text(" over the budget of ").text(text)
}

/// Lists the layers with the most weights, or the largest values.
#[inline]
const fn largest(mut message: Message, layers: &[LayerInfo], size: usize, values: bool) -> Message {
    let mut listed = 0;
    let mut below = usize::MAX;
    while listed < LISTED {
        // The largest of those that are smaller than the last one listed.
        let (mut best, mut index) = (usize::MAX, 0);
        while index < layers.len() {
            let bytes = cost(&layers[index], size, values);
            if bytes > 0 && bytes < below && (best == usize::MAX || bytes > cost(&layers[best], size, values))
            {
                best = index;
            }
            index += 1;
        }
        if best == usize::MAX {
            break;
        }
        below = cost(&layers[best], size, values);
        let layer = LayerName { name: layers[best].name, class: layers[best].class };
        message = message.text(if listed == 0 { "\nlargest: " } else { ", " }).layer(layer);
        message = message.text(if values { " gives " } else { " has " }).bytes(below);
        listed += 1;
    }
    message
}

/// The bytes of a layer's weights, or of what it gives.
#[inline]
const fn cost(layer: &LayerInfo, size: usize, values: bool) -> usize {
    if values {
        return layer.description.output.len() * size;
    }
    let mut sum = layer.description.tensors.elements();
    let mut index = 0;
    while index < layer.layers.len() {
        sum += cost(&layer.layers[index], 1, false);
        index += 1;
    }
    if layer.layers.is_empty() { sum * size } else { (sum - layer.description.tensors.elements()) * size }
}
