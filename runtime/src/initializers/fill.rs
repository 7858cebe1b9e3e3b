//! Filling a tensor.

use super::normal::{CUT_DEVIATION, cut_quantile, quantile};
use super::{Distribution, Initializer, Mode, orthogonal};
use crate::description::Tensor;
use crate::random::Stream;
use crate::scalar::Scalar;

/// Scalars that an initializer can fill; compiled as layers are (see `op::precompile`).
pub trait Fill: Sized {
    /// See [`Initializer::fill`].
    #[doc(hidden)]
    fn fill(initializer: Initializer, tensor: &Tensor, seed: u64, out: &mut [Self]);
}

impl Fill for f32 {
    #[cfg_attr(not(debug_assertions), inline)]
    fn fill(initializer: Initializer, tensor: &Tensor, seed: u64, out: &mut [Self]) {
        fill(initializer, tensor, seed, out);
    }
}

impl Fill for f64 {
    #[inline]
    fn fill(initializer: Initializer, tensor: &Tensor, seed: u64, out: &mut [Self]) {
        fill(initializer, tensor, seed, out);
    }
}

fn fill<T: Scalar>(initializer: Initializer, tensor: &Tensor, network: u64, out: &mut [T]) {
    let stream = |seed: Option<u64>| Stream::new(seed.unwrap_or(network));
    match initializer {
        Initializer::Zeros => out.fill(T::ZERO),
        Initializer::Ones => out.fill(T::ONE),
        Initializer::Constant { value } => out.fill(T::from_f64(value)),
        Initializer::GlorotUniform => {
            fill(Initializer::scaled(1.0, Mode::FanAvg, Distribution::Uniform), tensor, network, out);
        }
        Initializer::RandomNormal { mean, stddev, seed } => {
            draw(stream(seed), out, |q| mean + stddev * quantile(q));
        }
        Initializer::RandomUniform { minval, maxval, seed } => {
            draw(stream(seed), out, |q| minval + (maxval - minval) * (q + 0.5));
        }
        Initializer::TruncatedNormal { mean, stddev, seed } => {
            draw(stream(seed), out, |q| mean + stddev * cut_quantile(q));
        }
        Initializer::VarianceScaling { scale, mode, distribution, seed } => {
            let [fan_in, fan_out] = tensor.fans.map(|fan| fan as f64);
            let n = match mode {
                Mode::FanIn => fan_in,
                Mode::FanOut => fan_out,
                Mode::FanAvg => f64::midpoint(fan_in, fan_out),
            };
            let deviation = libm::sqrt(scale.max(0.0) / n.max(1.0));
            match distribution {
                Distribution::TruncatedNormal => {
                    let stddev = deviation / CUT_DEVIATION;
                    draw(stream(seed), out, |q| stddev * cut_quantile(q));
                }
                Distribution::UntruncatedNormal => draw(stream(seed), out, |q| deviation * quantile(q)),
                Distribution::Uniform => {
                    let width = 2.0 * libm::sqrt(3.0) * deviation;
                    draw(stream(seed), out, |q| width * q);
                }
            }
        }
        Initializer::Orthogonal { gain, seed } => {
            draw(stream(seed), out, quantile);
            orthogonal::orthonormalize(out, tensor.shape.rows());
            let gain = T::from_f64(gain);
            for w in out {
                *w *= gain;
            }
        }
        Initializer::Identity { gain } => {
            out.fill(T::ZERO);
            let columns = tensor.shape.rows();
            for diagonal in out.chunks_exact_mut(columns.max(1)).zip(0..columns) {
                diagonal.0[diagonal.1] = T::from_f64(gain);
            }
        }
    }
}

/// Fills with a function of uniform numbers in (-0.5, 0.5).
fn draw<T: Scalar>(stream: Stream, out: &mut [T], distribution: impl Fn(f64) -> f64) {
    for (position, w) in out.iter_mut().enumerate() {
        *w = T::from_f64(distribution(stream.centred(position as u64)));
    }
}
