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

pub use alone::LstmAlone;
pub(super) use alone::lstm_alone;
pub use gru::{Gru, GruGradient};
pub(super) use gru::{gru, gru_gradient};
pub use lstm::{Lstm, LstmGradient};
pub(super) use lstm::{lstm, lstm_gradient};

use super::exp::{Exponent, exp_m1_within, exp_within};
use super::vector::{Lanes, Vector};

/// `1 + e⁻ˣ`, whose inverse is the sigmoid: finite, and its square too. Divisions take longer than
/// all else here, so that several gates share one.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn inverse_sigmoid<V: Vector<Scalar: Exponent>>(x: V) -> V {
    // SAFETY: as this function's. In this order what is not a number stays so.
    unsafe {
        let limit = V::splat(V::Scalar::GATE_LIMIT);
        let opposite = V::zero().sub(x);
        let opposite = limit.min(V::zero().sub(limit).max(opposite));
        V::splat(1.0.into()).add(exp_within(opposite))
    }
}

/// `e²ˣ − 1` and `e²ˣ + 1`, whose quotient is the hyperbolic tangent.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn tanh_parts<V: Vector<Scalar: Exponent>>(x: V) -> [V; 2] {
    // SAFETY: as this function's. In this order what is not a number stays so.
    unsafe {
        let limit = V::splat(V::Scalar::TANH_LIMIT);
        let x = V::zero().sub(limit).max(limit.min(x));
        let power = exp_m1_within(x.add(x));
        [power, power.add(V::splat(2.0.into()))]
    }
}

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
trait Block<V: Vector> {
    /// # Safety
    /// The machine has `V`'s instruction set; the lanes of the units from `unit` are within the
    /// slices of the sample.
    unsafe fn block<const MASKED: bool>(&self, sample: usize, unit: usize, lanes: Lanes<V, MASKED>);
}

/// Does the work for all units of all samples.
///
/// # Safety
/// The machine has `V`'s instruction set; the work's slices have that many samples and units.
#[inline(always)]
unsafe fn sweep<V: Vector>(work: &(impl Block<V> + Block<V::Half>), samples: usize, units: usize) {
    for sample in 0..samples {
        // SAFETY: as this function's.
        unsafe { sweep_units::<V>(work, sample, units) };
    }
}

/// Does the one work and then the other for all units of a sample, of all samples: of work in two parts
/// the processor sees more units at once than of one long chain.
///
/// # Safety
/// As [`sweep`]'s.
#[inline(always)]
unsafe fn sweep_twice<V: Vector>(
    first: &(impl Block<V> + Block<V::Half>),
    second: &(impl Block<V> + Block<V::Half>),
    samples: usize,
    units: usize,
) {
    for sample in 0..samples {
        // SAFETY: as this function's.
        unsafe {
            sweep_units::<V>(first, sample, units);
            sweep_units::<V>(second, sample, units);
        }
    }
}

/// Does the work for all units of a sample.
///
/// # Safety
/// As [`sweep`]'s, which have the sample.
#[inline(always)]
unsafe fn sweep_units<V: Vector>(work: &(impl Block<V> + Block<V::Half>), sample: usize, units: usize) {
    let half = V::Half::LANES;
    // SAFETY: as this function's: whole registers end before the tail, which is masked. A machine
    // that has a register has its half.
    unsafe {
        let mut unit = 0;
        while unit + V::LANES <= units {
            work.block(sample, unit, Lanes::<V, false>::first(V::LANES));
            unit += V::LANES;
        }
        let tail = units - unit;
        // What has been stored by a mask is slow to be loaded again.
        if half < V::LANES && tail == half {
            work.block(sample, unit, Lanes::<V::Half, false>::first(half));
        } else if tail > 0 {
            work.block(sample, unit, Lanes::<V, true>::first(tail));
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
