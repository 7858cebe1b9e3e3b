//! Samples and weights of given numbers, and of numbers without a pattern, the same every time.

use netform::{Params, Sample, Scalar};

/// A sequence of numbers in ±1.
#[derive(Clone, Debug)]
pub struct Noise {
    state: u64,
}

impl Noise {
    /// The sequence of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 }
    }

    /// The next number.
    pub fn number(&mut self) -> f64 {
        // Marsaglia's xorshift.
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as f64 / f64::from(1 << 26) / f64::from(1 << 26) - 1.0
    }

    /// The next index below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        #[allow(clippy::cast_sign_loss, reason = "the number is in 0..bound")]
        let index = (f64::midpoint(self.number(), 1.0) * bound as f64) as usize;
        index.min(bound - 1)
    }

    /// Fills weights with numbers in ± `scale`.
    pub fn fill<P: Params>(&mut self, params: &mut P, scale: f64) {
        for weight in params.as_mut_slice() {
            *weight = P::Scalar::from_f64(self.number() * scale);
        }
    }

    /// A network with weights in ± `scale`.
    #[allow(clippy::unnecessary_box_returns, reason = "networks live on the heap")]
    pub fn network<N: Params>(&mut self, scale: f64) -> Box<N> {
        let mut network = netform::__private::zeroed::<N>();
        self.fill(&mut *network, scale);
        network
    }

    /// Samples of numbers in ±1.
    pub fn samples<T: Scalar, S: Sample<T>>(&mut self, count: usize) -> Vec<S> {
        let sample = |_| {
            let mut sample = S::zeros();
            sample.part_mut(0).iter_mut().for_each(|value| *value = T::from_f64(self.number()));
            sample
        };
        (0..count).map(sample).collect()
    }
}

/// Samples of given numbers, one after another.
///
/// # Panics
/// When the numbers do not make whole samples.
#[must_use]
pub fn samples<T: Scalar, S: Sample<T>>(numbers: &[f64]) -> Vec<S> {
    let len = S::zeros().part(0).len();
    assert_eq!(numbers.len() % len, 0, "whole samples");
    let sample = |numbers: &[f64]| {
        let mut sample = S::zeros();
        for (value, number) in sample.part_mut(0).iter_mut().zip(numbers) {
            *value = T::from_f64(*number);
        }
        sample
    };
    numbers.chunks_exact(len).map(sample).collect()
}
