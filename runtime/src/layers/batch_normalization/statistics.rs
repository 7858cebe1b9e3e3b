//! Sums over all places of each channel.

#![allow(clippy::inline_always, reason = "loops have to end up in code of the instruction set")]

use crate::kernels::{Loop, vectorise};
use crate::layers::parts::{PARTS, each_part};
use crate::layers::sums::add_columns;
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

/// Columns of a tile that are summed at once.
const LANES: usize = 64;

/// Pixels of a column that are added before their sum is.
const WAYS: usize = 4;

/// The channels of as many whole pixels as fit the lanes, at least of one: what a loop runs over.
#[inline]
pub(super) const fn at_once(channels: usize) -> usize {
    if channels < LANES { LANES / channels * channels } else { channels }
}

/// A constant of each channel for the lanes from the first on: again and again, where they are few.
#[inline(always)]
pub(super) fn repeated<T: Scalar>(constants: &[T], first: usize) -> [T; LANES] {
    let mut lanes = [T::ZERO; LANES];
    let constants = &constants[first..constants.len().min(first + LANES)];
    for lanes in lanes.chunks_exact_mut(constants.len().max(1)) {
        lanes.copy_from_slice(constants);
    }
    lanes
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

    /// Writes for each channel `Σ (v − v_mean)` and `Σ (x − mean) · (v − v_mean)`, of values `[x, v]`
    /// around `means`: all channels' first sums, then all their second ones. Without any mean there are
    /// first sums only. `sums` has room for them, and for those of the other parts; without it all is one
    /// part.
    pub(super) fn sum<T: Scalar>(
        &self,
        pass: Pass,
        values: [&[T]; 2],
        means: [Option<&[T]>; 2],
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
            if let ([None, None], 1) = (means, self.behind) {
                // The plain sums alone: nobody reads those of the squares around 0.
                return add_columns(pass.isa, values[1], &mut sums[..self.channels]);
            }
            vectorise(pass.isa, Sum { places: *self, values, means, sums });
        });
        let (sum, others) = sums.split_at_mut(len);
        for part in others.chunks_exact(len) {
            sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += *part);
        }
    }
}

struct Sum<'a, T> {
    places: Channels,
    values: [&'a [T]; 2],
    means: [Option<&'a [T]>; 2],
    sums: &'a mut [T],
}

impl<T: Scalar> Loop for Sum<'_, T> {
    #[inline(always)]
    fn run(self) {
        let Self { places, values: [x, v], means, sums } = self;
        if places.behind == 1 {
            for (x, v) in x.chunks(places.tile()).zip(v.chunks(places.tile())) {
                sum_pixels(places.channels, [x, v], means, sums);
            }
            return;
        }
        let (firsts, seconds) = sums.split_at_mut(places.channels);
        let blocks = x.chunks_exact(places.block()).zip(v.chunks_exact(places.block()));
        for (x, v) in blocks {
            let runs = x.chunks_exact(places.behind).zip(v.chunks_exact(places.behind));
            let sums = firsts.iter_mut().zip(&mut *seconds);
            for (channel, ((first, second), (x, v))) in sums.zip(runs).enumerate() {
                let [a, b] =
                    sum_run([x, v], means.map(|means| means.map_or(T::ZERO, |means| means[channel])));
                *first += a;
                *second += b;
            }
        }
    }
}

/// Adds a tile of pixels, in columns of lanes: of some channels, or of several pixels' channels.
#[inline(always)]
fn sum_pixels<T: Scalar>(channels: usize, values: [&[T]; 2], means: [Option<&[T]>; 2], sums: &mut [T]) {
    let width = at_once(channels);
    let mut first = 0;
    while first < width {
        let len = (width - first).min(LANES);
        let means = means.map(|means| match means {
            Some(means) => repeated(means, first),
            None => [T::ZERO; LANES],
        });
        let lanes =
            sum_columns(width, len, values.map(|values| values.get(first..).unwrap_or_default()), means);
        let (firsts, seconds) = sums.split_at_mut(channels);
        for (sums, lanes) in [firsts, seconds].into_iter().zip(&lanes) {
            for (lane, sum) in lanes[..len].iter().enumerate() {
                sums[(first + lane) % channels] += *sum;
            }
        }
        first += len;
    }
}

