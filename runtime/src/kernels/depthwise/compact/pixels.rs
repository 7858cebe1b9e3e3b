//! The outputs of a row.

use crate::kernels::vector::{Lanes, Vector};

/// A row of pixels, of a register of channels.
#[derive(Clone, Copy)]
pub(super) struct Pixels<V: Vector, const MASKED: bool> {
    pub(super) count: usize,
    pub(super) first: *mut V::Scalar,
    pub(super) step: usize,
    pub(super) lanes: Lanes<V, MASKED>,
    pub(super) bias: V,
    pub(super) is_sum: bool,
}

impl<V: Vector, const MASKED: bool> Pixels<V, MASKED> {
    /// What a pixel's sums start from; anything where there is no such pixel.
    ///
    /// # Safety
    /// As [`along`](super::along)'s.
    #[inline(always)]
    pub(super) unsafe fn start(self, pixel: usize) -> V {
        if self.is_sum && pixel < self.count {
            // SAFETY: as this function's: it is one of the pixels.
            unsafe { self.lanes.load(self.first.wrapping_add(pixel * self.step)) }
        } else {
            self.bias
        }
    }

    /// Writes a pixel if it is one.
    ///
    /// # Safety
    /// As [`along`](super::along)'s.
    #[inline(always)]
    pub(super) unsafe fn write(self, pixel: usize, sums: V) {
        if pixel < self.count {
            let to = self.first.wrapping_add(pixel * self.step);
            // SAFETY: as this function's: it is one of the pixels.
            unsafe {
                self.lanes.store(sums, to);
            }
        }
    }
}
