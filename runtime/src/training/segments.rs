//! Which weights training changes.

use core::ops::Range;

use crate::network::{LayerInfo, Network};

/// Where the weights that training changes lie, and their gradients and moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segments {
    /// Runs of trainable weights.
    pub(super) runs: Vec<Run>,
    /// The gradients of every trainable tensor, in order.
    pub(super) tensors: Vec<Range<usize>>,
    /// Runs of statistics; what they move by is in the place of their gradients.
    pub(super) moves: Vec<Run>,
    /// The number of trainable weights.
    pub(super) trainable: usize,
}

/// A run of weights with their gradients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Their place among all weights.
    pub(super) weights: Range<usize>,
    /// Their gradients' place among all gradients.
    pub(super) gradients: Range<usize>,
}

impl Segments {
    pub(super) fn of<N: Network>() -> Self {
        let mut segments = Self::none();
        segments.add(N::LAYERS, true, [0, 0]);
        segments
    }

    #[inline]
    const fn none() -> Self {
        Self { runs: Vec::new(), tensors: Vec::new(), moves: Vec::new(), trainable: 0 }
    }

    /// Adds some layers whose weights and gradients begin at `offsets`; returns where they end.
    fn add(&mut self, layers: &[LayerInfo], trainable: bool, mut offsets: [usize; 2]) -> [usize; 2] {
        for layer in layers {
            let trainable = trainable && layer.trainable;
            if !layer.layers.is_empty() {
                offsets = self.add(layer.layers, trainable, offsets);
                continue;
            }
            let ([first, mut gradient], tensors) = (offsets, layer.description.tensors.as_slice());
            let ends = tensors.iter().scan(first, |end, tensor| {
                let start = *end;
                *end += tensor.shape.len();
                Some(start..*end)
            });
            offsets[0] += layer.description.tensors.elements();
            if !trainable {
                continue;
            }
            let places = || tensors.iter().zip(ends.clone());
            for (_, weights) in places().filter(|(tensor, _)| tensor.trainable) {
                let gradients = gradient..gradient + weights.len();
                gradient = gradients.end;
                self.trainable += weights.len();
                self.tensors.push(gradients.clone());
                join(&mut self.runs, Run { weights, gradients });
            }
            // The moves follow the gradients.
            let end = gradient + layer.description.moves;
            for (_, weights) in places().filter(|(tensor, _)| !tensor.trainable) {
                let gradients = gradient..end.min(gradient + weights.len());
                gradient = gradients.end;
                let weights = weights.start..weights.start + gradients.len();
                join(&mut self.moves, Run { weights, gradients });
            }
            offsets[1] = end;
        }
        offsets
    }
}

/// Adds a run, to the last one where it continues that.
fn join(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        _ if run.weights.is_empty() => {}
        Some(last) if last.weights.end == run.weights.start && last.gradients.end == run.gradients.start => {
            (last.weights.end, last.gradients.end) = (run.weights.end, run.gradients.end);
        }
        _ => runs.push(run),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::{Description, Tensor};
    use crate::initializers::Initializer;
    use crate::shape::Shape;

    #[inline]
    const fn layer(first: bool, trainable: bool) -> LayerInfo {
        #[inline]
        const fn tensor(len: usize, trainable: bool) -> Tensor {
            let shape = Shape::new(&[len]);
            Tensor { name: "", shape, initializer: Initializer::Zeros, fans: [1, 1], trainable }
        }
        #[inline]
        const fn description(first: bool) -> Description {
            Description::new(Shape::new(&[1])).tensor(tensor(10, first)).tensor(tensor(5, true))
        }
        const ALL: &Description = &description(true);
        const SECOND: &Description = &description(false);
        let description = if first { ALL } else { SECOND };
        LayerInfo { name: "", class: "", description, layers: &[], trainable }
    }

    fn run(weights: Range<usize>, gradients: Range<usize>) -> Run {
        Run { weights, gradients }
    }

    #[test]
    fn neighbours_are_joined() {
        let mut segments = Segments::none();
        let layers = [layer(true, true), layer(true, true), layer(false, true), layer(true, false)];
        assert_eq!(segments.add(&layers, true, [0, 0]), [60, 35]);
        assert_eq!(segments.runs, [run(0..30, 0..30), run(40..45, 30..35)]);
        assert_eq!(segments.tensors, [0..10, 10..15, 15..25, 25..30, 30..35]);
        assert_eq!((segments.moves, segments.trainable), (vec![], 35));
    }

    #[test]
    fn moves_follow_a_layer_s_gradients() {
        #[inline]
        const fn tensor(len: usize, trainable: bool) -> Tensor {
            let shape = Shape::new(&[len]);
            Tensor { name: "", shape, initializer: Initializer::Zeros, fans: [1, 1], trainable }
        }
        const NORM: &Description = &Description::new(Shape::new(&[3]))
            .tensor(tensor(3, true))
            .tensor(tensor(4, false))
            .tensor(tensor(2, false))
            .tensor(tensor(5, false))
            .moves(6);
        let norm = |trainable| LayerInfo { name: "", class: "", description: NORM, layers: &[], trainable };
        let mut segments = Segments::none();
        let layers = [layer(true, true), norm(true), norm(false), norm(true), layer(true, true)];
        assert_eq!(segments.add(&layers, true, [0, 0]), [15 + 3 * 14 + 15, 15 + 2 * 9 + 15]);
        // The gradients of the layer before go on in those of the norm, as the weights do.
        assert_eq!(segments.runs, [run(0..18, 0..18), run(43..46, 24..27), run(57..72, 33..48)]);
        assert_eq!(segments.moves, [run(18..24, 18..24), run(46..52, 27..33)]);
        assert_eq!(segments.trainable, 36);
    }
}
