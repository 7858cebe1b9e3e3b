//! Batches: samples, labels and weights as flat slices.

use core::ops::Range;

use crate::losses::{LabelKind, Takes};
use crate::network::Network;
use crate::sample::Sample;
use crate::scalar::Scalar;

use super::data::Data;

/// The most inputs or outputs that a network can have.
pub(super) const MAX_PORTS: usize = crate::sample::MAX_PARTS;

/// Which samples make a batch.
pub(super) enum Pick<'a> {
    /// Neighbours, which need not be copied.
    Range(Range<usize>),
    /// Any positions.
    List(&'a [usize]),
}

impl Pick<'_> {
    /// All of some samples.
    pub(super) fn all<S>(samples: &[S]) -> Self {
        Self::Range(0..samples.len())
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Range(range) => range.len(),
            Self::List(list) => list.len(),
        }
    }

    fn for_each(&self, mut visit: impl FnMut(usize)) {
        match self {
            Self::Range(range) => range.clone().for_each(visit),
            Self::List(list) => list.iter().for_each(|index| visit(*index)),
        }
    }
}

/// The inputs of a batch: one flat slice an input of the network.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a, T> {
    parts: [&'a [T]; MAX_PORTS],
    count: usize,
}

impl<'a, T: Scalar> Inputs<'a, T> {
    /// Takes samples where they lie, or copies them together into `buffer`.
    pub(super) fn gather<N: Network<Scalar = T>>(
        buffer: &'a mut Vec<T>,
        samples: &'a [N::Input],
        pick: &Pick<'_>,
    ) -> Self {
        const { assert!(N::INPUT_PORTS.len() <= MAX_PORTS, "a network has at most 16 inputs") };
        let count = N::INPUT_PORTS.len();
        let mut parts: [&[T]; MAX_PORTS] = [&[]; MAX_PORTS];
        if let Pick::Range(range) = pick
            && let Some(flat) = N::Input::flat(&samples[range.clone()])
        {
            parts[0] = flat;
            return Self { parts, count };
        }
        buffer.clear();
        for part in 0..count {
            pick.for_each(|index| buffer.extend_from_slice(samples[index].part(part)));
        }
        let mut rest = buffer.as_slice();
        for (part, port) in parts.iter_mut().zip(N::INPUT_PORTS) {
            (*part, rest) = rest.split_at(port.shape.len() * pick.len());
        }
        Self { parts, count }
    }

    pub(super) fn as_slice(&self) -> &[&'a [T]] {
        &self.parts[..self.count]
    }
}

/// The buffers that batches are copied together in. They keep their size, so that steps after the
/// first allocate nothing.
#[derive(Clone, Debug)]
pub(super) struct Buffers<T, E> {
    inputs: Vec<T>,
    pub(super) labels: Vec<E>,
    weights: Vec<T>,
}

impl<T, E> Default for Buffers<T, E> {
    fn default() -> Self {
        Self { inputs: Vec::new(), labels: Vec::new(), weights: Vec::new() }
    }
}

/// A batch: inputs, labels, and weights where there are any.
pub(super) struct Batch<'a, T, E> {
    pub(super) len: usize,
    pub(super) inputs: Inputs<'a, T>,
    pub(super) labels: &'a [E],
    pub(super) weights: &'a [T],
}

impl<T: Scalar, E: Copy + Default> Buffers<T, E> {
    /// Takes a batch where it lies, or copies it together.
    pub(super) fn load<'a, N, Y, K>(&'a mut self, data: &Data<'a, N, Y>, pick: &Pick<'_>) -> Batch<'a, T, E>
    where
        N: Network<Scalar = T>,
        K: Takes<Y, N> + LabelKind<T, Element = E>,
    {
        let inputs = Inputs::gather::<N>(&mut self.inputs, data.x, pick);
        let flat = match pick {
            Pick::Range(range) => K::flat(&data.y[range.clone()]),
            Pick::List(_) => None,
        };
        let labels = flat.unwrap_or_else(|| {
            let each = label_elements::<N, K>();
            self.labels.clear();
            self.labels.resize(each * pick.len(), E::default());
            let mut places = self.labels.chunks_exact_mut(each.max(1));
            pick.for_each(|index| {
                if let Some(place) = places.next() {
                    K::write(&data.y[index], place);
                }
            });
            &self.labels
        });
        let weights = match pick {
            _ if data.weights.is_empty() => &[],
            Pick::Range(range) => &data.weights[range.clone()],
            Pick::List(list) => {
                self.weights.clear();
                self.weights.extend(list.iter().map(|index| data.weights[*index]));
                self.weights.as_slice()
            }
        };
        Batch { len: pick.len(), inputs, labels, weights }
    }
}

/// The number of elements of one label.
pub(super) fn label_elements<N: Network, K: LabelKind<N::Scalar>>() -> usize {
    let output = N::OUTPUT_PORTS[0].shape;
    K::elements(output.len(), output.last())
}
