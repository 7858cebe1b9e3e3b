//! The largest values of cells of 2 × 2 pixels side by side, which most pools take.
//!
//! Channels are innermost, so a register holds neighbouring channels of one pixel.

#[cfg(test)]
mod tests;

use super::vector::Vector;

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
    /// The machine has `V`'s instruction set. A register of channels can be read and written at all cells of
    /// the row that begins at an element of the input and one of the output; with `MASKED` the mask's.
    unsafe fn row<V: Vector<Scalar = T>, const MASKED: bool>(
        &self,
        cells: &Cells,
        input: usize,
        output: usize,
        mask: V::Mask,
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
                    work.row::<V, false>(cells, input, output, V::mask(V::LANES));
                } else if const { V::Half::LANES < V::LANES } && left == V::Half::LANES {
                    work.row::<V::Half, false>(cells, input, output, V::Half::mask(left));
                } else {
                    work.row::<V, true>(cells, input, output, V::mask(left));
                }
            }
            let done = left.min(V::LANES);
            (input, output, left) = (input + done, output + done, left - done);
        }
    }
}

/// Reads a register.
///
/// # Safety
/// The machine has `V`'s instruction set; the numbers, with `MASKED` those of the mask, can be read.
#[inline(always)]
unsafe fn load<V: Vector, const MASKED: bool>(from: *const V::Scalar, mask: V::Mask) -> V {
    // SAFETY: as this function's.
    unsafe { if MASKED { V::load_first(from, mask) } else { V::load(from) } }
}

/// Writes a register.
///
/// # Safety
/// As [`load`]'s, of writing.
#[inline(always)]
unsafe fn store<V: Vector, const MASKED: bool>(register: V, to: *mut V::Scalar, mask: V::Mask) {
    // SAFETY: as this function's.
    unsafe {
        if MASKED {
            register.store_first(to, mask);
        } else {
            register.store(to);
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
        mask: V::Mask,
    ) {
        let (mut from, mut to) = (self.input.wrapping_add(input), self.output.wrapping_add(output));
        for _ in 0..cells.columns / 2 {
            let below = from.wrapping_add(cells.row());
            // SAFETY: as this function's.
            unsafe {
                let a = load::<V, MASKED>(from, mask);
                let b = load::<V, MASKED>(from.wrapping_add(cells.channels), mask);
                let c = load::<V, MASKED>(below, mask);
                let d = load::<V, MASKED>(below.wrapping_add(cells.channels), mask);
                store::<V, MASKED>(a.larger(b).larger(c.larger(d)), to, mask);
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
        mask: V::Mask,
    ) {
        let (mut at, mut pixel) = (input, output);
        for _ in 0..cells.columns / 2 {
            // SAFETY: as this function's.
            unsafe {
                let largest = load::<V, MASKED>(self.output.wrapping_add(pixel), mask);
                // What is left of the gradient: nothing after the first hit.
                let mut left = load::<V, MASKED>(self.d_output.wrapping_add(pixel), mask);
                for cell in [at, at + cells.channels, at + cells.row(), at + cells.row() + cells.channels] {
                    let values = load::<V, MASKED>(self.input.wrapping_add(cell), mask);
                    let to = self.d_input.wrapping_add(cell);
                    let [mut passed, rest] = left.split_at_largest(values, largest);
                    if ADDS {
                        passed = load::<V, MASKED>(to.cast_const(), mask).add(passed);
                    }
                    store::<V, MASKED>(passed, to, mask);
                    left = rest;
                }
            }
            at += 2 * cells.channels;
            pixel += cells.channels;
        }
    }
}

/// The gradient of [`max_pool`]: to the first of the largest values of a cell passes `d_output`, to others 0.
/// With `accumulate` it is added to what is
/// there. Cells that are not whole are left as they are.
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
