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

/// Work on numbers that lie side by side, a register of them at a time.
pub(in crate::kernels) trait Registers<T> {
    /// # Safety
    /// The machine has `V`'s instruction set; the lanes from `at` on are within the slices of the work.
    unsafe fn at<V: Vector<Scalar = T>, const MASKED: bool>(&self, at: usize, lanes: Lanes<V, MASKED>);
}

/// Does the work for so many numbers.
///
/// # Safety
/// The machine has `V`'s instruction set; the slices of the work have as many numbers.
#[inline(always)]
pub(in crate::kernels) unsafe fn in_registers<V: Vector>(work: &impl Registers<V::Scalar>, count: usize) {
    let mut at = 0;
    // SAFETY: as this function's: whole registers end before the rest.
    unsafe {
        while at + V::LANES <= count {
            work.at(at, Lanes::<V, false>::first(V::LANES));
            at += V::LANES;
        }
        rest::<V>(work, at, count - at);
    }
}

/// Does the work for the last numbers, fewer than a register's: in narrower ones where these come out even or
/// few suffice, else in one under a mask. What has been stored by a mask is slow to be loaded again.
///
/// # Safety
/// As [`in_registers`]'s, of the numbers from `at` on. A machine that has a register has its half.
#[inline(always)]
pub(in crate::kernels) unsafe fn rest<V: Vector>(work: &impl Registers<V::Scalar>, at: usize, count: usize) {
    let half = V::Half::LANES;
    let quarter = <V::Half as Vector>::Half::LANES;
    // SAFETY: as this function's.
    unsafe {
        if count == 0 {
        } else if const { V::Half::LANES < V::LANES } && count < half {
            narrow::<V::Half>(work, at, count);
        } else if const { V::Half::LANES < V::LANES }
            && (count == half || quarter < half && count == half + quarter)
        {
            work.at(at, Lanes::<V::Half, false>::first(half));
            narrow::<V::Half>(work, at + half, count - half);
        } else {
            work.at(at, Lanes::<V, true>::first(count));
        }
    }
}

/// As [`rest`], of half a register: not the same function, which would be inlined into itself.
///
/// # Safety
/// As [`rest`]'s.
#[inline(always)]
unsafe fn narrow<V: Vector>(work: &impl Registers<V::Scalar>, at: usize, count: usize) {
    let half = V::Half::LANES;
    // SAFETY: as this function's.
    unsafe {
        if count == 0 {
        } else if const { V::Half::LANES < V::LANES } && count == half {
            work.at(at, Lanes::<V::Half, false>::first(half));
        } else if const { V::Half::LANES < V::LANES } && count < half {
            work.at(at, Lanes::<V::Half, true>::first(count));
        } else {
            work.at(at, Lanes::<V, true>::first(count));
        }
    }
}
