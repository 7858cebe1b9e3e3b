//! An optimizer's step on the threads of a pass.

use crate::kernels::claim;
use crate::optimizers::{Optimizer, Update};
use crate::pool::join;
use crate::scalar::Scalar;
use crate::threads::Threads;

/// The weights that a thread claims at once: with what belongs to them, half of a second-level cache.
const BLOCK: usize = 16 * 1024;

/// Updates weights, on several threads in parts.
pub(super) fn update<T: Scalar, O: Optimizer<T>>(optimizer: &O, threads: Threads, update: Update<'_, T>) {
    match threads {
        Threads::ONE => optimizer.update(update),
        threads => in_parts(optimizer, threads, update),
    }
}

/// Cuts an update in two until there is a part for each thread.
fn in_parts<T: Scalar, O: Optimizer<T>>(optimizer: &O, threads: Threads, update: Update<'_, T>) {
    let Some(halves) = threads.halves() else { return in_blocks(optimizer, update) };
    // At whole registers.
    let middle = Threads::middle(halves, update.weights.len()) / 64 * 64;
    let (first, second) = update.split_at(middle);
    join(|| in_parts(optimizer, halves[0], first), || in_parts(optimizer, halves[1], second));
}

/// Updates a thread's part.
fn in_blocks<T: Scalar, O: Optimizer<T>>(optimizer: &O, mut rest: Update<'_, T>) {
    while !rest.weights.is_empty() {
        let block;
        let len = BLOCK.min(rest.weights.len());
        (block, rest) = rest.split_at(len);
        // All threads have read all weights.
        claim(block.isa, block.weights);
        optimizer.update(block);
    }
}
