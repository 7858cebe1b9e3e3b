//! A step of a GRU whose reset gate comes after the product.

use super::{Sums, Units, all_units, has_starts, of_sample};
use crate::kernels::Term;
use crate::kernels::exp::Exponent;
use crate::kernels::gates::gru;
use crate::kernels::vector::{Lanes, Vector};

/// As [`Gru`](crate::kernels::Gru), a sample at a time, from the last products on.
#[derive(Debug)]
pub struct GruAlone<'a, T, const TERMS: usize> {
    /// The samples.
    pub samples: usize,
    /// The distance of what a sample's sums start from to what the next one's do.
    pub stride: usize,
    /// What the sums of `z r x` start from; empty for zeros.
    pub start: &'a [T],
    /// What the state's part `u` of the candidate starts from; empty for zeros.
    pub start_of_state: &'a [T],
    /// What is added to them: the last term's last rows to `u`, those of one before to `x`. The samples' vectors
    /// are side by side.
    pub terms: [Term<'a, T>; TERMS],
    /// `h'`: the states before.
    pub before: &'a [T],
    /// `h`.
    pub hidden: &'a mut [T],
}

/// The pointers of a step.
struct Step<'a, T, const TERMS: usize> {
    sums: Sums<'a, T, TERMS>,
    before: *const T,
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
            let sums = self.sums.of::<V, R, MASKED, 3, 2, 3, WAYS>(unit, lanes);
            for (r, sums) in sums.into_iter().enumerate() {
                let unit = unit + r * V::LANES;
                let (h, _) = gru::output(sums, lanes.load(self.before.wrapping_add(unit)));
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
pub(in crate::kernels) unsafe fn gru_alone<V: Vector<Scalar: Exponent>, const TERMS: usize>(
    step: GruAlone<'_, V::Scalar, TERMS>,
) {
    let GruAlone { samples, stride, start, start_of_state, terms, before, hidden } = step;
    let Some(units) = hidden.len().checked_div(samples) else { return };
    assert!(before.len() >= hidden.len(), "gru: the states are too short");
    assert!(has_starts(start, [samples, stride, 3 * units]), "gru: the starting column is too short");
    assert!(
        start_of_state.is_empty() || start_of_state.len() >= units,
        "gru: the state's starting column is too short"
    );
    for sample in 0..samples {
        let mut starts = [None; 4];
        if !start.is_empty() {
            for (gate, place) in starts.iter_mut().take(3).enumerate() {
                *place = Some(start.as_ptr().wrapping_add(sample * stride + gate * units));
            }
        }
        if !start_of_state.is_empty() {
            starts[3] = Some(start_of_state.as_ptr());
        }
        let sums = Sums { units, starts, terms: of_sample(&terms, [sample, samples, 3 * units]) };
        let place = sample * units;
        let (before, hidden) = (before.as_ptr().wrapping_add(place), hidden.as_mut_ptr().wrapping_add(place));
        // SAFETY: as this function's; the slices have been checked.
        unsafe { all_units::<V>(&Step { sums, before, hidden }, units) };
    }
}
