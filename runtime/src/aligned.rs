//! Weights at the beginning of a line of the cache.

use core::ops::{Deref, DerefMut};

/// Something, as a network, that begins at a line of the processor's cache (64 bytes).
///
/// Vector instructions read weights quickest where no read crosses two lines. What the heap gives
/// begins anywhere, and a prediction of one sample then takes 5 to 30 % longer: most of it where the
/// weights are in the first level of the cache, and with AVX2. A compiled model's network is aligned;
/// predictions of batches copy what they read often, and do not care.
///
/// Of a network of a few kilobytes, in a loop of predictions, keep the output beside the weights, in one struct or
/// tuple: where it lies elsewhere, but as far from the beginning of its page as some weights from that of theirs, a
/// processor takes their reads for reads of the output still being written, and waits. That doubles the seven
/// nanoseconds of 16 × 16 weights.
///
/// ```
/// use netform::{Aligned, prelude::*};
///
/// network! {
///     struct Step: [16] -> [16] {
///         Dense(16, activation = tanh),
///     }
/// }
///
/// let trained = Step::new(1);
/// let fast = Aligned::boxed(&*trained);
/// let x = netform::nalgebra::SVector::from_element(0.5);
/// assert_eq!(fast.predict(&x), trained.predict(&x));
/// assert_eq!(&raw const *fast as usize % 64, 0);
/// ```
#[repr(C, align(64))]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Aligned<N>(pub N);

/// The bytes of a line.
pub(crate) const LINE: usize = align_of::<Aligned<()>>();

#[cfg(feature = "alloc")]
impl<N: crate::Params> Aligned<N> {
    /// A copy on the heap, made in place.
    #[must_use]
    pub fn boxed(network: &N) -> alloc::boxed::Box<Self> {
        crate::params::aligned_copy(network)
    }
}

impl<N> Deref for Aligned<N> {
    type Target = N;

    fn deref(&self) -> &N {
        &self.0
    }
}

impl<N> DerefMut for Aligned<N> {
    fn deref_mut(&mut self) -> &mut N {
        &mut self.0
    }
}
