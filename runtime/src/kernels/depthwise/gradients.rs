//! The kernel's gradient of depthwise convolutions.

use super::{Depthwise, load};
use crate::kernels::vector::Vector;

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
    let mut channel = 0;
    while channel < d.channels {
        let last = (d.channels - channel).min(V::LANES);
        let place = Gradient {
            kernel: d_kernel.as_mut_ptr().wrapping_add(channel),
            input: input.as_ptr().wrapping_add(channel),
            output: d_output.as_ptr().wrapping_add(channel),
        };
        // SAFETY: as this function's: the lengths were checked, and so many channels are left.
        unsafe {
            if const { !V::MASKS_ARE_FREE } && last == V::LANES {
                taps::<V, false>(&d, place, last);
            } else {
                taps::<V, true>(&d, place, last);
            }
        }
        channel += last;
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
        // Most kernels. A few channels with a slow mask are not worth their code.
        if d.taps == [3, 3] && const { !MASKED || V::MASKS_ARE_FREE } {
            return taps_at_once::<V, 3, 3, MASKED>(d, all, last);
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
        let mask = V::mask(last);
        let tap = |r: usize, c: usize| place.kernel.wrapping_add(r * d.kernel_row + c * d.channels);
        let mut sums = [[V::zero(); C]; R];
        for (r, sums) in sums.iter_mut().enumerate() {
            for (c, sum) in sums.iter_mut().enumerate() {
                [*sum] = load::<V, 1, MASKED>(tap(r, c), mask);
            }
        }
        let (mut line, mut d_line) = (place.input, place.output);
        for _ in 0..d.pixels[0] {
            let (mut pixel, mut d_output) = (line, d_line);
            for _ in 0..d.pixels[1] {
                let [d_value] = load::<V, 1, MASKED>(d_output, mask);
                for (r, sums) in sums.iter_mut().enumerate() {
                    for (c, sum) in sums.iter_mut().enumerate() {
                        let element = pixel.wrapping_add(r * d.tap_steps[0] + c * d.tap_steps[1]);
                        let [value] = load::<V, 1, MASKED>(element, mask);
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
                if MASKED {
                    sum.store_first(tap(r, c), mask);
                } else {
                    sum.store(tap(r, c));
                }
            }
        }
    }
}
