//! A step of one sample with its products: the sums of a gate's units stay in registers.
//!
//! The units come a register at a time, so that the exponentials of some are computed while the weights
//! of the next ones are read. The sums are the chains of [`ColumnSums`](crate::kernels::ColumnSums),
//! and what follows is what a batch's step computes: the bits are the same.

use super::lstm;
use crate::kernels::Term;
use crate::kernels::exp::Exponent;
use crate::kernels::vector::{Lanes, Vector};

/// As [`Lstm`](super::Lstm), of one sample, from the last products on.
#[derive(Debug)]
pub struct LstmAlone<'a, T, const TERMS: usize> {
    /// What the sums of `i f g o` start from; empty for zeros.
    pub start: &'a [T],
    /// What is added to them.
    pub terms: [Term<'a, T>; TERMS],
    /// `c'`: the cells before.
    pub before: &'a [T],
    /// `c`: the cells after.
    pub cells: &'a mut [T],
    /// `h`.
    pub hidden: &'a mut [T],
}

/// The pointers of a step.
struct Step<'a, T, const TERMS: usize> {
    units: usize,
    start: Option<*const T>,
    terms: [Term<'a, T>; TERMS],
    before: *const T,
    cells: *mut T,
    hidden: *mut T,
}

impl<T, const TERMS: usize> Step<'_, T, TERMS> {
    /// The sums of `R` registers of units from `unit`, gate after gate.
    ///
    /// # Safety
    /// The machine has `V`'s instruction set; the rows of all gates can be read.
    #[inline(always)]
    unsafe fn sums<V: Vector<Scalar = T>, const R: usize, const MASKED: bool>(
        &self,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    ) -> [[V; 4]; R] {
        // SAFETY: as this function's.
        unsafe {
            let mut sums = [[V::zero(); 4]; R];
            if let Some(start) = self.start {
                for (r, sums) in sums.iter_mut().enumerate() {
                    for (gate, sum) in sums.iter_mut().enumerate() {
                        let from = start.wrapping_add(gate * self.units + unit + r * V::LANES);
                        *sum = lanes.load(from);
                    }
                }
            }
            for term in &self.terms {
                let (mut a, mut x) = (term.a.as_ptr().wrapping_add(unit), term.x.as_ptr());
                // Where masks take time, whole registers are read while the matrix has as many elements:
                // lanes beyond the units are not stored.
                let whole = if !MASKED {
                    term.x.len()
                } else if V::MASKS_ARE_FREE {
                    0
                } else {
                    let slack = term.a.len().checked_sub(unit + 3 * self.units + V::LANES);
                    slack.map_or(0, |slack| term.x.len().min(slack / term.stride.max(1) + 1))
                };
                for _ in 0..whole {
                    sums = self.add::<V, R, false>(sums, a, x, Lanes::first(V::LANES));
                    a = next::<T, TERMS>(a.wrapping_add(term.stride));
                    x = x.wrapping_add(1);
                }
                for _ in whole..term.x.len() {
                    sums = self.add::<V, R, MASKED>(sums, a, x, lanes);
                    a = next::<T, TERMS>(a.wrapping_add(term.stride));
                    x = x.wrapping_add(1);
                }
            }
            sums
        }
    }

    /// Adds a column times a number to sums.
    ///
    /// # Safety
    /// As [`sums`](Self::sums)'s, of the rows at `a` and the number at `x`.
    #[inline(always)]
    unsafe fn add<V: Vector<Scalar = T>, const R: usize, const MASKED: bool>(
        &self,
        mut sums: [[V; 4]; R],
        a: *const T,
        x: *const T,
        lanes: Lanes<V, MASKED>,
    ) -> [[V; 4]; R] {
        // SAFETY: as this function's.
        unsafe {
            let factor = V::splat_at(x);
            for (r, sums) in sums.iter_mut().enumerate() {
                for (gate, sum) in sums.iter_mut().enumerate() {
                    let from = a.wrapping_add(gate * self.units + r * V::LANES);
                    *sum = lanes.load(from).mul_add(factor, *sum);
                }
            }
            sums
        }
    }

    /// Computes `R` registers of units, or the first `lanes` of one.
    ///
    /// # Safety
    /// As [`lstm_alone`]'s; the units can be read and written.
    #[inline(always)]
    unsafe fn block<V: Vector<Scalar = T>, const R: usize, const MASKED: bool>(
        &self,
        unit: usize,
        lanes: usize,
    ) where
        T: Exponent,
    {
        // SAFETY: as this function's.
        unsafe {
            let lanes = Lanes::<V, MASKED>::first(lanes);
            for (r, sums) in self.sums::<V, R, MASKED>(unit, lanes).into_iter().enumerate() {
                let unit = unit + r * V::LANES;
                let [i, f, g, o] = sums;
                let (c, _) = lstm::cells([i, f, g], lanes.load(self.before.wrapping_add(unit)));
                let (h, _) = lstm::output(o, c);
                lanes.store(c, self.cells.wrapping_add(unit));
                lanes.store(h, self.hidden.wrapping_add(unit));
            }
        }
    }
}

/// The address of a next column. Where sizes are no constants, the compiler must not see how it belongs
/// to the others: it would compute many of them ahead, and keep them in memory.
#[allow(clippy::pointers_in_nomem_asm_block, reason = "there is no instruction to read by it")]
#[inline(always)]
fn next<T, const TERMS: usize>(mut column: *const T) -> *const T {
    #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri)))]
    if TERMS == 1 {
        // SAFETY: no instruction.
        unsafe {
            core::arch::asm!("/* {0} */", inout(reg) column, options(pure, nomem, nostack, preserves_flags));
        }
    }
    #[cfg(not(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri))))]
    let _ = &mut column;
    column
}

/// Computes a step.
///
/// # Panics
/// When a slice is too short.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(in crate::kernels) unsafe fn lstm_alone<V: Vector<Scalar: Exponent>, const TERMS: usize>(
    step: LstmAlone<'_, V::Scalar, TERMS>,
) {
    let LstmAlone { start, terms, before, cells, hidden } = step;
    let units = cells.len();
    assert!(before.len() >= units && hidden.len() >= units, "lstm: the states are too short");
    assert!(start.is_empty() || start.len() >= 4 * units, "lstm: the starting column is too short");
    for term in &terms {
        term.check(4 * units);
    }
    let step = Step {
        units,
        start: if start.is_empty() { None } else { Some(start.as_ptr()) },
        terms,
        before: before.as_ptr(),
        cells: cells.as_mut_ptr(),
        hidden: hidden.as_mut_ptr(),
    };
    // SAFETY: as this function's; units are within the slices, the last ones masked. A machine that has a
    // register has its half.
    unsafe {
        let mut unit = 0;
        // Chains enough to keep the processor busy.
        if const { V::COLUMNS[0] < 16 || TERMS == 2 } {
            while unit + 2 * V::LANES <= units {
                step.block::<V, 2, false>(unit, V::LANES);
                unit += 2 * V::LANES;
            }
        }
        while unit + V::LANES <= units {
            step.block::<V, 1, false>(unit, V::LANES);
            unit += V::LANES;
        }
        let (half, tail) = (V::Half::LANES, units - unit);
        // What has been stored by a mask is slow to be loaded again.
        if half < V::LANES && tail == half {
            step.block::<V::Half, 1, false>(unit, half);
        } else if half < V::LANES && tail > 0 && tail < half {
            step.block::<V::Half, 1, true>(unit, tail);
        } else if tail > 0 {
            step.block::<V, 1, true>(unit, tail);
        }
    }
}
