//! The gradients of the weights of convolutions of one channel.

use super::Patches;
use crate::kernels::vector::{Lanes, Vector};

/// What the gradients are sums over, and where they go.
#[derive(Debug)]
pub struct PatchesGradient<'a, T> {
    /// The input from the first pixel's first tap on.
    pub input: &'a [T],
    /// The gradient of the output, from the first pixel on.
    pub d_output: &'a [T],
    /// The output, where relu has made it; else nothing.
    pub output: &'a [T],
    /// The gradient of the kernel, from the first tap on.
    pub d_kernel: &'a mut [T],
    /// The gradient of the bias, if there is one.
    pub d_bias: &'a mut [T],
}

/// `d_kernel[tap, f] += Σ input[pixel, tap] · d_z[pixel, f]` and `d_bias[f] += Σ d_z[pixel, f]`, over the pixels in
/// order, with rows of three taps side by side. `d_z` is `d_output`, or 0 where there is an output that is at
/// most 0.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(in crate::kernels) unsafe fn patches_gradient<V: Vector>(p: Patches, g: PatchesGradient<'_, V::Scalar>) {
    p.check(g.d_kernel, g.input, g.d_output);
    assert!(g.output.is_empty() || g.output.len() >= g.d_output.len(), "patches: the output is too short");
    assert!(g.d_bias.is_empty() || g.d_bias.len() >= p.filters, "patches: the bias is too short");
    assert!(p.taps[0] > 0 && p.taps[1] == 3 && p.tap_steps[1] == 1, "patches: no rows of three taps");
    let mut filter = 0;
    while filter < p.filters {
        let left = p.filters - filter;
        let places = Places {
            input: g.input.as_ptr(),
            d_output: g.d_output.as_ptr().wrapping_add(filter),
            output: if g.output.is_empty() { None } else { Some(g.output.as_ptr().wrapping_add(filter)) },
            kernel: g.d_kernel.as_mut_ptr().wrapping_add(filter),
            bias: if g.d_bias.is_empty() { None } else { Some(g.d_bias.as_mut_ptr().wrapping_add(filter)) },
        };
        // SAFETY: as this function's: the lengths were checked, and so many filters are left.
        unsafe {
            let is_wide = const { V::Half::LANES < V::LANES };
            if is_wide && left >= V::LANES {
                rows_of_taps::<V, 1, false>(&p, places, left);
            } else if is_wide && left > V::Half::LANES {
                rows_of_taps::<V, 1, true>(&p, places, left);
            } else if left < V::Half::LANES {
                rows_of_taps::<V::Half, 1, true>(&p, places, left);
            } else {
                rows_of_taps::<V::Half, 2, false>(&p, places, left);
            }
        }
        filter += left.min(V::LANES);
    }
}

/// The places of a register of filters.
struct Places<T> {
    input: *const T,
    d_output: *const T,
    output: Option<*const T>,
    kernel: *mut T,
    bias: Option<*mut T>,
}

impl<T> Clone for Places<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Places<T> {}

/// The gradients of all taps, three rows of them at once where there are three.
///
/// # Safety
/// As [`taps`]'s, for all rows.
#[inline(always)]
unsafe fn rows_of_taps<V: Vector, const P: usize, const MASKED: bool>(
    p: &Patches,
    mut places: Places<V::Scalar>,
    last: usize,
) {
    let last = last.min(V::LANES);
    // SAFETY: as this function's; so many rows are left.
    unsafe {
        if p.taps[0] == 3 {
            return taps::<V, 3, P, MASKED>(p, places, last);
        }
        for _ in 0..p.taps[0] {
            taps::<V, 1, P, MASKED>(p, places, last);
            places.input = places.input.wrapping_add(p.tap_steps[0]);
            places.kernel = places.kernel.wrapping_add(3 * p.filters);
            places.bias = None;
        }
    }
}

/// The gradients of `R` rows of taps, the sums in registers, `P` pixels at once: neighbours share elements.
///
/// # Safety
/// The machine has `V`'s instruction set. The elements of these taps and filters of all pixels can be read, and those
/// of the gradients written.
#[inline(always)]
unsafe fn taps<V: Vector, const R: usize, const P: usize, const MASKED: bool>(
    p: &Patches,
    mut places: Places<V::Scalar>,
    last: usize,
) {
    // SAFETY: as this function's. Loops over arrays, not closures, which would not be compiled for the
    // instruction set.
    unsafe {
        let lanes = Lanes::<V, MASKED>::first(last);
        let mut sums = [[V::zero(); 3]; R];
        for (r, sums) in sums.iter_mut().enumerate() {
            for (c, sum) in sums.iter_mut().enumerate() {
                *sum = lanes.load(places.kernel.wrapping_add((3 * r + c) * p.filters));
            }
        }
        let mut bias = V::zero();
        if let Some(from) = places.bias {
            bias = lanes.load(from);
        }
        for _ in 0..p.pixels[0] {
            let mut input = places.input;
            let mut left = p.pixels[1];
            while left >= P {
                (sums, bias) = pixels::<V, R, P, MASKED>(p, &mut places, input, lanes, sums, bias);
                input = input.wrapping_add(P);
                left -= P;
            }
            for _ in 0..left {
                (sums, bias) = pixels::<V, R, 1, MASKED>(p, &mut places, input, lanes, sums, bias);
                input = input.wrapping_add(1);
            }
            places.input = places.input.wrapping_add(p.pixel_row);
        }
        for (r, sums) in sums.into_iter().enumerate() {
            for (c, sum) in sums.into_iter().enumerate() {
                lanes.store(sum, places.kernel.wrapping_add((3 * r + c) * p.filters));
            }
        }
        if let Some(to) = places.bias {
            lanes.store(bias, to);
        }
    }
}

/// Adds `P` pixels to the sums, and moves on to those behind.
///
/// # Safety
/// As [`taps`]'s.
#[inline(always)]
unsafe fn pixels<V: Vector, const R: usize, const P: usize, const MASKED: bool>(
    p: &Patches,
    places: &mut Places<V::Scalar>,
    input: *const V::Scalar,
    lanes: Lanes<V, MASKED>,
    mut sums: [[V; 3]; R],
    mut bias: V,
) -> ([[V; 3]; R], V) {
    // SAFETY: as this function's.
    unsafe {
        for n in 0..P {
            let mut d = lanes.load(places.d_output);
            if let Some(output) = &mut places.output {
                d = d.zero_unless_positive(lanes.load(*output));
                *output = output.wrapping_add(p.filters);
            }
            places.d_output = places.d_output.wrapping_add(p.filters);
            bias = bias.add(d);
            for (r, sums) in sums.iter_mut().enumerate() {
                for (c, sum) in sums.iter_mut().enumerate() {
                    let element = input.wrapping_add(r * p.tap_steps[0] + n + c);
                    *sum = d.mul_add(V::splat_at(element), *sum);
                }
            }
        }
        (sums, bias)
    }
}
