//! Sums over a batch in parts that threads can share.

use crate::pool::join;
use crate::scalar::Scalar;
use crate::threads::Threads;

/// The parts of a batch that are summed apart and then together, whatever the number of threads: so
/// these can share the work, and the sums do not depend on them.
pub(super) const PARTS: usize = 4;

/// Computes the parts' sums, with working memory for each thread.
pub(super) fn each_part<T: Scalar>(
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
