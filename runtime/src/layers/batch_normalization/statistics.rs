//! Sums over all places of each channel.

#![allow(clippy::inline_always, reason = "loops have to end up in code of the instruction set")]

use crate::kernels::{Loop, vectorise};
use crate::layers::parts::{PARTS, each_part};
use crate::layers::pooling::each_block;
use crate::op::Pass;
use crate::scalar::Scalar;
use crate::threads::Threads;

/// The elements of a tile that all blocks of channels go through while it is in the cache. Sums of
/// tiles are added up: so rounding grows with their number, and not with that of the values.
const TILE: usize = 4096;

/// The fewest elements of a batch that is summed in parts.
const LARGE: usize = 1 << 17;

/// Where the channels of a batch are: it is blocks of all channels, and each channel of a block is a
/// run of `behind` values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Channels {
    pub(super) channels: usize,
    pub(super) behind: usize,
}

/// Two terms that are summed, of a value around its channel's mean and of another value there.
pub(super) trait Terms<T>: Copy + Sync {
    fn terms(self, offset: T, other: T) -> [T; 2];
}

/// The values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Values;

impl<T: Scalar> Terms<T> for Values {
    #[inline(always)]
    fn terms(self, offset: T, _: T) -> [T; 2] {
        [offset, T::ZERO]
    }
}

/// The values and their squares.
#[derive(Clone, Copy, Debug)]
pub(super) struct CenteredSquares;

impl<T: Scalar> Terms<T> for CenteredSquares {
    #[inline(always)]
    fn terms(self, offset: T, _: T) -> [T; 2] {
        [offset, offset * offset]
    }
}

/// The others, and their products with the values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Products;

impl<T: Scalar> Terms<T> for Products {
    #[inline(always)]
    fn terms(self, offset: T, other: T) -> [T; 2] {
        [other, offset * other]
    }
}

impl Channels {
    /// The elements of a block.
    #[inline]
    pub(super) const fn block(&self) -> usize {
        self.channels * self.behind
    }

    /// The elements of a tile of pixels whose channels are innermost.
    #[inline]
    pub(super) const fn tile(&self) -> usize {
        let pixels = TILE / self.channels;
        self.channels * if pixels > 0 { pixels } else { 1 }
    }

    /// The threads that share some passes over the values.
    pub(super) fn sharing(&self, pass: Pass, elements: usize) -> Threads {
        pass.threads.sharing(elements.saturating_mul(2), elements / self.block().max(1))
    }

    /// Writes the sums of both terms: all channels' first ones, then all their second ones. `sums` has
    /// room for them, and for those of the other parts; without it all is one part.
    pub(super) fn sum<T: Scalar>(
        &self,
        pass: Pass,
        terms: impl Terms<T>,
        values: [&[T]; 2],
        mean: &[T],
        sums: &mut [T],
    ) {
        let (len, blocks) = (2 * self.channels, values[0].len() / self.block());
        let is_whole = values[0].len() < LARGE || blocks < PARTS || sums.len() < PARTS * len;
        let parts = if is_whole { 1 } else { PARTS };
        let sums = &mut sums[..parts * len];
        sums.fill(T::ZERO);
        let mut each = sums.chunks_exact_mut(len);
        let mut apart: [&mut [T]; PARTS] = core::array::from_fn(|_| each.next().unwrap_or_default());
        let threads = self.sharing(pass, values[0].len()).sharing(usize::MAX, parts);
        each_part(threads, 0, &mut apart[..parts], &mut [], |part, sums: &mut [T], _: &mut [T]| {
            let range = blocks * part / parts * self.block()..blocks * (part + 1) / parts * self.block();
            let values = values.map(|values| &values[range.clone()]);
            vectorise(pass.isa, Sum { places: *self, terms, values, mean, sums });
        });
        let (sum, others) = sums.split_at_mut(len);
        for part in others.chunks_exact(len) {
            sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += *part);
        }
    }
}

struct Sum<'a, T, F> {
    places: Channels,
    terms: F,
    values: [&'a [T]; 2],
    mean: &'a [T],
    sums: &'a mut [T],
}

