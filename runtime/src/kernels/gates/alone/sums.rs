//! The sums of a gate's units, in registers.

use crate::kernels::Term;
use crate::kernels::opaque::opaque;
use crate::kernels::vector::{Lanes, Vector};

/// Whether there is a starting column of so many rows for all samples, whose distance this is, or none for all.
#[inline(always)]
pub(super) fn has_starts<T>(start: &[T], [samples, stride, rows]: [usize; 3]) -> bool {
    let last = samples.saturating_sub(1).checked_mul(stride).and_then(|last| last.checked_add(rows));
    start.is_empty() || last.is_some_and(|len| len <= start.len())
}

/// The terms of one of the samples, whose vectors are side by side: a slice of all is left of each.
///
/// # Panics
/// When one of so many rows is outside a matrix.
#[inline(always)]
pub(super) fn of_sample<'a, T: Copy, const TERMS: usize>(
    terms: &[Term<'a, T>; TERMS],
    [sample, samples, rows]: [usize; 3],
) -> [Term<'a, T>; TERMS] {
    let mut terms = *terms;
    let mut index = 0;
    while index < TERMS {
        let term = &mut terms[index];
        let len = if samples == 1 { term.x.len() } else { term.x.len() / samples };
        term.x = &term.x[sample * len..][..len];
        term.check(rows);
        index += 1;
    }
    terms
}

/// What is summed up for a unit: four sums. The last term is the state's, the one before the input's.
pub(super) struct Sums<'a, T, const TERMS: usize> {
    pub(super) units: usize,
    /// What each sum starts from, where that is no zero.
    pub(super) starts: [Option<*const T>; 4],
    pub(super) terms: [Term<'a, T>; TERMS],
}

impl<T, const TERMS: usize> Sums<'_, T, TERMS> {
    /// The sums of `R` registers of units from `unit`. A matrix has `ROWS` rows a unit, which go to as many
    /// sums, but the last one of the input's to the sum `INPUT` and of the state's to `STATE`.
    ///
    /// # Safety
    /// The machine has `V`'s instruction set; the rows of all gates can be read.
    #[inline(always)]
    pub(super) unsafe fn of<
        V: Vector<Scalar = T>,
        const R: usize,
        const MASKED: bool,
        const ROWS: usize,
        const INPUT: usize,
        const STATE: usize,
        const WAYS: usize,
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
                sums = self.with_term::<V, R, MASKED, ROWS, INPUT, 1>(sums, input, unit, lanes);
            }
            if let [.., state] = &self.terms[..] {
                sums = self.with_term::<V, R, MASKED, ROWS, STATE, WAYS>(sums, state, unit, lanes);
            }
            sums
        }
    }

    /// Adds a matrix times a vector to sums, in so many chains.
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
        const WAYS: usize,
    >(
        &self,
        sums: [[V; 4]; R],
        term: &Term<'_, T>,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    ) -> [[V; 4]; R] {
        // SAFETY: as this function's.
        unsafe {
            let stride = term.stride;
            let mut at = [term.a.as_ptr().wrapping_add(unit), term.x.as_ptr()];
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
            let mut chains = [[[V::zero(); 4]; R]; WAYS];
            chains[0] = sums;
            let mut k = 0;
            while k + WAYS <= whole {
                let lanes = Lanes::first(V::LANES);
                at = self.with_columns::<V, R, false, ROWS, LAST, WAYS>(&mut chains, WAYS, at, stride, lanes);
                k += WAYS;
            }
            while MASKED && k + WAYS <= len {
                at =
                    self.with_columns::<V, R, MASKED, ROWS, LAST, WAYS>(&mut chains, WAYS, at, stride, lanes);
                k += WAYS;
            }
            if WAYS > 1 {
                let left = len - k;
                self.with_columns::<V, R, MASKED, ROWS, LAST, WAYS>(&mut chains, left, at, stride, lanes);
            }
            let mut ways = WAYS;
            while ways > 1 {
                ways /= 2;
                let mut way = 0;
                while way < ways && way + ways < len {
                    let others = chains[way + ways];
                    for (sums, others) in chains[way].iter_mut().zip(others) {
                        for row in 0..ROWS {
                            let place = if row == ROWS - 1 { LAST } else { row };
                            sums[place] = sums[place].add(others[place]);
                        }
                    }
                    way += 1;
                }
            }
            chains[0]
        }
    }

    /// Adds the first so many columns, each times a number, to the sums of a chain each. Gives the next ones.
    ///
    /// # Safety
    /// As [`of`](Self::of)'s, of the rows from `a` and the numbers from `x`.
    #[inline(always)]
    unsafe fn with_columns<
        V: Vector<Scalar = T>,
        const R: usize,
        const MASKED: bool,
        const ROWS: usize,
        const LAST: usize,
        const WAYS: usize,
    >(
        &self,
        chains: &mut [[[V; 4]; R]; WAYS],
        columns: usize,
        [mut a, mut x]: [*const T; 2],
        stride: usize,
        lanes: Lanes<V, MASKED>,
    ) -> [*const T; 2] {
        // SAFETY: as this function's.
        unsafe {
            let mut way = 0;
            while way < WAYS && way < columns {
                let factor = V::splat_at(x);
                for (r, sums) in chains[way].iter_mut().enumerate() {
                    for row in 0..ROWS {
                        let from = a.wrapping_add(row * self.units + r * V::LANES);
                        let sum = &mut sums[if row == ROWS - 1 { LAST } else { row }];
                        *sum = lanes.load(from).mul_add(factor, *sum);
                    }
                }
                a = next::<T, TERMS>(a.wrapping_add(stride));
                x = x.wrapping_add(1);
                way += 1;
            }
            [a, x]
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
