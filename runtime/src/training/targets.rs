//! What a batch's predictions are compared with: labels, and their weights.

use super::batch::Pick;
use super::data::Data;
use crate::losses::{LabelKind, Takes};
use crate::network::Network;
use crate::pool::join;
use crate::scalar::Scalar;
use crate::threads::Threads;

/// The multiply-adds that take as long as to find a label in memory.
const WORK: usize = 1 << 10;

/// The labels of a batch, and their weights where there are any.
#[derive(Clone, Copy)]
pub(super) struct Truth<'a, T, E> {
    pub(super) labels: &'a [E],
    pub(super) weights: &'a [T],
}

/// The buffers of labels and weights.
#[derive(Debug)]
pub(super) struct Targets<T> {
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

impl<T> Default for Targets<T> {
    fn default() -> Self {
        Self { labels: Labels { values: Vec::new(), classes: Vec::new() }, weights: Vec::new() }
    }
}

impl<T: Scalar> Targets<T> {
    /// Takes labels and weights of a batch where they lie, or copies them together.
    pub(super) fn load<'a, N, Y, K>(
        &'a mut self,
        threads: Threads,
        data: &Data<'a, N, Y>,
        pick: &Pick<'_>,
    ) -> Truth<'a, T, K::Element>
    where
        N: Network<Scalar = T>,
        K: Takes<Y, N>,
        Y: Sync,
    {
        let flat = match pick {
            Pick::Range(range) => K::flat(&data.y[range.clone()]),
            Pick::List(_) => None,
        };
        let labels = flat.unwrap_or_else(|| {
            let each = label_elements::<N, K>();
            let labels = self.labels.of::<K>();
            labels.clear();
            labels.resize(each * pick.len(), Default::default());
            let threads = threads.sharing(WORK * pick.len(), pick.len());
            write::<N, Y, K>(threads, data.y, pick.clone(), each, labels);
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
        Truth { labels, weights }
    }
}

/// The number of elements of one label.
pub(super) fn label_elements<N: Network, K: LabelKind<N::Scalar>>() -> usize {
    let output = N::OUTPUT_PORTS[0].shape;
    K::elements(output.len(), output.last())
}

/// Copies labels of `each` elements together.
fn write<N: Network, Y: Sync, K: Takes<Y, N>>(
    threads: Threads,
    y: &[Y],
    pick: Pick<'_>,
    each: usize,
    to: &mut [K::Element],
) {
    let Some(halves) = threads.halves() else {
        for (place, to) in to.chunks_exact_mut(each.max(1)).enumerate() {
            K::write(&y[pick.at(place)], to);
        }
        return;
    };
    let middle = Threads::middle(halves, pick.len());
    let (left, right) = to.split_at_mut(each * middle);
    let (first, others) = pick.split_at(middle);
    join(
        || write::<N, Y, K>(halves[0], y, first, each, left),
        || write::<N, Y, K>(halves[1], y, others, each, right),
    );
}
