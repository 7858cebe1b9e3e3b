//! Convolutions of images of one channel, as a first layer sees.
//!
//! Filters are innermost in the output, so a register holds neighbouring filters of one pixel, and an element
//! of a patch is spread over it. What is computed at once is some pixels of a row, their sums in registers. As
//! matrix products such convolutions are so short that beginning and ending a tile take longer than its steps.

mod gradients;
#[cfg(test)]
mod tests;

pub use gradients::PatchesGradient;
pub(super) use gradients::patches_gradient;

use super::vector::{Lanes, Vector};

/// The geometry of such a convolution of one image, which moves by 1: rows of pixels that see the same rows of
/// taps. The input's element for a tap of a pixel is at the sum of both places.
#[derive(Clone, Copy, Debug)]
pub struct Patches {
    /// The filters.
    pub filters: usize,
    /// The rows and columns of the kernel, whose taps lie one after another.
    pub taps: [usize; 2],
    /// How far apart the rows and the columns of taps are in the input.
    pub tap_steps: [usize; 2],
    /// The rows and columns of the output, at least 8 of a row, whose pixels lie one after another.
    pub pixels: [usize; 2],
    /// How far apart the rows of pixels are in the input.
    pub pixel_row: usize,
}

impl Patches {
    /// # Panics
    /// When a slice is too short. This is what the kernels' safety rests on.
    fn check<T>(&self, kernel: &[T], input: &[T], output: &[T]) {
        let Self { filters, taps, tap_steps, pixels, pixel_row } = *self;
        let len = |counts: [usize; 2]| counts[0].saturating_mul(counts[1]).saturating_mul(filters);
        assert!(kernel.len() >= len(taps), "patches: the kernel is too short");
        assert!(output.len() >= len(pixels), "patches: the output is too short");
        assert!(pixels[1] >= FEWEST_PIXELS, "patches: a row is too short");
        let counts = [taps[0], taps[1], pixels[0], pixels[1]];
        if !counts.contains(&0) {
            let steps = [tap_steps[0], tap_steps[1], pixel_row, 1];
            let places = counts.into_iter().zip(steps).map(|(count, step)| (count - 1).saturating_mul(step));
            let last = places.fold(0, usize::saturating_add);
            assert!(last < input.len(), "patches: the input is too short");
        }
    }
}

/// The fewest pixels of a row that are computed so.
pub(crate) const FEWEST_PIXELS: usize = 8;

/// The pixels of a tile that cover a row with the fewest computed twice: of 7 to 9, which are enough for as many
/// sums as hide the latency. More measured slower.
fn width(columns: usize) -> usize {
    let (mut best, mut width) = (8, 7);
    while width <= 9 && width <= columns {
        if columns.div_ceil(width) * width < columns.div_ceil(best) * best {
            best = width;
        }
        width += 1;
    }
    best
}

/// The places of a row of pixels.
struct Row<T> {
    kernel: *const T,
    input: *const T,
    output: *mut T,
}

impl<T> Clone for Row<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Row<T> {}

