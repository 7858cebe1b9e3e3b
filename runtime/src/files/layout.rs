//! Where the tensors of a network lie among its weights.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::network::{LayerInfo, Network};
use crate::shape::Shape;

/// One tensor of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its path: `hidden.kernel`, `encoder.conv.kernel`.
    pub(super) name: String,
    /// Keras's shape.
    pub(super) shape: Shape,
    /// Its place among the network's weights.
    pub(super) weights: Range<usize>,
}

/// The tensors of a network, in the order of its weights.
pub(super) fn slots<N: Network>() -> Vec<Slot> {
    const {
        assert!(
            elements(N::LAYERS) == N::LEN,
            "the tensors that a network's layers describe must be all of its weights"
        );
    }
    let mut slots = Vec::new();
    let mut path = String::new();
    add(&mut slots, &mut path, N::LAYERS, 0);
    slots
}

/// The number of weights of some layers.
#[inline]
const fn elements(layers: &[LayerInfo]) -> usize {
    let mut sum = 0;
    let mut index = 0;
    while index < layers.len() {
        let layer = &layers[index];
        sum += if layer.layers.is_empty() {
            layer.description.tensors.elements()
        } else {
            elements(layer.layers)
        };
        index += 1;
    }
    sum
}

/// Adds some layers whose weights begin at `offset`; returns where they end.
fn add(slots: &mut Vec<Slot>, path: &mut String, layers: &[LayerInfo], mut offset: usize) -> usize {
    let outer = path.len();
    for layer in layers {
        path.push_str(layer.name);
        path.push('.');
        if layer.layers.is_empty() {
            for tensor in layer.description.tensors.as_slice() {
                let mut name = path.clone();
                name.push_str(tensor.name);
                let end = offset + tensor.shape.len();
                slots.push(Slot { name, shape: tensor.shape, weights: offset..end });
                offset = end;
            }
        } else {
            offset = add(slots, path, layer.layers, offset);
        }
        path.truncate(outer);
    }
    offset
}
