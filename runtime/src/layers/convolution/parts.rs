//! Sums over a batch in parts that threads can share.

use crate::op::Pass;
use crate::scalar::Scalar;
use crate::threads::{Threads, join};

/// The parts of a batch that are summed apart and then together, whatever the number of threads: so
/// these can share the work, and the sums do not depend on them.
pub(super) const PARTS: usize = 4;

/// What is summed: the weights' gradients of a layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    /// The elements of kernel and bias. For each part but the first, scratch memory has as many.
    pub(super) weights: usize,
    /// The elements of a sample of the input and of the output's gradient.
    pub(super) sample: [usize; 2],
    /// The multiply-adds of a sample.
    pub(super) work: usize,
}

impl Parts {
    /// Adds the sums over all samples to `total`, which may lack the bias. `sum` adds those over some,
    /// given input and gradient, and working memory: what is left, divided among the threads.
    pub(super) fn sum<T: Scalar>(
        &self,
        pass: Pass,
        [input, d_z]: [&[T]; 2],
        total: &mut [T],
        scratch: &mut [T],
        sum: impl Fn([&[T]; 2], &mut [T], &mut [T]) + Copy + Sync,
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
        let [image, output] = self.sample;
        let batch = input.len() / image;
        let threads = pass.threads.sharing(batch.saturating_mul(self.work), PARTS);
        each_part(threads, 0, &mut sums, scratch, |index, sums: &mut [T], scratch: &mut [T]| {
            let [start, end] = [batch * index / PARTS, batch * (index + 1) / PARTS];
            if start < end {
                let values = [&input[start * image..end * image], &d_z[start * output..end * output]];
                sum(values, sums, scratch);
            }
        });
        let [sum, others @ ..] = sums;
        for part in others {
            sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += *part);
        }
    }
}

/// Computes the parts' sums, with working memory for each thread.
fn each_part<T: Scalar>(
    threads: Threads,
    first: usize,
    sums: &mut [&mut [T]],
    scratch: &mut [T],
    sum: impl Fn(usize, &mut [T], &mut [T]) + Copy + Sync,
) {
    let Some(halves) = threads.halves() else {
        for (part, sums) in sums.iter_mut().enumerate() {
            sum(first + part, sums, scratch);
        }
        return;
    };
    let middle = Threads::middle(halves, sums.len());
    let (left, right) = sums.split_at_mut(middle);
    let scratch = scratch.split_at_mut(Threads::middle(halves, scratch.len()));
    join(
        || each_part(halves[0], first, left, scratch.0, sum),
        || each_part(halves[1], first + middle, right, scratch.1, sum),
    );
}
