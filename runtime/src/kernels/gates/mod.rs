//! The gates of recurrent layers: what follows the products of a step, in one sweep.
//!
//! The columns of a step are a sample each. A column has a gate's values for all units, then the
//! next gate's, and then what the cell keeps; `stride` is the distance of columns. States lie
//! without gaps. Whole registers and the last, incomplete one compute the same.

mod alone;
mod gru;
mod lstm;
#[cfg(test)]
mod tests;

pub use alone::{GruAlone, LstmAlone};
pub(super) use alone::{gru_alone, lstm_alone, suits};
pub use gru::{Gru, GruGradient};
pub(super) use gru::{gru, gru_gradient};
pub use lstm::{Lstm, LstmGradient};
pub(super) use lstm::{lstm, lstm_gradient};

use super::exp::Exponent;
use super::vector::{Lanes, Registers, Vector, in_registers};

/// `y · (1 − y)`: the slope of the sigmoid where it is `y`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn sigmoid_slope<V: Vector<Scalar: Exponent>>(y: V) -> V {
    // SAFETY: as this function's.
    unsafe { y.mul(V::splat(1.0.into()).sub(y)) }
}

/// `(1 − y) · (1 + y)`: the slope of the hyperbolic tangent where it is `y`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn tanh_slope<V: Vector<Scalar: Exponent>>(y: V) -> V {
    // SAFETY: as this function's.
    unsafe {
        let one = V::splat(1.0.into());
        one.sub(y).mul(one.add(y))
    }
}

/// Work on the units of one sample, a register of them at a time.
trait Block<T: Exponent> {
    /// # Safety
    /// The machine has `V`'s instruction set; the lanes of the units from `unit` are within the
    /// slices of the sample.
    unsafe fn block<V: Vector<Scalar = T>, const MASKED: bool>(
        &self,
        sample: usize,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    );
}

/// Work on one sample.
struct OfSample<'a, B>(&'a B, usize);

impl<T: Exponent, B: Block<T>> Registers<T> for OfSample<'_, B> {
    #[inline(always)]
    unsafe fn at<V: Vector<Scalar = T>, const MASKED: bool>(&self, at: usize, lanes: Lanes<V, MASKED>) {
        // SAFETY: as this function's.
        unsafe { self.0.block(self.1, at, lanes) };
    }
}

/// Does the work for all units of all samples.
///
/// # Safety
/// The machine has `V`'s instruction set; the work's slices have that many samples and units.
#[inline(always)]
unsafe fn sweep<V: Vector<Scalar: Exponent>>(work: &impl Block<V::Scalar>, samples: usize, units: usize) {
    for sample in 0..samples {
        // SAFETY: as this function's.
        unsafe { in_registers::<V>(&OfSample(work, sample), units) };
    }
}

/// Does the one work and then the other for all units of a sample, of all samples: of work in two parts
/// the processor sees more units at once than of one long chain.
///
/// # Safety
/// As [`sweep`]'s.
#[inline(always)]
unsafe fn sweep_twice<V: Vector<Scalar: Exponent>>(
    first: &impl Block<V::Scalar>,
    second: &impl Block<V::Scalar>,
    samples: usize,
    units: usize,
) {
    for sample in 0..samples {
        // SAFETY: as this function's.
        unsafe {
            in_registers::<V>(&OfSample(first, sample), units);
            in_registers::<V>(&OfSample(second, sample), units);
        }
    }
}

/// The samples of some states.
///
/// # Panics
/// When the columns of a step are too few or too narrow for them.
#[inline(always)]
fn samples<T>(columns: &[T], stride: usize, width: usize, states: &[T], units: usize) -> usize {
    let samples = states.len().checked_div(units).unwrap_or(0);
    let fits = samples == 0
        || stride >= width
            && (samples - 1).checked_mul(stride).and_then(|last| last.checked_add(width))
                <= Some(columns.len());
    assert!(fits, "gates: the columns are too short");
    samples
}