impl<T: Scalar, F: Terms<T>> Loop for Sum<'_, T, F> {
    #[inline(always)]
    fn run(self) {
        let Self { places, terms, values: [x, others], mean, sums } = self;
        let channels = places.channels;
        if places.behind == 1 {
            for values in x.chunks(places.tile()).zip(others.chunks(places.tile())) {
                each_block!(channels, sum_pixels(channels, terms, values, mean, sums));
            }
            return;
        }
        let (firsts, seconds) = sums.split_at_mut(channels);
        let blocks = x.chunks_exact(places.block()).zip(others.chunks_exact(places.block()));
        for (x, others) in blocks {
            let runs = x.chunks_exact(places.behind).zip(others.chunks_exact(places.behind));
            let sums = firsts.iter_mut().zip(&mut *seconds).zip(mean);
            for (((first, second), mean), run) in sums.zip(runs) {
                let [a, b] = sum_run(terms, run, *mean);
                *first += a;
                *second += b;
            }
        }
    }
}

/// Adds the terms of a block of channels of some pixels.
#[inline(always)]
fn sum_pixels<T: Scalar, const N: usize>(
    first: usize,
    channels: usize,
    terms: impl Terms<T>,
    (x, others): (&[T], &[T]),
    mean: &[T],
    sums: &mut [T],
) {
    let mean: [T; N] = block(mean, first);
    // Every other pixel into other sums: an addition takes longer than the next one's operands.
    let mut ways = [[[T::ZERO; N]; 2]; 2];
    for (x, others) in x.chunks(2 * channels).zip(others.chunks(2 * channels)) {
        add_pixel(&mut ways[0], terms, block(x, first), block(others, first), mean);
        if x.len() == 2 * channels {
            let first = channels + first;
            add_pixel(&mut ways[1], terms, block(x, first), block(others, first), mean);
        }
    }
    let (firsts, seconds) = sums.split_at_mut(channels);
    for (sums, term) in [(firsts, 0), (seconds, 1)] {
        let ways = ways[0][term].iter().zip(&ways[1][term]);
        sums[first..first + N].iter_mut().zip(ways).for_each(|(sum, (a, b))| *sum += *a + *b);
    }
}

#[inline(always)]
fn add_pixel<T: Scalar, const N: usize>(
    sums: &mut [[T; N]; 2],
    terms: impl Terms<T>,
    x: [T; N],
    others: [T; N],
    mean: [T; N],
) {
    for lane in 0..N {
        let [a, b] = terms.terms(x[lane] - mean[lane], others[lane]);
        sums[0][lane] += a;
        sums[1][lane] += b;
    }
}

/// The sums of the terms of a run of one channel.
#[inline(always)]
fn sum_run<T: Scalar>(terms: impl Terms<T>, (x, others): (&[T], &[T]), mean: T) -> [T; 2] {
    const LANES: usize = 16;
    let mut totals = [T::ZERO; 2];
    for (x, others) in x.chunks(TILE).zip(others.chunks(TILE)) {
        let mut lanes = [[T::ZERO; LANES]; 2];
        let (rounds, other_rounds) = (x.chunks_exact(LANES), others.chunks_exact(LANES));
        let rest = rounds.remainder().iter().zip(other_rounds.remainder());
        for (x, others) in rounds.zip(other_rounds) {
            add_pixel(&mut lanes, terms, block(x, 0), block(others, 0), [mean; LANES]);
        }
        for (x, other) in rest {
            let [a, b] = terms.terms(*x - mean, *other);
            totals[0] += a;
            totals[1] += b;
        }
        for (total, lanes) in totals.iter_mut().zip(lanes) {
            *total += lanes.into_iter().sum();
        }
    }
    totals
}

/// A block of channels, in registers.
#[inline(always)]
pub(super) fn block<T: Scalar, const N: usize>(channels: &[T], first: usize) -> [T; N] {
    let mut block = [T::ZERO; N];
    block.copy_from_slice(&channels[first..first + N]);
    block
}