/// `output[pixel, f] = max(floor, bias[f] + Σ kernel[tap, f] · input[pixel, tap])`, in the order of the taps.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn patches<V: Vector>(
    p: Patches,
    kernel: &[V::Scalar],
    input: &[V::Scalar],
    output: &mut [V::Scalar],
    bias: &[V::Scalar],
    floor: V::Scalar,
) {
    p.check(kernel, input, output);
    assert!(bias.is_empty() || bias.len() >= p.filters, "patches: the bias is too short");
    let mut filter = 0;
    while filter < p.filters {
        let left = p.filters - filter;
        let row = Row {
            kernel: kernel.as_ptr().wrapping_add(filter),
            input: input.as_ptr(),
            output: output.as_mut_ptr().wrapping_add(filter),
        };
        let bias = bias.get(filter..).filter(|bias| !bias.is_empty()).map(<[_]>::as_ptr);
        // What is compiled is as little as measured well: rows of three taps unrolled where registers are not of 512
        // bits, and tiles of several widths for whole registers.
        // SAFETY: as this function's: the lengths were checked, and so many filters are left.
        unsafe {
            let is_wide = const { V::Half::LANES < V::LANES };
            if is_wide && left >= V::LANES {
                match width(p.pixels[1]) {
                    7 => rows::<V, 7, 0, false>(&p, row, bias, floor, left),
                    9 => rows::<V, 9, 0, false>(&p, row, bias, floor, left),
                    _ => rows::<V, 8, 0, false>(&p, row, bias, floor, left),
                }
            } else if is_wide && left > V::Half::LANES {
                rows::<V, 8, 0, true>(&p, row, bias, floor, left);
            } else if left < V::Half::LANES {
                rows::<V::Half, 8, 0, true>(&p, row, bias, floor, left);
            } else if p.taps[1] != 3 || p.tap_steps[1] != 1 {
                rows::<V::Half, 8, 0, false>(&p, row, bias, floor, left);
            } else {
                match width(p.pixels[1]) {
                    7 => rows::<V::Half, 7, 3, false>(&p, row, bias, floor, left),
                    9 => rows::<V::Half, 9, 3, false>(&p, row, bias, floor, left),
                    _ => rows::<V::Half, 8, 3, false>(&p, row, bias, floor, left),
                }
            }
        }
        filter += left.min(V::LANES);
    }
}

/// Computes a register of filters, `N` pixels at once.
///
/// # Safety
/// As [`tile`]'s, of all pixels, of which a row has at least `N`.
#[inline(always)]
unsafe fn rows<V: Vector, const N: usize, const C: usize, const MASKED: bool>(
    p: &Patches,
    mut row: Row<V::Scalar>,
    bias: Option<*const V::Scalar>,
    floor: V::Scalar,
    last: usize,
) {
    // SAFETY: as this function's.
    unsafe {
        let lanes = Lanes::<V, MASKED>::first(last.min(V::LANES));
        let mut start = V::zero();
        if let Some(bias) = bias {
            start = lanes.load(bias);
        }
        let floor = V::splat(floor);
        let last = p.pixels[1] - N;
        for _ in 0..p.pixels[0] {
            let mut column = 0;
            loop {
                // The last tile of a row ends with it, and computes some pixels again: the same.
                let first = column.min(last);
                let place = Row {
                    input: row.input.wrapping_add(first),
                    output: row.output.wrapping_add(first * p.filters),
                    ..row
                };
                tile::<V, N, C, MASKED>(p, place, start, floor, lanes);
                if first == last {
                    break;
                }
                column += N;
            }
            row.input = row.input.wrapping_add(p.pixel_row);
            row.output = row.output.wrapping_add(p.pixels[1] * p.filters);
        }
    }
}

/// Computes a register of filters of `N` pixels, the sums in registers.
///
/// # Safety
/// The machine has `V`'s instruction set. The elements of all taps of these filters and pixels can be read, and
/// those of the output written.
#[inline(always)]
unsafe fn tile<V: Vector, const N: usize, const C: usize, const MASKED: bool>(
    p: &Patches,
    row: Row<V::Scalar>,
    start: V,
    floor: V,
    lanes: Lanes<V, MASKED>,
) {
    // SAFETY: as this function's. Loops over arrays, not closures, which would not be compiled for the
    // instruction set.
    unsafe {
        let mut sums = [start; N];
        let (mut factor, mut line) = (row.kernel, row.input);
        for _ in 0..p.taps[0] {
            let mut element = line;
            for _ in 0..if C == 0 { p.taps[1] } else { C } {
                let factors = lanes.load(factor);
                for (n, sum) in sums.iter_mut().enumerate() {
                    *sum = factors.mul_add(V::splat_at(element.wrapping_add(n)), *sum);
                }
                // After the last tap these may point past the slices: they are not read then.
                factor = factor.wrapping_add(p.filters);
                element = element.wrapping_add(if C == 0 { p.tap_steps[1] } else { 1 });
            }
            line = line.wrapping_add(p.tap_steps[0]);
        }
        for (n, sum) in sums.into_iter().enumerate() {
            lanes.store(floor.max(sum), row.output.wrapping_add(n * p.filters));
        }
    }
}
