//! What becomes of the values of each channel, forward and backward.

#![allow(clippy::inline_always, reason = "loops have to end up in code of the instruction set")]

use super::statistics::{Channels, at_once, repeated};
use crate::kernels::{Isa, Loop, vectorise};
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
            if at_once(channels) == channels {
                return normalise_pixels(constants, x, y);
            }
            let several = constants.map(|constants| repeated(constants, 0));
            return normalise_pixels(wide(channels, &several), x, y);
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

/// Constants for the channels of several pixels.
#[inline(always)]
fn wide<const N: usize, T, const LANES: usize>(channels: usize, several: &[[T; LANES]; N]) -> [&[T]; N] {
    several.each_ref().map(|constants| &constants[..at_once(channels)])
}

#[inline(always)]
fn normalise_pixels<T: Scalar>([mean, scale, shift]: [&[T]; 3], x: &[T], y: &mut [T]) {
    for (x, y) in x.chunks(mean.len()).zip(y.chunks_mut(mean.len())) {
        let constants = mean.iter().zip(scale).zip(shift);
        for ((x, y), ((mean, scale), shift)) in x.iter().zip(y).zip(constants) {
            *y = (*x - *mean) * *scale + *shift;
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
        if at_once(channels) == channels {
            return differentiate_pixels::<T, ADD>(constants, [x, d], d_input);
        }
        let several = constants.map(|constants| repeated(constants, 0));
        return differentiate_pixels::<T, ADD>(wide(channels, &several), [x, d], d_input);
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
fn differentiate_pixels<T: Scalar, const ADD: bool>(
    [mean, d_mean, slope, scale]: [&[T]; 4],
    [x, d]: [&[T]; 2],
    d_input: &mut [T],
) {
    let pixels = x.chunks(mean.len()).zip(d.chunks(mean.len()));
    for ((x, d), d_input) in pixels.zip(d_input.chunks_mut(mean.len())) {
        let constants = mean.iter().zip(d_mean).zip(slope.iter().zip(scale));
        for (((x, d), d_x), ((mean, d_mean), (slope, scale))) in x.iter().zip(d).zip(d_input).zip(constants) {
            let value = (*d - *d_mean - (*x - *mean) * *slope) * *scale;
            *d_x = if ADD { *d_x + value } else { value };
        }
    }
}
