//! What becomes of the values of each channel, forward and backward.

#![allow(clippy::inline_always, reason = "loops have to end up in code of the instruction set")]

use super::statistics::{Channels, block};
use crate::kernels::{Isa, Loop, vectorise};
use crate::layers::pooling::each_block;
use crate::op::{Gradient, Pass};
use crate::pool::join;
use crate::scalar::Scalar;
use crate::threads::Threads;

impl Channels {
    /// `y = (x − mean) · scale + shift`.
    pub(super) fn normalise<T: Scalar>(&self, pass: Pass, constants: [&[T]; 3], x: &[T], y: &mut [T]) {
        self.normalise_on(self.sharing(pass, x.len()), pass.isa, constants, x, y);
    }

    fn normalise_on<T: Scalar>(self, threads: Threads, isa: Isa, constants: [&[T]; 3], x: &[T], y: &mut [T]) {
        let Some(halves) = threads.halves() else {
            return vectorise(isa, Normalise { places: self, constants, x, y });
        };
        let middle = self.middle(halves, x.len());
        let (x, y) = (x.split_at(middle), y.split_at_mut(middle));
        join(
            || self.normalise_on(halves[0], isa, constants, x.0, y.0),
            || self.normalise_on(halves[1], isa, constants, x.1, y.1),
        );
    }

    /// `d_input = scale · (d − d_mean − (x − mean) · slope)`, with the constants `[mean, d_mean,
    /// slope, scale]` and the values `[x, d]`.
    pub(super) fn differentiate<T: Scalar>(
        &self,
        pass: Pass,
        constants: [&[T]; 4],
        values: [&[T]; 2],
        d_input: &mut Gradient<'_, T>,
    ) {
        self.differentiate_on(
            self.sharing(pass, values[0].len()),
            pass.isa,
            constants,
            values,
            d_input.lend(),
        );
    }

    fn differentiate_on<T: Scalar>(
        self,
        threads: Threads,
        isa: Isa,
        constants: [&[T]; 4],
        values: [&[T]; 2],
        d_input: Gradient<'_, T>,
    ) {
        let Some(halves) = threads.halves() else {
            return vectorise(isa, Differentiate { places: self, constants, values, d_input });
        };
        let middle = self.middle(halves, values[0].len());
        let accumulate = d_input.accumulate;
        let d_input = d_input.values.split_at_mut(middle);
        let [x, d] = values.map(|values| values.split_at(middle));
        let gradient = |values| Gradient { values, accumulate };
        let (left, right) = (gradient(d_input.0), gradient(d_input.1));
        join(
            || self.differentiate_on(halves[0], isa, constants, [x.0, d.0], left),
            || self.differentiate_on(halves[1], isa, constants, [x.1, d.1], right),
        );
    }

    /// Where values are cut between two groups of threads.
    fn middle(self, halves: [Threads; 2], len: usize) -> usize {
        Threads::middle(halves, len / self.block()) * self.block()
    }
}

struct Normalise<'a, T> {
    places: Channels,
    constants: [&'a [T]; 3],
    x: &'a [T],
    y: &'a mut [T],
}

impl<T: Scalar> Loop for Normalise<'_, T> {
    #[inline(always)]
    fn run(self) {
        let Self { places, constants, x, y } = self;
        let channels = places.channels;
        if places.behind == 1 {
            for (x, y) in x.chunks(places.tile()).zip(y.chunks_mut(places.tile())) {
                each_block!(channels, normalise_pixels(channels, constants, x, y));
            }
            return;
        }
        let [means, scales, shifts] = constants;
        for (x, y) in x.chunks_exact(places.block()).zip(y.chunks_exact_mut(places.block())) {
            let runs = x.chunks_exact(places.behind).zip(y.chunks_exact_mut(places.behind));
            for ((x, y), ((mean, scale), shift)) in runs.zip(means.iter().zip(scales).zip(shifts)) {
                y.iter_mut().zip(x).for_each(|(y, x)| *y = (*x - *mean) * *scale + *shift);
            }
        }
    }
}

#[inline(always)]
fn normalise_pixels<T: Scalar, const N: usize>(
    first: usize,
    channels: usize,
    constants: [&[T]; 3],
    x: &[T],
    y: &mut [T],
) {
    let [mean, scale, shift]: [[T; N]; 3] = constants.map(|constants| block(constants, first));
    for (x, y) in x.chunks_exact(channels).zip(y.chunks_exact_mut(channels)) {
        let x: [T; N] = block(x, first);
        let y = &mut y[first..first + N];
        for lane in 0..N {
            y[lane] = (x[lane] - mean[lane]) * scale[lane] + shift[lane];
        }
    }
}

struct Differentiate<'a, T> {
    places: Channels,
    constants: [&'a [T]; 4],
    values: [&'a [T]; 2],
    d_input: Gradient<'a, T>,
}

impl<T: Scalar> Loop for Differentiate<'_, T> {
    #[inline(always)]
    fn run(self) {
        let Self { places, constants, values, d_input } = self;
        if d_input.accumulate {
            differentiate::<T, true>(places, constants, values, d_input.values);
        } else {
            differentiate::<T, false>(places, constants, values, d_input.values);
        }
    }
}

#[inline(always)]
fn differentiate<T: Scalar, const ADD: bool>(
    places: Channels,
    constants: [&[T]; 4],
    [x, d]: [&[T]; 2],
    d_input: &mut [T],
) {
    let channels = places.channels;
    if places.behind == 1 {
        let tiles = x.chunks(places.tile()).zip(d.chunks(places.tile()));
        for (values, d_input) in tiles.zip(d_input.chunks_mut(places.tile())) {
            each_block!(channels, differentiate_pixels(channels, ADD, constants, values, d_input));
        }
        return;
    }
    let [means, d_means, slopes, scales] = constants;
    let blocks = x.chunks_exact(places.block()).zip(d.chunks_exact(places.block()));
    for ((x, d), d_input) in blocks.zip(d_input.chunks_exact_mut(places.block())) {
        let runs = x.chunks_exact(places.behind).zip(d.chunks_exact(places.behind));
        let runs = runs.zip(d_input.chunks_exact_mut(places.behind));
        let constants = means.iter().zip(d_means).zip(slopes.iter().zip(scales));
        for (((x, d), d_input), ((mean, d_mean), (slope, scale))) in runs.zip(constants) {
            for ((x, d), d_x) in x.iter().zip(d).zip(d_input) {
                let value = (*d - *d_mean - (*x - *mean) * *slope) * *scale;
                *d_x = if ADD { *d_x + value } else { value };
            }
        }
    }
}

#[inline(always)]
fn differentiate_pixels<T: Scalar, const N: usize>(
    first: usize,
    channels: usize,
    add: bool,
    constants: [&[T]; 4],
    (x, d): (&[T], &[T]),
    d_input: &mut [T],
) {
    let [mean, d_mean, slope, scale]: [[T; N]; 4] = constants.map(|constants| block(constants, first));
    let pixels = x.chunks_exact(channels).zip(d.chunks_exact(channels));
    for ((x, d), d_input) in pixels.zip(d_input.chunks_exact_mut(channels)) {
        let (x, d): ([T; N], [T; N]) = (block(x, first), block(d, first));
        let d_input = &mut d_input[first..first + N];
        for lane in 0..N {
            let value = (d[lane] - d_mean[lane] - (x[lane] - mean[lane]) * slope[lane]) * scale[lane];
            d_input[lane] = if add { d_input[lane] + value } else { value };
        }
    }
}
