//! The gates of an LSTM.

use super::{Block, samples, sigmoid_slope, sweep, sweep_twice, tanh_slope};
use crate::kernels::exp::{Exponent, inverse_sigmoid, tanh_parts};
use crate::kernels::vector::{Lanes, Vector};

/// A step of an LSTM, after its products: with the sums of the gates `i`, `f`, `g`, `o`
/// `c = σ(f) · c' + σ(i) · tanh(g)` and `h = σ(o) · tanh(c)`.
#[derive(Debug)]
pub struct Lstm<'a, T> {
    /// The units.
    pub units: usize,
    /// The distance of a sample's column from the next one's.
    pub stride: usize,
    /// The sums of `i f g o`; with `keep`, they become the gates' values, and `tanh(c)` is written
    /// behind them.
    pub columns: &'a mut [T],
    /// `c'`: the cells before.
    pub before: &'a [T],
    /// `c`: the cells after.
    pub cells: &'a mut [T],
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
    cells: *mut T,
    hidden: *mut T,
}

/// The cells of a step, which need the sums of `i`, `f` and `g`.
struct Cells<'a, T, const KEEP: bool>(&'a Forward<T, KEEP>);

impl<T: Exponent, const KEEP: bool> Block<T> for Cells<'_, T, KEEP> {
    #[inline(always)]
    unsafe fn block<V: Vector<Scalar = T>, const MASKED: bool>(
        &self,
        sample: usize,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    ) {
        let Forward { units, stride, columns, before, cells, .. } = *self.0;
        let gate = |index: usize| columns.wrapping_add(sample * stride + unit + index * units);
        let state = sample * units + unit;
        // SAFETY: as this function's.
        unsafe {
            let sums = [lanes.load(gate(0)), lanes.load(gate(1)), lanes.load(gate(2))];
            let (c, gates) = self::cells(sums, lanes.load(before.wrapping_add(state)));
            lanes.store(c, cells.wrapping_add(state));
            if KEEP {
                for (index, value) in gates.into_iter().enumerate() {
                    lanes.store(value, gate(index));
                }
            }
        }
    }
}

/// The outputs of a step, which need the cells and the sum of `o`.
struct Outputs<'a, T, const KEEP: bool>(&'a Forward<T, KEEP>);

impl<T: Exponent, const KEEP: bool> Block<T> for Outputs<'_, T, KEEP> {
    #[inline(always)]
    unsafe fn block<V: Vector<Scalar = T>, const MASKED: bool>(
        &self,
        sample: usize,
        unit: usize,
        lanes: Lanes<V, MASKED>,
    ) {
        let Forward { units, stride, columns, cells, hidden, .. } = *self.0;
        let gate = |index: usize| columns.wrapping_add(sample * stride + unit + index * units);
        let state = sample * units + unit;
        // SAFETY: as this function's.
        unsafe {
            let (h, [o, squashed]) =
                output(lanes.load(gate(3)), lanes.load(cells.cast_const().wrapping_add(state)));
            lanes.store(h, hidden.wrapping_add(state));
            if KEEP {
                lanes.store(o, gate(3));
                lanes.store(squashed, gate(4));
            }
        }
    }
}

/// From the sums of `i`, `f`, `g` and the cells before to the cells, and the values of the gates.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn cells<V: Vector<Scalar: Exponent>>([i, f, g]: [V; 3], before: V) -> (V, [V; 3]) {
    // SAFETY: as this function's.
    unsafe {
        let one = V::splat(1.0.into());
        let i_inverse = inverse_sigmoid(i);
        let f = one.div(inverse_sigmoid(f));
        let [g_above, g_below] = tanh_parts(g);
        let both = i_inverse.mul(g_below);
        let c = f.mul_add(before, g_above.div(both));
        (c, [one.div(i_inverse), f, g_above.div(g_below)])
    }
}

/// From the sum of `o` and the cells to the output, and the values of the gate and of `tanh(c)`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn output<V: Vector<Scalar: Exponent>>(o: V, c: V) -> (V, [V; 2]) {
    // SAFETY: as this function's.
    unsafe {
        let o_inverse = inverse_sigmoid(o);
        let [c_above, c_below] = tanh_parts(c);
        let h = c_above.div(o_inverse.mul(c_below));
        (h, [V::splat(1.0.into()).div(o_inverse), c_above.div(c_below)])
    }
}

