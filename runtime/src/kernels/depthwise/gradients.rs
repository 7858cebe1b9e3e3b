//! The kernel's gradient of depthwise convolutions.

use core::mem::MaybeUninit;

use super::Depthwise;
use super::compact::{self, Group, TAPS};
use crate::kernels::vector::{Lanes, Vector};

/// `d_kernel[tap, c] += Σ input[pixel, tap, c] · d_output[pixel, c]`, over the pixels in order.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(in crate::kernels) unsafe fn depthwise_kernel<V: Vector>(
    d: Depthwise,
    input: &[V::Scalar],
    d_output: &[V::Scalar],
    d_kernel: &mut [V::Scalar],
) {
    d.check(d_kernel, input, d_output);
    let mut copy = MaybeUninit::uninit();
    let mut channel = 0;
    while channel < d.channels {
        let group = Group::next::<V>(&d, channel);
        let place = Gradient {
            kernel: d_kernel.as_mut_ptr().wrapping_add(channel),
            input: input.as_ptr().wrapping_add(channel),
            output: d_output.as_ptr().wrapping_add(channel),
        };
        // SAFETY: as this function's: the lengths were checked, and so many channels are left.
        unsafe {
            let (d, input, step) = group.input::<V>(&d, place.input, &mut copy);
            for register in 0..group.registers {
                let place = Gradient {
                    kernel: place.kernel.wrapping_add(register * V::LANES),
                    input: input.wrapping_add(register * step),
                    output: place.output.wrapping_add(register * V::LANES),
                };
                if const { !V::MASKS_ARE_FREE } && group.last == V::LANES {
                    taps::<V, false>(&d, place, group.last);
                } else {
                    taps::<V, true>(&d, place, group.last);
                }
            }
        }
        channel += group.registers * group.last;
    }
}

/// The places of some channels.
struct Gradient<T> {
    kernel: *mut T,
    input: *const T,
    output: *const T,
}

impl<T> Clone for Gradient<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Gradient<T> {}

/// The gradients of all taps of a register of channels.
///
/// # Safety
/// As [`taps_at_once`]'s, for all taps.
#[inline(always)]
unsafe fn taps<V: Vector, const MASKED: bool>(d: &Depthwise, all: Gradient<V::Scalar>, last: usize) {
    let at = |row: usize, column: usize| Gradient {
        kernel: all.kernel.wrapping_add(row * d.kernel_row + column * d.channels),
        input: all.input.wrapping_add(row * d.tap_steps[0] + column * d.tap_steps[1]),
        ..all
    };
    // SAFETY: as this function's; so many taps are left.
    unsafe {
        if d.is_compact() {
            return compact::<V, MASKED>(d, all, last);
        }
        for row in 0..d.taps[0] {
            let mut column = 0;
            while column < d.taps[1] {
                let place = at(row, column);
                match d.taps[1] - column {
                    3.. => taps_at_once::<V, 1, 3, MASKED>(d, place, last),
                    2 => taps_at_once::<V, 1, 2, MASKED>(d, place, last),
                    _ => taps_at_once::<V, 1, 1, MASKED>(d, place, last),
                }
                column += 3;
            }
        }
    }
}

/// The gradients of `R` rows of `C` taps, of a register of channels, the sums in registers.
///
/// # Safety
/// The machine has `V`'s instruction set. The elements of these taps and of all pixels can be read,
/// and those of the kernel written.
#[inline(always)]
unsafe fn taps_at_once<V: Vector, const R: usize, const C: usize, const MASKED: bool>(
    d: &Depthwise,
    place: Gradient<V::Scalar>,
    last: usize,
) {
    // SAFETY: as this function's.
    unsafe {
        let lanes = Lanes::<V, MASKED>::first(last);
        let tap = |r: usize, c: usize| place.kernel.wrapping_add(r * d.kernel_row + c * d.channels);
        let mut sums = [[V::zero(); C]; R];
        for (r, sums) in sums.iter_mut().enumerate() {
            for (c, sum) in sums.iter_mut().enumerate() {
                *sum = lanes.load(tap(r, c));
            }
        }
        let (mut line, mut d_line) = (place.input, place.output);
        for _ in 0..d.pixels[0] {
            let (mut pixel, mut d_output) = (line, d_line);
            for _ in 0..d.pixels[1] {
                let d_value = lanes.load(d_output);
                for (r, sums) in sums.iter_mut().enumerate() {
                    for (c, sum) in sums.iter_mut().enumerate() {
                        let element = pixel.wrapping_add(r * d.tap_steps[0] + c * d.tap_steps[1]);
                        let value = lanes.load(element);
                        *sum = value.mul_add(d_value, *sum);
                    }
                }
                // After the last pixel these may point past the slices: they are not read then.
                pixel = pixel.wrapping_add(d.pixel_steps[1]);
                d_output = d_output.wrapping_add(d.output_steps[1]);
            }
            line = line.wrapping_add(d.pixel_steps[0]);
            d_line = d_line.wrapping_add(d.output_steps[0]);
        }
        for (r, sums) in sums.into_iter().enumerate() {
            for (c, sum) in sums.into_iter().enumerate() {
                lanes.store(sum, tap(r, c));
            }
        }
    }
}

