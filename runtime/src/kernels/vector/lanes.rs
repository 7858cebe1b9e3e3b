//! Registers of whole rows, and the last one of a row.

use super::Vector;

/// Registers to read and write: all lanes, or with `MASKED` the first ones.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Lanes<V: Vector, const MASKED: bool>(V::Mask);

impl<V: Vector, const MASKED: bool> Lanes<V, MASKED> {
    /// The first lanes, of at most as many as there are: all of them without `MASKED`.
    ///
    /// # Safety
    /// The machine has `V`'s instruction set.
    #[inline(always)]
    pub(in crate::kernels) unsafe fn first(count: usize) -> Self {
        // SAFETY: as this function's.
        Self(unsafe { V::mask(count) })
    }

    /// # Safety
    /// The machine has `V`'s instruction set, and the lanes can be read.
    #[inline(always)]
    pub(in crate::kernels) unsafe fn load(self, from: *const V::Scalar) -> V {
        // SAFETY: as this function's.
        unsafe { if MASKED { V::load_first(from, self.0) } else { V::load(from) } }
    }

    /// `R` registers in a row.
    ///
    /// # Safety
    /// As [`load`](Self::load)'s, for each.
    #[inline(always)]
    pub(in crate::kernels) unsafe fn load_all<const R: usize>(self, from: *const V::Scalar) -> [V; R] {
        // SAFETY: as this function's.
        unsafe {
            let mut registers = [V::zero(); R];
            for (r, register) in registers.iter_mut().enumerate() {
                *register = self.load(from.wrapping_add(r * V::LANES));
            }
            registers
        }
    }

    /// # Safety
    /// The machine has `V`'s instruction set, and the lanes can be written.
    #[inline(always)]
    pub(in crate::kernels) unsafe fn store(self, value: V, to: *mut V::Scalar) {
        // SAFETY: as this function's.
        unsafe { if MASKED { value.store_first(to, self.0) } else { value.store(to) } }
    }
}
