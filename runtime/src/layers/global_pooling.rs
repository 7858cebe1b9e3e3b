//! What pools over all of an image or a sequence share: shapes, mistakes, the arithmetic.

use crate::description::Description;
use crate::layers::pooling::each_block;
use crate::layers::sums::add_columns;
use crate::message::{Message, Site};
use crate::op::{Backward, Forward};
use crate::scalar::Scalar;
use crate::shape::{MAX_RANK, Shape, UNKNOWN, known};

/// A pool over all axes but the last, the channels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Global {
    input: Shape,
    /// The axes that it pools over: 1 of a sequence, 2 of an image.
    pooled: usize,
    /// Whether these stay, with the size 1.
    pub(super) keepdims: bool,
}

impl Global {
    #[inline]
    pub(super) const fn new(input: Shape, pooled: usize) -> Self {
        Self { input, pooled, keepdims: false }
    }

    #[inline]
    const fn channels(&self) -> usize {
        known(self.input.last())
    }

    #[inline]
    pub(super) const fn describe(&self, site: Site) -> Description {
        let fits = self.input.rank() == self.pooled + 1;
        let channels = if fits { self.input.last() } else { UNKNOWN };
        let mut axes = [1; MAX_RANK];
        axes[self.pooled] = channels;
        let output = if self.keepdims {
            Shape::new(axes.split_at(self.pooled + 1).0)
        } else {
            Shape::new(&[channels])
        };
        let description = Description::new(output);
        if fits || !self.input.is_known() {
            return description;
        }
        description.problem(self.problem(site))
    }

    #[inline]
    const fn problem(&self, site: Site) -> Message {
        let expected = if self.pooled == 2 { "[height, width, channels]" } else { "[steps, features]" };
        let message = site.expects(expected, self.input);
        let other = match (self.input.rank(), site.layer.class.as_bytes()) {
            (2, b"GlobalAveragePooling2D") => "GlobalAveragePooling1D",
            (2, b"GlobalMaxPooling2D") => "GlobalMaxPooling1D",
            (3, b"GlobalAveragePooling1D") => "GlobalAveragePooling2D",
            (3, b"GlobalMaxPooling1D") => "GlobalMaxPooling2D",
            (1, _) if is_flatten(site.producer.class) => {
                return message
                    .text("\nhelp: put `")
                    .text(site.layer.name)
                    .text("` in the place of the Flatten");
            }
            _ => return message,
        };
        message.text("\nhelp: use `").text(other).text("`")
    }
}

/// The mean of each channel.
pub(super) fn mean<T: Scalar>(pool: &Global, f: Forward<'_, T>) {
    let places = T::from_f64(pool.input.columns() as f64);
    let samples = f.inputs[0].chunks_exact(pool.input.len().max(1));
    for (means, sample) in f.output.chunks_exact_mut(pool.channels().max(1)).zip(samples) {
        means.fill(T::ZERO);
        add_columns(f.pass.isa, sample, means);
        for mean in means {
            *mean /= places;
        }
    }
}

/// The gradient of [`mean`]: the same share for every place.
pub(super) fn mean_backward<T: Scalar>(pool: &Global, b: Backward<'_, T>) {
    let places = T::from_f64(pool.input.columns() as f64);
    b.d_output.iter_mut().for_each(|d| *d /= places);
    let d_input = &mut b.d_inputs[0];
    let samples = d_input.values.chunks_exact_mut(pool.input.len().max(1));
    for (sample, shares) in samples.zip(b.d_output.chunks_exact(pool.channels().max(1))) {
        for place in sample.chunks_exact_mut(shares.len()) {
            if d_input.accumulate {
                place.iter_mut().zip(shares).for_each(|(sum, share)| *sum += *share);
            } else {
                place.copy_from_slice(shares);
            }
        }
    }
}

/// The largest value of each channel; what is not a number is larger than all.
pub(super) fn largest<T: Scalar>(pool: &Global, f: Forward<'_, T>) {
    each_block!(pool.channels(), largest_of(pool, f.inputs[0], f.output));
}

fn largest_of<T: Scalar, const LANES: usize>(first: usize, pool: &Global, input: &[T], output: &mut [T]) {
    let channels = pool.channels();
    for (largest, sample) in output.chunks_exact_mut(channels).zip(input.chunks_exact(pool.input.len())) {
        let mut lanes = [T::NEG_INFINITY; LANES];
        for place in sample.chunks_exact(channels) {
            for (largest, value) in lanes.iter_mut().zip(&place[first..first + LANES]) {
                *largest = if *value > *largest || value.is_nan() { *value } else { *largest };
            }
        }
        largest[first..first + LANES].copy_from_slice(&lanes);
    }
}

/// The gradient of [`largest`]: equal shares for all places that have the largest value.
pub(super) fn largest_backward<T: Scalar>(pool: &Global, b: Backward<'_, T>) {
    let d_input = &mut b.d_inputs[0];
    if d_input.is_wanted() {
        if !d_input.accumulate {
            d_input.values.fill(T::ZERO);
        }
        each_block!(pool.channels(), largest_shares(pool, b.inputs[0], b.output, b.d_output, d_input.values));
    }
}

fn largest_shares<T: Scalar, const LANES: usize>(
    first: usize,
    pool: &Global,
    input: &[T],
    output: &[T],
    d_output: &[T],
    d_input: &mut [T],
) {
    let channels = pool.channels();
    let samples = input.chunks_exact(pool.input.len()).zip(d_input.chunks_exact_mut(pool.input.len()));
    let rows = output.chunks_exact(channels).zip(d_output.chunks_exact(channels));
    for ((sample, d_sample), (largest, d)) in samples.zip(rows) {
        let largest = &largest[first..first + LANES];
        let mut counts = [T::ZERO; LANES];
        for place in sample.chunks_exact(channels) {
            let values = place[first..first + LANES].iter().zip(largest);
            counts.iter_mut().zip(values).for_each(|(count, (value, largest))| {
                *count += if value == largest { T::ONE } else { T::ZERO };
            });
        }
        let mut shares = [T::ZERO; LANES];
        let parts = d[first..first + LANES].iter().zip(counts);
        shares.iter_mut().zip(parts).for_each(|(share, (d, count))| *share = *d / count);
        for (place, d_place) in sample.chunks_exact(channels).zip(d_sample.chunks_exact_mut(channels)) {
            let values = place[first..first + LANES].iter().zip(&mut d_place[first..first + LANES]);
            for ((value, d), (largest, share)) in values.zip(largest.iter().zip(shares)) {
                *d += if value == largest { share } else { T::ZERO };
            }
        }
    }
}

#[inline]
const fn is_flatten(class: &str) -> bool {
    matches!(class.as_bytes(), b"Flatten")
}
