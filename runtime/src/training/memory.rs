//! Memory on the heap that begins where processors like it.

use crate::aligned::LINE;
use crate::scalar::Scalar;

/// Values that begin at a line of the cache. What the heap gives begins anywhere, and registers that
/// cross two lines take longer.
#[derive(Debug)]
pub(super) struct Memory<T> {
    /// The values, and what is before and behind them.
    vector: Vec<T>,
    len: usize,
}

impl<T> Default for Memory<T> {
    /// None.
    fn default() -> Self {
        Self { vector: Vec::new(), len: 0 }
    }
}

impl<T> Memory<T> {
    /// All values.
    pub(super) fn as_slice(&self) -> &[T] {
        &self.vector[self.first()..][..self.len]
    }

    /// All values, to change.
    pub(super) fn as_mut_slice(&mut self) -> &mut [T] {
        let first = self.first();
        &mut self.vector[first..][..self.len]
    }

    fn first(&self) -> usize {
        let line_end = self.vector.as_ptr().addr().next_multiple_of(LINE);
        if self.len == 0 { 0 } else { (line_end - self.vector.as_ptr().addr()) / size_of::<T>() }
    }
}

impl<T: Scalar> Memory<T> {
    /// Zeros.
    fn zeros(len: usize) -> Self {
        // Not `resize`: untouched pages of large vectors cost nothing.
        Self { vector: vec![T::ZERO; len + LINE / size_of::<T>()], len }
    }

    /// The first `len` values. The memory grows if need be, and then loses what was in it.
    pub(super) fn grown(&mut self, len: usize) -> &mut [T] {
        if self.len < len {
            *self = Self::zeros(len);
        }
        &mut self.as_mut_slice()[..len]
    }
}

impl<T: Scalar> Clone for Memory<T> {
    fn clone(&self) -> Self {
        let mut copy = Self::zeros(self.len);
        copy.as_mut_slice().copy_from_slice(self.as_slice());
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_at_a_line() {
        let mut memory = Memory::<f32>::default();
        assert_eq!(memory.grown(0), []);
        for len in [1, 3, 1000, 100_000] {
            let grown = memory.grown(len);
            assert_eq!((grown.len(), grown.as_ptr().addr() % LINE), (len, 0));
            assert!(grown.iter().all(|value| *value == 0.0));
            grown.fill(len as f32);
            assert_eq!(memory.grown(1), [len as f32]);
            let copy = memory.clone();
            assert_eq!(copy.as_slice(), memory.as_slice());
            assert_eq!(copy.as_slice().as_ptr().addr() % LINE, 0);
        }
    }
}
