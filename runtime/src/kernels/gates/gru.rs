//! The gates of a GRU.

use super::{Block, samples, sigmoid_slope, sweep, tanh_slope};
use crate::kernels::exp::{Exponent, inverse_sigmoid, tanh_parts};
use crate::kernels::vector::{Lanes, Vector};

/// A step of a GRU whose reset gate comes after the product, after its products: with the sums `z`
/// and `r`, the input's part `x` of the candidate and the state's part `u`,
/// `g = tanh(x + σ(r) · u)` and `h = σ(z) · h' + (1 − σ(z)) · g`.
#[derive(Debug)]
pub struct Gru<'a, T> {
    /// The units.
    pub units: usize,
    /// The distance of a sample's column from the next one's.
    pub stride: usize,
    /// The sums `z r x u`; with `keep`, the first three become the values of the gates and `g`.
    pub columns: &'a mut [T],
    /// `h'`: the states before.
    pub before: &'a [T],
    /// `h`.
    pub hidden: &'a mut [T],
    /// Whether a gradient will be computed.
    pub keep: bool,
}

/// The pointers of a step.
struct Forward<T, const KEEP: bool> {
    units: usize,
    stride: usize,
    columns: *mut T,
    before: *const T,
    hidden: *mut T,
}

impl<T: Exponent, const KEEP: bool> Block<T> for Forward<T, KEEP> {
    #[inline(always)]
    unsafe fn block<V: Vector<Scalar = T>, const MASKED: bool>(
        &self,
        sample: usize,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    ) {
        let column = self.columns.wrapping_add(sample * self.stride + unit);
        let gate = |index: usize| column.wrapping_add(index * self.units);
        let state = sample * self.units + unit;
        // SAFETY: as this function's.
        unsafe {
            let sums = [lanes.load(gate(0)), lanes.load(gate(1)), lanes.load(gate(2)), lanes.load(gate(3))];
            let (h, [z, r, g]) = output(sums, lanes.load(self.before.wrapping_add(state)));
            lanes.store(h, self.hidden.wrapping_add(state));
            if KEEP {
                lanes.store(z, gate(0));
                lanes.store(r, gate(1));
                lanes.store(g, gate(2));
            }
        }
    }
}

/// From the sums `z r x u` and the states before to the states, and the values of the gates and of `g`. Each
/// division is on its own: a shared one would be one thing more that the output waits for.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn output<V: Vector<Scalar: Exponent>>([z, r, x, u]: [V; 4], before: V) -> (V, [V; 3]) {
    // SAFETY: as this function's.
    unsafe {
        let one = V::splat(1.0.into());
        let r_inverse = inverse_sigmoid(r);
        let z = one.div(inverse_sigmoid(z));
        let [above, below] = tanh_parts(x.add(u.div(r_inverse)));
        let g = above.div(below);
        // What does not wait for g first.
        let (kept, part) = (z.mul(before), one.sub(z));
        (part.mul_add(g, kept), [z, one.div(r_inverse), g])
    }
}

/// Computes a step.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(in crate::kernels) unsafe fn gru<V: Vector<Scalar: Exponent>>(step: Gru<'_, V::Scalar>) {
    let Gru { units, stride, columns, before, hidden, keep } = step;
    let samples = samples(columns, stride, 4 * units, hidden, units);
    assert!(before.len() >= hidden.len(), "gru: the states are too short");
    let [columns, hidden] = [columns, hidden].map(<[_]>::as_mut_ptr);
    let before = before.as_ptr();
    // SAFETY: as this function's; the slices have the samples' columns and states.
    unsafe {
        if keep {
            sweep::<V>(&Forward::<_, true> { units, stride, columns, before, hidden }, samples, units);
        } else {
            sweep::<V>(&Forward::<_, false> { units, stride, columns, before, hidden }, samples, units);
        }
    }
}

/// The gradients of a [`Gru`] step that kept its values.
///
/// `d_z = d_h · (h' − g) · z'`, `d_x = d_h · (1 − z) · g'`, `d_r = d_x · u · r'`, `d_u = d_x · r`,
/// and of `h'` the part that goes past the gates, `d_h · z`.
#[derive(Debug)]
pub struct GruGradient<'a, T> {
    /// The units.
    pub units: usize,
    /// The distance of a sample's column from the next one's.
    pub stride: usize,
    /// What forward kept; it becomes the gradients of the sums.
    pub columns: &'a mut [T],
    /// `h'`: the states before.
    pub before: &'a [T],
    /// `d_h`, which becomes `d_h · z`.
    pub d_hidden: &'a mut [T],
}

/// The pointers of a step's gradients.
struct Backward<T> {
    units: usize,
    stride: usize,
    columns: *mut T,
    before: *const T,
    d_hidden: *mut T,
}

impl<T: Exponent> Block<T> for Backward<T> {
    #[inline(always)]
    unsafe fn block<V: Vector<Scalar = T>, const MASKED: bool>(
        &self,
        sample: usize,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    ) {
        let column = self.columns.wrapping_add(sample * self.stride + unit);
        let gate = |index: usize| column.wrapping_add(index * self.units);
        let state = sample * self.units + unit;
        let d_hidden = self.d_hidden.wrapping_add(state);
        // SAFETY: as this function's.
        unsafe {
            let (z, r) = (lanes.load(gate(0)), lanes.load(gate(1)));
            let (g, u) = (lanes.load(gate(2)), lanes.load(gate(3)));
            let before = lanes.load(self.before.wrapping_add(state));
            let d_h = lanes.load(d_hidden);
            let d_x = d_h.mul(V::splat(1.0.into()).sub(z)).mul(tanh_slope(g));
            lanes.store(d_h.mul(before.sub(g)).mul(sigmoid_slope(z)), gate(0));
            lanes.store(d_x.mul(u).mul(sigmoid_slope(r)), gate(1));
            lanes.store(d_x, gate(2));
            lanes.store(d_x.mul(r), gate(3));
            lanes.store(d_h.mul(z), d_hidden);
        }
    }
}

/// Computes a step's gradients.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(in crate::kernels) unsafe fn gru_gradient<V: Vector<Scalar: Exponent>>(step: GruGradient<'_, V::Scalar>) {
    let GruGradient { units, stride, columns, before, d_hidden } = step;
    let samples = samples(columns, stride, 4 * units, d_hidden, units);
    assert!(before.len() >= d_hidden.len(), "gru: the states are too short");
    let [columns, d_hidden] = [columns, d_hidden].map(<[_]>::as_mut_ptr);
    let work = Backward { units, stride, columns, before: before.as_ptr(), d_hidden };
    // SAFETY: as this function's; the slices have the samples' columns and states.
    unsafe { sweep::<V>(&work, samples, units) };
}
