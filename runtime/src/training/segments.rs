//! Which weights training changes.

use core::ops::Range;

use crate::network::{LayerInfo, Network};

/// Where the trainable weights of a network lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segments {
    /// Runs of trainable weights, as ranges of all weights. The gradients of the runs lie one
    /// after another.
    pub(super) runs: Vec<Range<usize>>,
    /// The length of every trainable tensor, in order.
    pub(super) tensors: Vec<usize>,
}

impl Segments {
    pub(super) fn of<N: Network>() -> Self {
        let mut segments = Self { runs: Vec::new(), tensors: Vec::new() };
        segments.add(N::LAYERS, true, 0);
        segments
    }

    /// Adds some layers whose weights begin at `offset`; returns where they end.
    fn add(&mut self, layers: &[LayerInfo], trainable: bool, mut offset: usize) -> usize {
        for layer in layers {
            let trainable = trainable && layer.trainable;
            if !layer.layers.is_empty() {
                offset = self.add(layer.layers, trainable, offset);
                continue;
            }
            for tensor in layer.description.tensors.as_slice() {
                let end = offset + tensor.shape.len();
                if trainable && tensor.trainable {
                    self.tensors.push(tensor.shape.len());
                    match self.runs.last_mut() {
                        Some(run) if run.end == offset => run.end = end,
                        _ => self.runs.push(offset..end),
                    }
                }
                offset = end;
            }
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::{Description, Tensor};
    use crate::initializers::Initializer;
    use crate::shape::Shape;

    const fn layer(first: bool, trainable: bool) -> LayerInfo {
        const fn tensor(len: usize, trainable: bool) -> Tensor {
            let shape = Shape::new(&[len]);
            Tensor { name: "", shape, initializer: Initializer::Zeros, fans: [1, 1], trainable }
        }
        const fn description(first: bool) -> Description {
            Description::new(Shape::new(&[1])).tensor(tensor(10, first)).tensor(tensor(5, true))
        }
        const ALL: &Description = &description(true);
        const SECOND: &Description = &description(false);
        let description = if first { ALL } else { SECOND };
        LayerInfo { name: "", class: "", description, layers: &[], trainable }
    }

    #[test]
    fn neighbours_are_joined() {
        let mut segments = Segments { runs: Vec::new(), tensors: Vec::new() };
        let layers = [layer(true, true), layer(true, true), layer(false, true), layer(true, false)];
        assert_eq!(segments.add(&layers, true, 0), 60);
        assert_eq!(segments.runs, [0..30, 40..45]);
        assert_eq!(segments.tensors, [10, 5, 10, 5, 5]);
    }
}
