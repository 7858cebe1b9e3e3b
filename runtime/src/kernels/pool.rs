//! The largest values of cells of 2 × 2 pixels side by side, which most pools take.
//!
//! Channels are innermost, so a register holds neighbouring channels of one pixel.

#[cfg(test)]
mod tests;

use super::vector::{Lanes, Vector};

/// The geometry of such a pool of one image. A last row or column that makes no whole cell is not seen.
#[derive(Clone, Copy, Debug)]
pub struct Cells {
    /// The image's rows.
    pub rows: usize,
    /// The image's columns.
    pub columns: usize,
    /// The channels.
    pub channels: usize,
}

impl Cells {
    /// The elements of a row of pixels.
    fn row(&self) -> usize {
        self.columns.saturating_mul(self.channels)
    }

    /// # Panics
    /// When a slice is too short. This is what the kernels' safety rests on.
    fn check(&self, inputs: &[usize], outputs: &[usize]) {
        let input = self.rows.saturating_mul(self.row());
        let output = (self.rows / 2).saturating_mul(self.columns / 2).saturating_mul(self.channels);
        assert!(inputs.iter().all(|len| *len >= input), "pool: the input is too short");
        assert!(outputs.iter().all(|len| *len >= output), "pool: the output is too short");
    }
}

/// What is computed of some channels of a row of cells.
trait Work<T> {
    /// # Safety
    /// The machine has `V`'s instruction set. The lanes can be read and written at all cells of
    /// the row that begins at an element of the input and one of the output.
    unsafe fn row<V: Vector<Scalar = T>, const MASKED: bool>(
        &self,
        cells: &Cells,
        input: usize,
        output: usize,
        lanes: Lanes<V, MASKED>,
    );
}

/// Works on all rows.
///
/// # Safety
/// As [`Work::row`]'s, of all channels.
#[inline(always)]
unsafe fn each_row<V: Vector>(cells: &Cells, work: &impl Work<V::Scalar>) {
    for row in 0..cells.rows / 2 {
        let mut input = 2 * row * cells.row();
        let mut output = row * (cells.columns / 2) * cells.channels;
        let mut left = cells.channels;
        while left > 0 {
            // SAFETY: as this function's; so many channels are left.
            unsafe {
                if left >= V::LANES {
                    work.row(cells, input, output, Lanes::<V, false>::first(V::LANES));
                } else if const { V::Half::LANES < V::LANES } && left == V::Half::LANES {
                    work.row(cells, input, output, Lanes::<V::Half, false>::first(left));
                } else {
                    work.row(cells, input, output, Lanes::<V, true>::first(left));
                }
            }
            let done = left.min(V::LANES);
            (input, output, left) = (input + done, output + done, left - done);
        }
    }
}

struct Pool<T> {
    input: *const T,
    output: *mut T,
}

impl<T> Work<T> for Pool<T> {
    #[inline(always)]
    unsafe fn row<V: Vector<Scalar = T>, const MASKED: bool>(
        &self,
        cells: &Cells,
        input: usize,
        output: usize,
        lanes: Lanes<V, MASKED>,
    ) {
        let (mut from, mut to) = (self.input.wrapping_add(input), self.output.wrapping_add(output));
        for _ in 0..cells.columns / 2 {
            let below = from.wrapping_add(cells.row());
            // SAFETY: as this function's.
            unsafe {
                let a = lanes.load(from);
                let b = lanes.load(from.wrapping_add(cells.channels));
                let c = lanes.load(below);
                let d = lanes.load(below.wrapping_add(cells.channels));
                lanes.store(a.larger(b).larger(c.larger(d)), to);
            }
            from = from.wrapping_add(2 * cells.channels);
            to = to.wrapping_add(cells.channels);
        }
    }
}

/// Writes the largest value of every cell and channel, the first of equals, and what is not a number where
/// there is such a value.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn max_pool<V: Vector>(cells: Cells, input: &[V::Scalar], output: &mut [V::Scalar]) {
    cells.check(&[input.len()], &[output.len()]);
    let work = Pool { input: input.as_ptr(), output: output.as_mut_ptr() };
    // SAFETY: as this function's; the lengths were checked.
    unsafe { each_row::<V>(&cells, &work) };
}

struct Gradient<T, const ADDS: bool> {
    input: *const T,
    output: *const T,
    d_output: *const T,
    d_input: *mut T,
}

impl<T, const ADDS: bool> Work<T> for Gradient<T, ADDS> {
    #[inline(always)]
    unsafe fn row<V: Vector<Scalar = T>, const MASKED: bool>(
        &self,
        cells: &Cells,
        input: usize,
        output: usize,
        lanes: Lanes<V, MASKED>,
    ) {
        let (mut at, mut pixel) = (input, output);
        for _ in 0..cells.columns / 2 {
            // SAFETY: as this function's.
            unsafe {
                let largest = lanes.load(self.output.wrapping_add(pixel));
                // What is left of the gradient: nothing after the first hit.
                let mut left = lanes.load(self.d_output.wrapping_add(pixel));
                for cell in [at, at + cells.channels, at + cells.row(), at + cells.row() + cells.channels] {
                    let values = lanes.load(self.input.wrapping_add(cell));
                    let to = self.d_input.wrapping_add(cell);
                    let [mut passed, rest] = left.split_at_largest(values, largest);
                    if ADDS {
                        passed = lanes.load(to.cast_const()).add(passed);
                    }
                    lanes.store(passed, to);
                    left = rest;
                }
            }
            at += 2 * cells.channels;
            pixel += cells.channels;
        }
    }
}

/// The gradient of [`max_pool`]: to the first of the largest values of a cell passes `d_output`, to others 0.
/// With `accumulate` it is added to what is there. Cells that are not whole are left as they are.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn max_pool_gradient<V: Vector>(
    cells: Cells,
    input: &[V::Scalar],
    [output, d_output]: [&[V::Scalar]; 2],
    d_input: &mut [V::Scalar],
    accumulate: bool,
) {
    cells.check(&[input.len(), d_input.len()], &[output.len(), d_output.len()]);
    let (input, output, d_output) = (input.as_ptr(), output.as_ptr(), d_output.as_ptr());
    let d_input = d_input.as_mut_ptr();
    // SAFETY: as this function's; the lengths were checked.
    unsafe {
        if accumulate {
            each_row::<V>(&cells, &Gradient::<_, true> { input, output, d_output, d_input });
        } else {
            each_row::<V>(&cells, &Gradient::<_, false> { input, output, d_output, d_input });
        }
    }
}