/// The gradients of all taps of a compact kernel.
///
/// # Safety
/// As [`taps`]'s.
#[inline(always)]
unsafe fn compact<V: Vector, const MASKED: bool>(d: &Depthwise, all: Gradient<V::Scalar>, last: usize) {
    let mut row = 0;
    while row < d.pixels[0] {
        let run = compact::run(d, row);
        let [kernel, element, pixel] = run.places;
        let place = Gradient {
            kernel: all.kernel.wrapping_add(kernel),
            input: all.input.wrapping_add(element),
            output: all.output.wrapping_add(pixel),
        };
        // SAFETY: as this function's; the rows of a run are those of the geometry.
        unsafe {
            match (run.taps, d.stride(1)) {
                (3, 1) => along::<V, 3, 1, MASKED>(d, place, run.pixels, last),
                (2, 1) => along::<V, 2, 1, MASKED>(d, place, run.pixels, last),
                (_, 1) => along::<V, 1, 1, MASKED>(d, place, run.pixels, last),
                (3, _) => along::<V, 3, 2, MASKED>(d, place, run.pixels, last),
                (2, _) => along::<V, 2, 2, MASKED>(d, place, run.pixels, last),
                (_, _) => along::<V, 1, 2, MASKED>(d, place, run.pixels, last),
            }
        }
        row += run.pixels;
    }
}

/// The gradients of `R` rows of taps from some rows of pixels that are `S` columns apart: each column of
/// the input is read once, for all pixels that see it.
///
/// # Safety
/// As [`taps`]'s.
#[inline(always)]
unsafe fn along<V: Vector, const R: usize, const S: usize, const MASKED: bool>(
    d: &Depthwise,
    place: Gradient<V::Scalar>,
    rows: usize,
    last: usize,
) {
    // SAFETY: as this function's.
    unsafe {
        let lanes = Lanes::<V, MASKED>::first(last);
        let tap =
            |row: usize, column: usize| place.kernel.wrapping_add(row * d.kernel_row + column * d.channels);
        let mut sums = [[V::zero(); R]; TAPS];
        for (column, sums) in sums.iter_mut().enumerate() {
            for (row, sum) in sums.iter_mut().enumerate() {
                *sum = lanes.load(tap(row, column));
            }
        }
        let [before, behind] = d.outside[1];
        let end = d.span(1) - behind;
        for row in 0..rows {
            let mut line = place.input.wrapping_add(row * d.pixel_steps[0]);
            let d_line = place.output.wrapping_add(row * d.output_steps[0]);
            let d_pixel = |pixel: usize| d_line.wrapping_add(pixel * d.output_steps[1]);
            // Of the pixels that see a column, under its last tap first.
            let mut seen = [V::zero(); TAPS];
            for (n, d_value) in seen.iter_mut().enumerate().take(TAPS - 1) {
                let pixel = if S == 1 { (before + n).wrapping_sub(2) } else { 0 };
                if pixel < d.pixels[1] {
                    *d_value = lanes.load(d_pixel(pixel));
                }
            }
            for column in before..end {
                let mut values = [V::zero(); R];
                for (row, value) in values.iter_mut().enumerate() {
                    *value = lanes.load(line.wrapping_add(row * d.tap_steps[0]));
                }
                // After the last column this may point past the slice: it is not read then.
                line = line.wrapping_add(d.tap_steps[1]);
                // Where there is no pixel nothing is added: not zero times what might be infinite.
                if S == 1 {
                    if column < d.pixels[1] {
                        seen[2] = lanes.load(d_pixel(column));
                    }
                    for (n, d_value) in seen.into_iter().enumerate() {
                        if (column + n).wrapping_sub(2) < d.pixels[1] {
                            add(&mut sums[TAPS - 1 - n], values, d_value);
                        }
                    }
                    seen = [seen[1], seen[2], seen[2]];
                } else if column % 2 == 0 {
                    if column > 0 {
                        add(&mut sums[2], values, seen[0]);
                    }
                    if column / 2 < d.pixels[1] {
                        seen[0] = lanes.load(d_pixel(column / 2));
                        add(&mut sums[0], values, seen[0]);
                    }
                } else {
                    add(&mut sums[1], values, seen[0]);
                }
            }
        }
        for (column, sums) in sums.into_iter().enumerate() {
            for (row, sum) in sums.into_iter().enumerate() {
                lanes.store(sum, tap(row, column));
            }
        }
    }
}

/// Adds the products of a pixel's gradient with a column of its input.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn add<V: Vector, const R: usize>(sums: &mut [V; R], values: [V; R], d_value: V) {
    for (sum, value) in sums.iter_mut().zip(values) {
        // SAFETY: as this function's.
        *sum = unsafe { value.mul_add(d_value, *sum) };
    }
}
