//! Random numbers that are a pure function of a seed and a position, the same bits everywhere.
//!
//! There is no state to carry along: the number at any position of any stream can be computed by
//! itself, so that a batch in parts and a batch in one, one thread and several, draw the same.

/// What two neighbouring states of `SplitMix64` differ by: 2⁶⁴ divided by the golden ratio, odd.
pub(crate) const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The mixing function of `SplitMix64` (Steele, Lea and Flood 2014).
#[inline]
pub(crate) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A sequence of random numbers, each at its position: the outputs of `SplitMix64` from a mixed
/// seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stream {
    start: u64,
}

impl Stream {
    /// The stream of a seed.
    #[inline]
    pub(crate) const fn new(seed: u64) -> Self {
        Self { start: mix(seed.wrapping_add(STEP)) }
    }

    /// One of the streams within this one: of a layer, of a sample.
    #[inline]
    pub(crate) const fn part(self, part: u64) -> Self {
        Self::new(self.bits(part))
    }

    /// The 64 random bits at a position.
    #[inline]
    pub(crate) const fn bits(self, position: u64) -> u64 {
        mix(self.start.wrapping_add(STEP.wrapping_mul(position.wrapping_add(1))))
    }

    /// A number in (-0.5, 0.5): one of 2⁵² evenly spaced, symmetrical around 0, which is none of
    /// them.
    #[inline]
    pub(crate) const fn centred(self, position: u64) -> f64 {
        const UNIT: f64 = 1.0 / (1_u64 << 52) as f64;
        ((self.bits(position) >> 12) as f64 + 0.5) * UNIT - 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_never_change() {
        let stream = Stream::new(42).part(1);
        assert_eq!([stream.bits(0), stream.bits(1)], [3_638_679_739_349_067_744, 4_116_074_885_772_567_237]);
        assert_eq!(mix(1), 6_238_072_747_940_578_789);
    }

    #[test]
    fn streams_are_apart() {
        let streams: Vec<u64> = (0..50)
            .flat_map(|seed| (0..50).map(move |part| Stream::new(seed).part(part)))
            .flat_map(|stream| [0, 1, u64::MAX].map(|position| stream.bits(position)))
            .collect();
        let mut unique = streams.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), streams.len());
    }

    #[test]
    fn centred_numbers_are_uniform() {
        let stream = Stream::new(7);
        let mut counts = [0; 10];
        for position in 0..100_000 {
            let number = stream.centred(position);
            let tenth = (0..10).find(|tenth| number < *tenth as f64 * 0.1 - 0.4);
            counts[tenth.unwrap_or(9)] += 1;
        }
        // Four standard deviations of a count: 4·√(100 000 · 0.1 · 0.9) = 379.
        assert!(counts.iter().all(|count| (9_621..10_379).contains(count)), "{counts:?}");
    }
}
