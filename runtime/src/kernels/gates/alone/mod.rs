//! A step of one sample with its products: the sums of a gate's units stay in registers.
//!
//! The units come a register at a time, so that the exponentials of some are computed while the weights
//! of the next ones are read. The sums are the chains of [`ColumnSums`](crate::kernels::ColumnSums),
//! and what follows is what a batch's step computes: the bits are the same.

mod gru;
mod lstm;

pub use gru::GruAlone;
pub(in crate::kernels) use gru::gru_alone;
pub use lstm::LstmAlone;
pub(in crate::kernels) use lstm::lstm_alone;

use crate::kernels::Term;
use crate::kernels::exp::Exponent;
use crate::kernels::opaque::opaque;
use crate::kernels::vector::{Lanes, Registers, Vector, rest};

/// The most units that are computed so on any instruction set. Registers smaller than AVX-512's read so little of
/// a matrix's columns side by side that all sums of many units come sooner in the order in which the matrix lies in
/// memory, and what follows them after that.
const MOST_UNITS: usize = 16;

/// Whether a step of so many units is better computed so, in registers whose masks are free or are not.
#[inline(always)]
pub(in crate::kernels) const fn suits(masks_are_free: bool, units: usize) -> bool {
    masks_are_free || units <= MOST_UNITS
}

/// What is summed up for a unit: four sums. The last term is the state's, the one before the input's.
struct Sums<'a, T, const TERMS: usize> {
    units: usize,
    /// What each sum starts from, where that is no zero.
    starts: [Option<*const T>; 4],
    terms: [Term<'a, T>; TERMS],
}

impl<T, const TERMS: usize> Sums<'_, T, TERMS> {
    /// The sums of `R` registers of units from `unit`. A matrix has `ROWS` rows a unit, which go to as many
    /// sums, but the last one of the input's to the sum `INPUT` and of the state's to `STATE`.
    ///
    /// # Safety
    /// The machine has `V`'s instruction set; the rows of all gates can be read.
    #[inline(always)]
    unsafe fn of<
        V: Vector<Scalar = T>,
        const R: usize,
        const MASKED: bool,
        const ROWS: usize,
        const INPUT: usize,
        const STATE: usize,
    >(
        &self,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    ) -> [[V; 4]; R] {
        // SAFETY: as this function's.
        unsafe {
            let mut sums = [[V::zero(); 4]; R];
            for (r, sums) in sums.iter_mut().enumerate() {
                for (start, sum) in self.starts.iter().zip(sums) {
                    if let Some(start) = start {
                        *sum = lanes.load(start.wrapping_add(unit + r * V::LANES));
                    }
                }
            }
            if let [input, _] = &self.terms[..] {
                sums = self.with_term::<V, R, MASKED, ROWS, INPUT>(sums, input, unit, lanes);
            }
            if let [.., state] = &self.terms[..] {
                sums = self.with_term::<V, R, MASKED, ROWS, STATE>(sums, state, unit, lanes);
            }
            sums
        }
    }

    /// Adds a matrix times a vector to sums.
    ///
    /// # Safety
    /// As [`of`](Self::of)'s.
    #[inline(always)]
    unsafe fn with_term<
        V: Vector<Scalar = T>,
        const R: usize,
        const MASKED: bool,
        const ROWS: usize,
        const LAST: usize,
    >(
        &self,
        mut sums: [[V; 4]; R],
        term: &Term<'_, T>,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    ) -> [[V; 4]; R] {
        // SAFETY: as this function's.
        unsafe {
            let (mut a, mut x) = (term.a.as_ptr().wrapping_add(unit), term.x.as_ptr());
            // Where masks take time, whole registers are read while the matrix has as many elements:
            // lanes beyond the units are not stored.
            let len = count(term.x.len());
            let whole = if !MASKED {
                len
            } else if V::MASKS_ARE_FREE {
                0
            } else {
                let slack = term.a.len().checked_sub(unit + (ROWS - 1) * self.units + V::LANES);
                slack.map_or(0, |slack| len.min(slack / term.stride.max(1) + 1))
            };
            for _ in 0..whole {
                let lanes = Lanes::first(V::LANES);
                sums = self.with_column::<V, R, false, ROWS, LAST>(sums, a, x, lanes);
                a = next::<T, TERMS>(a.wrapping_add(term.stride));
                x = x.wrapping_add(1);
            }
            for _ in whole..len {
                sums = self.with_column::<V, R, MASKED, ROWS, LAST>(sums, a, x, lanes);
                a = next::<T, TERMS>(a.wrapping_add(term.stride));
                x = x.wrapping_add(1);
            }
            sums
        }
    }

    /// Adds a column times a number to sums.
    ///
    /// # Safety
    /// As [`of`](Self::of)'s, of the rows at `a` and the number at `x`.
    #[inline(always)]
    unsafe fn with_column<
        V: Vector<Scalar = T>,
        const R: usize,
        const MASKED: bool,
        const ROWS: usize,
        const LAST: usize,
    >(
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
                for row in 0..ROWS {
                    let from = a.wrapping_add(row * self.units + r * V::LANES);
                    let sum = &mut sums[if row == ROWS - 1 { LAST } else { row }];
                    *sum = lanes.load(from).mul_add(factor, *sum);
                }
            }
            sums
        }
    }
}

/// The address of a next column. Where sizes are no constants, the compiler must not see how it belongs
/// to the others: it would compute many of them ahead, and keep them in memory.
#[inline(always)]
fn next<T, const TERMS: usize>(column: *const T) -> *const T {
    if TERMS == 1 { opaque!(reg, column) } else { column }
}

/// How many columns there are. Where there are many, the compiler must not know: without a loop it would compute
/// one sum after the other, and keep the numbers of all columns in memory.
#[inline(always)]
fn count(columns: usize) -> usize {
    if columns > MOST_UNROLLED { opaque!(reg, columns) } else { columns }
}

/// The most columns that are computed without a loop.
const MOST_UNROLLED: usize = 8;

/// A step's work on some units.
trait Units<T: Exponent> {
    /// Computes `R` registers of units, or the first lanes of one.
    ///
    /// # Safety
    /// The machine has `V`'s instruction set; the units can be read and written.
    unsafe fn block<V: Vector<Scalar = T>, const R: usize, const MASKED: bool>(
        &self,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    );
}

/// The last units, a register at a time.
struct Last<'a, W>(&'a W);

impl<T: Exponent, W: Units<T>> Registers<T> for Last<'_, W> {
    #[inline(always)]
    unsafe fn at<V: Vector<Scalar = T>, const MASKED: bool>(&self, at: usize, lanes: Lanes<V, MASKED>) {
        // SAFETY: as this function's.
        unsafe { self.0.block::<V, 1, MASKED>(at, lanes) };
    }
}

/// Does the work for all units.
///
/// # Safety
/// The machine has `V`'s instruction set; the work's slices have the units.
#[inline(always)]
unsafe fn all_units<V: Vector<Scalar: Exponent>>(work: &impl Units<V::Scalar>, units: usize) {
    let all = V::LANES;
    // SAFETY: as this function's; units are within the slices.
    unsafe {
        let mut unit = 0;
        // Chains enough to keep the processor busy, and lines of the cache side by side, which it reads ahead.
        while unit + 2 * all <= units {
            work.block::<V, 2, false>(unit, Lanes::first(all));
            unit += 2 * all;
        }
        while unit + all <= units {
            work.block::<V, 1, false>(unit, Lanes::first(all));
            unit += all;
        }
        rest::<V>(&Last(work), unit, units - unit);
    }
}
