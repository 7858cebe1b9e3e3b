//! A step of an LSTM.

use super::{Sums, Units, all_units, has_starts, of_sample};
use crate::kernels::Term;
use crate::kernels::exp::Exponent;
use crate::kernels::gates::lstm;
use crate::kernels::vector::{Lanes, Vector};

/// As [`Lstm`](crate::kernels::Lstm), a sample at a time, from the last products on.
#[derive(Debug)]
pub struct LstmAlone<'a, T, const TERMS: usize> {
    /// The samples.
    pub samples: usize,
    /// The distance of what a sample's sums start from to what the next one's do.
    pub stride: usize,
    /// What the sums of `i f g o` start from; empty for zeros.
    pub start: &'a [T],
    /// What is added to them; the samples' vectors are side by side.
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
    sums: Sums<'a, T, TERMS>,
    before: *const T,
    cells: *mut T,
    hidden: *mut T,
}

impl<T: Exponent, const TERMS: usize> Units<T> for Step<'_, T, TERMS> {
    #[inline(always)]
    unsafe fn block<V: Vector<Scalar = T>, const R: usize, const MASKED: bool, const WAYS: usize>(
        &self,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    ) {
        // SAFETY: as this function's.
        unsafe {
            let sums = self.sums.of::<V, R, MASKED, 4, 3, 3, WAYS>(unit, lanes);
            for (r, [i, f, g, o]) in sums.into_iter().enumerate() {
                let unit = unit + r * V::LANES;
                let (c, _) = lstm::cells([i, f, g], lanes.load(self.before.wrapping_add(unit)));
                let (h, _) = lstm::output(o, c);
                lanes.store(c, self.cells.wrapping_add(unit));
                lanes.store(h, self.hidden.wrapping_add(unit));
            }
        }
    }
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
    let LstmAlone { samples, stride, start, terms, before, cells, hidden } = step;
    let Some(units) = cells.len().checked_div(samples) else { return };
    let fits = before.len() >= cells.len() && hidden.len() >= cells.len();
    assert!(fits, "lstm: the states are too short");
    assert!(has_starts(start, [samples, stride, 4 * units]), "lstm: the starting column is too short");
    for sample in 0..samples {
        let mut starts = [None; 4];
        if !start.is_empty() {
            for (gate, place) in starts.iter_mut().enumerate() {
                *place = Some(start.as_ptr().wrapping_add(sample * stride + gate * units));
            }
        }
        let sums = Sums { units, starts, terms: of_sample(&terms, [sample, samples, 4 * units]) };
        let place = sample * units;
        let step = Step {
            sums,
            before: before.as_ptr().wrapping_add(place),
            cells: cells.as_mut_ptr().wrapping_add(place),
            hidden: hidden.as_mut_ptr().wrapping_add(place),
        };
        // SAFETY: as this function's; the slices have been checked.
        unsafe { all_units::<V>(&step, units) };
    }
}
