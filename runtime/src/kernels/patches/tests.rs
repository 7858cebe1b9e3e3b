//! Against the definition, on every instruction set of the machine.

use super::{Patches, PatchesGradient};
use crate::kernels::test::framed;
use crate::kernels::{Isa, Kernels};
use crate::scalar::Scalar;

/// Small integers: sums are exact, fused or not.
fn integers<T: Scalar>(count: usize, seed: usize) -> Vec<T> {
    (0..count).map(|i| T::from_f64(((i + seed) * (i + seed) % 7) as f64 - 3.0)).collect()
}

/// A geometry whose rows are a little apart, and the elements of its kernel, input and output.
fn geometry(filters: usize, taps: [usize; 2], step: usize, pixels: [usize; 2]) -> (Patches, [usize; 3]) {
    let pixel_row = pixels[1] + 7 * step;
    let tap_steps = [2 * pixel_row + 1, step];
    let p = Patches { filters, taps, tap_steps, pixels, pixel_row };
    let last = taps[0].saturating_sub(1) * tap_steps[0] + (taps[1] - 1) * step;
    let input = last + (pixels[0] - 1) * pixel_row + pixels[1];
    (p, [taps[0] * taps[1] * filters, input, pixels[0] * pixels[1] * filters])
}

/// Every filter, pixel and tap, as places in the output, the kernel and the input.
fn each(p: &Patches, mut visit: impl FnMut(usize, usize, usize)) {
    for (y, x) in (0..p.pixels[0]).flat_map(|y| (0..p.pixels[1]).map(move |x| (y, x))) {
        for (r, c) in (0..p.taps[0]).flat_map(|r| (0..p.taps[1]).map(move |c| (r, c))) {
            for f in 0..p.filters {
                let element = y * p.pixel_row + x + r * p.tap_steps[0] + c * p.tap_steps[1];
                visit((y * p.pixels[1] + x) * p.filters + f, (r * p.taps[1] + c) * p.filters + f, element);
            }
        }
    }
}

fn check_forward<T: Scalar>() {
    let shapes = [([3, 3], 1, [2, 9]), ([3, 3], 1, [1, 14]), ([2, 3], 1, [2, 8]), ([2, 5], 1, [1, 20])];
    let others = [([3, 3], 2, [1, 10]), ([1, 2], 3, [2, 11]), ([0, 3], 1, [1, 8])];
    for (filters, (taps, step, pixels)) in
        (1..36).flat_map(|filters| shapes.into_iter().chain(others).map(move |s| (filters, s)))
    {
        let (p, [kernel, input, output]) = geometry(filters, taps, step, pixels);
        let (kernel, input, bias) =
            (integers::<T>(kernel, 1), integers::<T>(input, 2), integers::<T>(filters, 3));
        let old = integers::<T>(output, 4);
        for (bias, floor) in [(&bias[..], T::NEG_INFINITY), (&bias[..], T::ZERO), (&[], T::ZERO)] {
            let mut expected: Vec<T> =
                (0..output).map(|at| bias.get(at % filters).copied().unwrap_or(T::ZERO)).collect();
            each(&p, |pixel, tap, element| expected[pixel] += kernel[tap] * input[element]);
            for y in &mut expected {
                *y = y.larger(floor);
            }
            for isa in Isa::available() {
                let found = framed(&old, |y| T::patches(isa, p, &kernel, &input, y, bias, floor));
                assert_eq!(found, expected, "{p:?} on {isa}");
            }
        }
    }
}

fn check_gradients<T: Scalar>() {
    let shapes = [([3, 3], [2, 9]), ([3, 3], [1, 8]), ([2, 3], [3, 11]), ([1, 3], [1, 10])];
    for (filters, (taps, pixels)) in (1..36).flat_map(|filters| shapes.map(move |s| (filters, s))) {
        let (p, [kernel, input, output]) = geometry(filters, taps, 1, pixels);
        let (input, d_output, y) =
            (integers::<T>(input, 2), integers::<T>(output, 3), integers::<T>(output, 5));
        let weights = integers::<T>(kernel + filters, 4);
        for (has_relu, has_bias) in [(false, true), (true, true), (true, false)] {
            let y = if has_relu { &y[..] } else { &[] };
            let d_z = |pixel: usize| if has_relu && y[pixel] <= T::ZERO { T::ZERO } else { d_output[pixel] };
            let mut expected = weights.clone();
            each(&p, |pixel, tap, element| expected[tap] += d_z(pixel) * input[element]);
            if has_bias {
                (0..output).for_each(|pixel| expected[kernel + pixel % filters] += d_z(pixel));
            }
            for isa in Isa::available() {
                let found = framed(&weights, |weights| {
                    let (d_kernel, d_bias) = weights.split_at_mut(kernel);
                    let d_bias = if has_bias { d_bias } else { &mut [] };
                    let (input, d_output, output) = (&input[..], &d_output[..], y);
                    T::patches_gradient(
                        isa,
                        p,
                        PatchesGradient { input, d_output, output, d_kernel, d_bias },
                    );
                });
                assert_eq!(found, expected, "{p:?} on {isa}");
            }
        }
    }
}

#[test]
fn agree_with_the_definition_in_both_precisions() {
    check_forward::<f32>();
    check_forward::<f64>();
    check_gradients::<f32>();
    check_gradients::<f64>();
}

#[test]
fn what_is_not_a_number_stays() {
    let (p, [kernel, input, output]) = geometry(9, [3, 3], 1, [1, 9]);
    for isa in Isa::available() {
        let mut values = vec![1.0; input];
        values[3] = f32::NAN;
        let mut y = vec![0.0; output];
        f32::patches(isa, p, &vec![1.0; kernel], &values, &mut y, &[], 0.0);
        for (pixel, y) in y.chunks_exact(9).enumerate() {
            assert!(y.iter().all(|y| y.is_nan() == (1..=3).contains(&pixel)), "{isa}");
        }
    }
}

#[test]
#[should_panic(expected = "patches: the input is too short")]
fn stay_inside() {
    let (p, [kernel, input, output]) = geometry(8, [3, 3], 1, [2, 8]);
    let (kernel, input) = (vec![0.0; kernel], vec![0.0; input - 1]);
    f32::patches(Isa::PORTABLE, p, &kernel, &input, &mut vec![0.0; output], &[], 0.0);
}