/// Computes a step.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(in crate::kernels) unsafe fn lstm<V: Vector<Scalar: Exponent>>(step: Lstm<'_, V::Scalar>) {
    let Lstm { units, stride, columns, before, cells, hidden, keep } = step;
    let width = if keep { 5 } else { 4 } * units;
    let samples = samples(columns, stride, width, cells, units);
    assert!(before.len() >= cells.len() && hidden.len() >= cells.len(), "lstm: the states are too short");
    let [columns, cells, hidden] = [columns, cells, hidden].map(<[_]>::as_mut_ptr);
    let before = before.as_ptr();
    // SAFETY: as this function's; the slices have the samples' columns and states.
    unsafe {
        if keep {
            let work = Forward::<_, true> { units, stride, columns, before, cells, hidden };
            sweep_twice::<V>(&Cells(&work), &Outputs(&work), samples, units);
        } else {
            let work = Forward::<_, false> { units, stride, columns, before, cells, hidden };
            sweep_twice::<V>(&Cells(&work), &Outputs(&work), samples, units);
        }
    }
}

/// The gradients of an [`Lstm`] step that kept its values.
///
/// With `d_c += d_h · o · tanh'(c)`: `d_i = d_c · g · i'`, `d_f = d_c · c' · f'`,
/// `d_g = d_c · i · g'`, `d_o = d_h · tanh(c) · o'`, and `d_c' = d_c · f`.
#[derive(Debug)]
pub struct LstmGradient<'a, T> {
    /// The units.
    pub units: usize,
    /// The distance of a sample's column from the next one's.
    pub stride: usize,
    /// What forward kept; the gates become the gradients of their sums.
    pub columns: &'a mut [T],
    /// `c'`: the cells before.
    pub before: &'a [T],
    /// `d_h`.
    pub d_hidden: &'a [T],
    /// `d_c`, which becomes `d_c'`.
    pub d_cells: &'a mut [T],
}

/// The pointers of a step's gradients.
struct Backward<T> {
    units: usize,
    stride: usize,
    columns: *mut T,
    before: *const T,
    d_hidden: *const T,
    d_cells: *mut T,
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
        let d_cells = self.d_cells.wrapping_add(state);
        // SAFETY: as this function's.
        unsafe {
            let (i, f) = (lanes.load(gate(0)), lanes.load(gate(1)));
            let (g, o) = (lanes.load(gate(2)), lanes.load(gate(3)));
            let squashed = lanes.load(gate(4));
            let d_h = lanes.load(self.d_hidden.wrapping_add(state));
            let d_c = d_h.mul(o).mul_add(tanh_slope(squashed), lanes.load(d_cells));
            lanes.store(d_c.mul(g).mul(sigmoid_slope(i)), gate(0));
            let before = lanes.load(self.before.wrapping_add(state));
            lanes.store(d_c.mul(before).mul(sigmoid_slope(f)), gate(1));
            lanes.store(d_c.mul(i).mul(tanh_slope(g)), gate(2));
            lanes.store(d_h.mul(squashed).mul(sigmoid_slope(o)), gate(3));
            lanes.store(d_c.mul(f), d_cells);
        }
    }
}

/// Computes a step's gradients.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(in crate::kernels) unsafe fn lstm_gradient<V: Vector<Scalar: Exponent>>(
    step: LstmGradient<'_, V::Scalar>,
) {
    let LstmGradient { units, stride, columns, before, d_hidden, d_cells } = step;
    let samples = samples(columns, stride, 5 * units, d_cells, units);
    let fits = before.len() >= d_cells.len() && d_hidden.len() >= d_cells.len();
    assert!(fits, "lstm: the states are too short");
    let work = Backward {
        units,
        stride,
        columns: columns.as_mut_ptr(),
        before: before.as_ptr(),
        d_hidden: d_hidden.as_ptr(),
        d_cells: d_cells.as_mut_ptr(),
    };
    // SAFETY: as this function's; the slices have the samples' columns and states.
    unsafe { sweep::<V>(&work, samples, units) };
}
