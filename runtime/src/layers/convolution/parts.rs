//! The weights' gradients of a convolution, in parts.

use crate::layers::parts::{PARTS, each_part};
use crate::op::Pass;
use crate::scalar::Scalar;

/// What is summed: the weights' gradients of a layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<const N: usize> {
    /// The elements of kernel and bias. For each part but the first, scratch memory has as many.
    pub(super) weights: usize,
    /// The elements of a sample of each of the values; 0 where there are none.
    pub(super) sample: [usize; N],
    /// The multiply-adds of a sample.
    pub(super) work: usize,
}

impl<const N: usize> Parts<N> {
    /// Adds the sums over all samples to `total`, which may lack the bias. `sum` adds those over some,
    /// given their values, and working memory: what is left, divided among the threads.
    pub(super) fn sum<T: Scalar>(
        &self,
        pass: Pass,
        batch: usize,
        values: [&[T]; N],
        total: &mut [T],
        scratch: &mut [T],
        sum: impl Fn([&[T]; N], &mut [T], &mut [T]) + Copy + Sync,
    ) {
        let (parts, scratch) = scratch.split_at_mut((PARTS - 1) * self.weights);
        let mut parts = parts.chunks_exact_mut(self.weights);
        let len = total.len();
        let mut first = Some(total);
        let mut sums: [&mut [T]; PARTS] = core::array::from_fn(|_| match first.take() {
            Some(first) => first,
            None => parts.next().map_or_else(Default::default, |part| {
                part.fill(T::ZERO);
                &mut part[..len]
            }),
        });
        let threads = pass.threads.sharing(batch.saturating_mul(self.work), PARTS);
        each_part(threads, 0, &mut sums, scratch, |index, sums: &mut [T], scratch: &mut [T]| {
            let [start, end] = [batch * index / PARTS, batch * (index + 1) / PARTS];
            if start < end {
                let values = core::array::from_fn(|index| {
                    let len = self.sample[index];
                    &values[index][start * len..end * len]
                });
                sum(values, sums, scratch);
            }
        });
        let [sum, others @ ..] = sums;
        for part in others {
            sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += *part);
        }
    }
}
