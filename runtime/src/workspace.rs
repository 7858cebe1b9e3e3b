//! The memory of `predict_into`.

use crate::scalar::Scalar;

/// The memory that one prediction computes in: `LEN` scalars, an exact size that the compiler
/// derives from the network. Make it once (in a `static`, in a struct of your own, on the stack)
/// and lend it to every `predict_into`. Its content between calls is of no meaning.
#[derive(Clone, Debug)]
#[repr(transparent)]
pub struct Workspace<T, const LEN: usize> {
    memory: [T; LEN],
}

impl<T: Scalar, const LEN: usize> Workspace<T, LEN> {
    /// A workspace of zeros.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { memory: [T::ZERO; LEN] }
    }

    /// The memory.
    #[doc(hidden)]
    #[must_use]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.memory
    }
}

impl<T: Scalar, const LEN: usize> Default for Workspace<T, LEN> {
    fn default() -> Self {
        Self::new()
    }
}
