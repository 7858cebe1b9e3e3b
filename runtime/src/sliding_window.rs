//! The last steps of a stream.

use core::fmt;
use core::ops::Deref;

use nalgebra::SMatrix;

use crate::sample::as_matrix;
use crate::scalar::Scalar;

/// The last `STEPS` steps of a stream of `CHANNELS` numbers each, the oldest first: what a network of
/// convolutions sees that goes along a stream, such as sound, a step at a time.
///
/// ```
/// use netform::{SlidingWindow, prelude::*};
///
/// network! {
///     /// What the newest sample becomes, given the six before.
///     struct Echo: [7, 1] -> [1, 1] {
///         Conv1D(1, 3, dilation_rate = 3),
///     }
/// }
///
/// let network = Echo::new(1);
/// let mut window = SlidingWindow::<f32, 1, 7>::new();
/// for time in 0..100 {
///     window.push(&[(time as f32 * 0.1).sin()]);
///     let y = network.predict(&window);
///     # assert!(y[0].is_finite());
/// }
/// assert_eq!(window[6], (99.0 * 0.1_f32).sin());
/// ```
///
/// A step is written twice, `STEPS` apart, and the window is where the last ones lie side by side: to push
/// takes the same time whatever the length, and always. It has twice the size of the window, wherever the
/// caller puts it. In an [`Aligned`](crate::Aligned) one steps of 16 numbers begin at lines of the cache.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct SlidingWindow<T, const CHANNELS: usize, const STEPS: usize> {
    steps: [[[T; CHANNELS]; STEPS]; 2],
    /// Where the oldest step lies in the first half, and the next one will.
    oldest: usize,
}

impl<T: Scalar, const CHANNELS: usize, const STEPS: usize> SlidingWindow<T, CHANNELS, STEPS> {
    /// A stream of zeros so far.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { steps: [[[T::ZERO; CHANNELS]; STEPS]; 2], oldest: 0 }
    }

    /// Moves on by a step: the oldest leaves.
    #[inline]
    pub fn push(&mut self, step: &[T; CHANNELS]) {
        for half in &mut self.steps {
            if let Some(place) = half.get_mut(self.oldest) {
                *place = *step;
            }
        }
        self.oldest = if self.oldest + 1 < STEPS { self.oldest + 1 } else { 0 };
    }

    /// The window as a network's input: a step is a column.
    #[inline]
    #[must_use]
    pub fn matrix(&self) -> &SMatrix<T, CHANNELS, STEPS> {
        // Whoever gets a reference to a window gets its first half: so there is one even of no steps.
        let steps = self.steps.as_flattened();
        as_matrix(steps[self.oldest..].first_chunk().unwrap_or(&self.steps[0]))
    }
}

impl<T: Scalar, const CHANNELS: usize, const STEPS: usize> Default for SlidingWindow<T, CHANNELS, STEPS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Scalar, const CHANNELS: usize, const STEPS: usize> Deref for SlidingWindow<T, CHANNELS, STEPS> {
    type Target = SMatrix<T, CHANNELS, STEPS>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        self.matrix()
    }
}

impl<T: Scalar, const CHANNELS: usize, const STEPS: usize> fmt::Debug for SlidingWindow<T, CHANNELS, STEPS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SlidingWindow").field(self.matrix()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::SlidingWindow;

    #[test]
    fn has_the_last_steps_the_oldest_first() {
        let mut window = SlidingWindow::<f32, 2, 3>::new();
        assert_eq!(window.as_slice(), [0.0; 6]);
        let mut stream = vec![[0.0; 2]; 3];
        for time in 1..20 {
            let step = [time as f32, -(time as f32)];
            window.push(&step);
            stream.push(step);
            assert_eq!(window.as_slice(), stream[stream.len() - 3..].as_flattened(), "{window:?}");
        }
    }

    #[test]
    fn may_be_short() {
        let mut one = SlidingWindow::<f64, 1, 1>::new();
        one.push(&[3.0]);
        one.push(&[4.0]);
        assert_eq!(one.as_slice(), [4.0]);
        let mut none = SlidingWindow::<f64, 1, 0>::default();
        none.push(&[3.0]);
        assert!(none.matrix().is_empty());
    }
}
