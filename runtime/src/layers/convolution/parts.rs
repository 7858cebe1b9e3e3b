//! The weights' gradients of a convolution, in parts.

use crate::layers::parts::{PARTS, each_part};
use crate::op::Pass;
use crate::scalar::Scalar;

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
