//! Batches: samples, labels and weights as flat slices.

use core::ops::Range;

use crate::kernels::prefetch;
use crate::losses::{LabelKind, Takes};
use crate::network::Network;
use crate::pool::join;
use crate::sample::Sample;
use crate::scalar::Scalar;
use crate::threads::Threads;

use super::data::Data;
use super::memory::Memory;

/// The most inputs or outputs that a network can have.
pub(super) const MAX_PORTS: usize = crate::sample::MAX_PARTS;

/// How many samples are copied at once. Shuffled, each is somewhere else, and memory takes longer to
/// begin than to go on; and the beginnings of the next ones are asked for.
const AT_ONCE: usize = 8;

/// Which samples make a batch.
#[derive(Clone)]
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

    /// The first of them, and the others.
    fn split_at(self, middle: usize) -> (Self, Self) {
        match self {
            Self::Range(Range { start, end }) => {
                (Self::Range(start..start + middle), Self::Range(start + middle..end))
            }
            Self::List(list) => {
                let (first, others) = list.split_at(middle);
                (Self::List(first), Self::List(others))
            }
        }
    }

    /// The position of one of them.
    fn at(&self, place: usize) -> usize {
        match self {
            Self::Range(range) => range.start + place,
            Self::List(list) => list[place],
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
        threads: Threads,
        buffer: &'a mut Memory<T>,
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
        let each: usize = N::INPUT_PORTS.iter().map(|port| port.shape.len()).sum();
        let mut rest = buffer.grown(each * pick.len());
        for (index, (part, port)) in parts.iter_mut().zip(N::INPUT_PORTS).enumerate() {
            let values;
            (values, rest) = rest.split_at_mut(port.shape.len() * pick.len());
            let threads = threads.sharing(4 * values.len(), pick.len());
            copy_samples(threads, samples, pick.clone(), index, values);
            *part = values;
        }
        Self { parts, count }
    }

    pub(super) fn as_slice(&self) -> &[&'a [T]] {
        &self.parts[..self.count]
    }
}

/// Copies one matrix of some samples together.
fn copy_samples<T: Scalar, S: Sample<T>>(
    threads: Threads,
    samples: &[S],
    pick: Pick<'_>,
    part: usize,
    to: &mut [T],
) {
    let Some(halves) = threads.halves() else {
        let len = (to.len() / pick.len().max(1)).max(1);
        let mut sources: [&[T]; AT_ONCE] = Default::default();
        for (group, places) in to.chunks_mut(AT_ONCE * len).enumerate() {
            let of = |place: usize| samples[pick.at(place)].part(part);
            let (first, end) = (group * AT_ONCE, (group + 1) * AT_ONCE);
            let sources = &mut sources[..places.len() / len];
            sources.iter_mut().zip(first..).for_each(|(source, place)| *source = of(place));
            (end..pick.len().min(end + AT_ONCE)).for_each(|next| prefetch(of(next)));
            T::copy_together(sources, places);
        }
        return;
    };
    let middle = Threads::middle(halves, pick.len());
    let (left, right) = to.split_at_mut(to.len() / pick.len() * middle);
    let (first, others) = pick.split_at(middle);
    join(
        || copy_samples(halves[0], samples, first, part, left),
        || copy_samples(halves[1], samples, others, part, right),
    );
}

/// The buffers that batches are copied together in. They keep their size, so that steps after the
/// first allocate nothing.
#[derive(Debug)]
pub(super) struct Buffers<T> {
    inputs: Memory<T>,
    pub(super) labels: Labels<T>,
    weights: Vec<T>,
}

/// Labels of either kind: values or classes.
#[derive(Clone, Debug)]
pub(super) struct Labels<T> {
    values: Vec<T>,
    classes: Vec<usize>,
}

impl<T: Scalar> Labels<T> {
    /// The buffer of a kind.
    pub(super) fn of<K: LabelKind<T>>(&mut self) -> &mut Vec<K::Element> {
        K::buffer(&mut self.values, &mut self.classes)
    }
}

impl<T> Default for Buffers<T> {
    fn default() -> Self {
        let labels = Labels { values: Vec::new(), classes: Vec::new() };
        Self { inputs: Memory::default(), labels, weights: Vec::new() }
    }
}

/// A batch: inputs, labels, and weights where there are any.
pub(super) struct Batch<'a, T, E> {
    pub(super) len: usize,
    pub(super) inputs: Inputs<'a, T>,
    pub(super) labels: &'a [E],
    pub(super) weights: &'a [T],
}

impl<T: Scalar> Buffers<T> {
    /// Takes a batch where it lies, or copies it together.
    pub(super) fn load<'a, N, Y, K>(
        &'a mut self,
        threads: Threads,
        data: &Data<'a, N, Y>,
        pick: &Pick<'_>,
    ) -> Batch<'a, T, K::Element>
    where
        N: Network<Scalar = T>,
        K: Takes<Y, N>,
    {
        let inputs = Inputs::gather::<N>(threads, &mut self.inputs, data.x, pick);
        let flat = match pick {
            Pick::Range(range) => K::flat(&data.y[range.clone()]),
            Pick::List(_) => None,
        };
        let labels = flat.unwrap_or_else(|| {
            let each = label_elements::<N, K>();
            let labels = self.labels.of::<K>();
            labels.clear();
            labels.resize(each * pick.len(), Default::default());
            let mut places = labels.chunks_exact_mut(each.max(1));
            pick.for_each(|index| {
                if let Some(place) = places.next() {
                    K::write(&data.y[index], place);
                }
            });
            labels
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