/// The sums of columns, whose elements are `stride` apart.
#[inline(always)]
fn sum_columns<T: Scalar>(
    stride: usize,
    len: usize,
    [x, v]: [&[T]; 2],
    [x_means, v_means]: [[T; LANES]; 2],
) -> [[T; LANES]; 2] {
    let [mut firsts, mut seconds] = [[T::ZERO; LANES]; 2];
    let (x_means, v_means) = (&x_means[..len], &v_means[..len]);
    let (rounds, v_rounds) = (x.chunks_exact(WAYS * stride), v.chunks_exact(WAYS * stride));
    let rest = rounds.remainder().chunks(stride).zip(v_rounds.remainder().chunks(stride));
    for (x, v) in rounds.zip(v_rounds) {
        let (x, v) = (ways(x, stride, len), ways(v, stride, len));
        add_ways(x, v, x_means, v_means, &mut firsts[..len], &mut seconds[..len]);
    }
    for (x, v) in rest {
        let means = x_means.iter().zip(v_means);
        let sums = firsts.iter_mut().zip(&mut seconds);
        for (((first, second), (x, v)), (x_mean, v_mean)) in sums.zip(x.iter().zip(v)).zip(means) {
            let v = *v - *v_mean;
            *first += v;
            *second += (*x - *x_mean) * v;
        }
    }
    [firsts, seconds]
}

/// The first elements of some columns.
#[inline(always)]
fn ways<T>(values: &[T], stride: usize, len: usize) -> [&[T]; WAYS] {
    let way = |way: usize| &values[way * stride..][..len];
    [way(0), way(1), way(2), way(3)]
}

/// Adds the terms of some columns, added up in pairs.
#[inline(always)]
fn add_ways<T: Scalar>(
    [x0, x1, x2, x3]: [&[T]; WAYS],
    [v0, v1, v2, v3]: [&[T]; WAYS],
    x_means: &[T],
    v_means: &[T],
    firsts: &mut [T],
    seconds: &mut [T],
) {
    // Iterators alone: an index would be checked in every round, which then stays scalar.
    let (x, v) = (x0.iter().zip(x1).zip(x2.iter().zip(x3)), v0.iter().zip(v1).zip(v2.iter().zip(v3)));
    let (means, sums) = (x_means.iter().zip(v_means), firsts.iter_mut().zip(seconds));
    for ((((x0, x1), (x2, x3)), ((v0, v1), (v2, v3))), ((x_mean, v_mean), (first, second))) in
        x.zip(v).zip(means.zip(sums))
    {
        let terms = |x: T, v: T| (v - *v_mean, (x - *x_mean) * (v - *v_mean));
        let (a, b, c, d) = (terms(*x0, *v0), terms(*x1, *v1), terms(*x2, *v2), terms(*x3, *v3));
        *first += (a.0 + b.0) + (c.0 + d.0);
        *second += (a.1 + b.1) + (c.1 + d.1);
    }
}

/// The sums of a run of one channel.
#[inline(always)]
fn sum_run<T: Scalar>(values: [&[T]; 2], means: [T; 2]) -> [T; 2] {
    let mut totals = [T::ZERO; 2];
    let [x, v] = values;
    for (x, v) in x.chunks(TILE).zip(v.chunks(TILE)) {
        let lanes = sum_columns(LANES, LANES, [x, v], means.map(|mean| [mean; LANES]));
        for (total, lanes) in totals.iter_mut().zip(lanes) {
            *total += lanes.into_iter().sum();
        }
    }
    totals
}
