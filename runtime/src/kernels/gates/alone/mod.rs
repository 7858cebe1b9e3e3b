//! A step with its products, a sample at a time: the sums of a gate's units stay in registers.
//!
//! The units come a register at a time, so that the exponentials of some are computed while the weights
//! of the next ones are read.

mod gru;
mod lstm;
mod sums;

pub use gru::GruAlone;
pub(in crate::kernels) use gru::gru_alone;
pub use lstm::LstmAlone;
pub(in crate::kernels) use lstm::lstm_alone;

use crate::kernels::exp::Exponent;
use crate::kernels::vector::{Lanes, Registers, Vector, in_registers, rest};
use sums::{Sums, has_starts, of_sample};

/// The most units of a small layer, all of whose predictions are computed so, on any instruction set: also a
/// batch's, a sample after another.
///
/// More units are computed so of a sample alone, in registers whose masks are free; a batch's products come at
/// once, with the same bits. Smaller registers read so little of a matrix's columns side by side that all sums of
/// many units come sooner in the order in which the matrix lies in memory, and what follows them after that.
pub(super) const SMALL: usize = 16;

/// The chains of a sum in a small layer: what its steps take is mostly waiting, from one number to the next. The
/// state's `k`-th product is in chain `k mod WAYS`, the first of which goes on from the bias and the input, and the
/// second half of the chains is added to the first, those that have a product, until one is left. In a larger layer
/// a sum is one chain.
pub(super) const WAYS: usize = 4;

/// Whether a step of so many units and samples is better computed so, in registers whose masks are free or are not.
#[inline(always)]
pub(in crate::kernels) const fn suits(masks_are_free: bool, units: usize, samples: usize) -> bool {
    units <= SMALL || masks_are_free && samples == 1
}

/// A step's work on some units.
trait Units<T: Exponent> {
    /// Computes `R` registers of units, or the first lanes of one.
    ///
    /// # Safety
    /// The machine has `V`'s instruction set; the units can be read and written.
    unsafe fn block<V: Vector<Scalar = T>, const R: usize, const MASKED: bool, const WAYS: usize>(
        &self,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    );
}

/// Some units, a register at a time.
struct Single<'a, W, const WAYS: usize>(&'a W);

impl<T: Exponent, W: Units<T>, const WAYS: usize> Registers<T> for Single<'_, W, WAYS> {
    #[inline(always)]
    unsafe fn at<V: Vector<Scalar = T>, const MASKED: bool>(&self, at: usize, lanes: Lanes<V, MASKED>) {
        // SAFETY: as this function's.
        unsafe { self.0.block::<V, 1, MASKED, WAYS>(at, lanes) };
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
        // Chains enough without a second register.
        if units <= SMALL {
            return in_registers::<V>(&Single::<_, WAYS>(work), units);
        }
        let mut unit = 0;
        // Chains enough to keep the processor busy, and lines of the cache side by side, which it reads ahead.
        while unit + 2 * all <= units {
            work.block::<V, 2, false, 1>(unit, Lanes::first(all));
            unit += 2 * all;
        }
        while unit + all <= units {
            work.block::<V, 1, false, 1>(unit, Lanes::first(all));
            unit += all;
        }
        rest::<V>(&Single::<_, 1>(work), unit, units - unit);
    }
}
