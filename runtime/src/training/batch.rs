//! Batches: samples, labels and weights as flat slices.

use core::ops::Range;

use crate::kernels::prefetch;
use crate::losses::Takes;
use crate::network::Network;
use crate::pool::join;
use crate::sample::Sample;
use crate::scalar::Scalar;
use crate::threads::Threads;

use super::data::Data;
use super::memory::Memory;
use super::targets::{Targets, Truth};

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
    pub(super) fn split_at(self, middle: usize) -> (Self, Self) {
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
    pub(super) fn at(&self, place: usize) -> usize {
        match self {
            Self::Range(range) => range.start + place,
            Self::List(list) => list[place],
        }
    }
}

/// The inputs of a batch: one flat slice an input of the network.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a, T> {
    parts: [&'a [T]; MAX_PORTS],
    count: usize,
}

/// The elements of a sample's inputs.
pub(super) fn input_elements<N: Network>() -> usize {
    N::INPUT_PORTS.iter().map(|port| port.shape.len()).sum()
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
        let mut rest = buffer.grown(input_elements::<N>() * pick.len());
        for (index, (part, port)) in parts.iter_mut().zip(N::INPUT_PORTS).enumerate() {
            let values;
            (values, rest) = rest.split_at_mut(port.shape.len() * pick.len());
            let threads = threads.sharing(4 * values.len(), pick.len());
            copy_samples(threads, samples, pick.clone(), index, values);
            *part = values;
        }
        Self { parts, count }
    }

    /// Those of the first samples, and of the others.
    pub(super) fn split_at<N: Network<Scalar = T>>(mut self, middle: usize) -> (Self, Self) {
        let mut others = self;
        for ((first, other), port) in self.parts.iter_mut().zip(&mut others.parts).zip(N::INPUT_PORTS) {
            (*first, *other) = first.split_at(port.shape.len() * middle);
        }
        (self, others)
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
    /// The inputs of a batch in one or of its first half, and of its second half.
    pub(super) inputs: [Memory<T>; 2],
    pub(super) targets: Targets<T>,
}

impl<T> Default for Buffers<T> {
    fn default() -> Self {
        Self { inputs: Default::default(), targets: Targets::default() }
    }
}

impl<T: Scalar> Buffers<T> {
    /// Takes a batch where it lies, or copies it together.
    pub(super) fn load<'a, N, Y, K>(
        &'a mut self,
        threads: Threads,
        data: &Data<'a, N, Y>,
        pick: &Pick<'_>,
    ) -> (Inputs<'a, T>, Truth<'a, T, K::Element>)
    where
        N: Network<Scalar = T>,
        K: Takes<Y, N>,
        Y: Sync,
    {
        let inputs = Inputs::gather::<N>(threads, &mut self.inputs[0], data.x, pick);
        (inputs, self.targets.load::<N, Y, K>(threads, data, pick))
    }
}
