//! Tests of the depthwise kernels, on every instruction set of the machine.

use super::Depthwise;
use crate::kernels::test::{LENGTHS, framed};
use crate::kernels::{Isa, Kernels, Start};
use crate::scalar::Scalar;

fn check_depthwise<T: Scalar>() {
    let counts = [([1, 1], [1, 1]), ([3, 3], [2, 5]), ([2, 3], [1, 9]), ([1, 7], [3, 3]), ([0, 3], [1, 2])];
    for (channels, (taps, pixels)) in LENGTHS.step_by(3).flat_map(|c| counts.map(|counts| (c, counts))) {
        let (tap_steps, pixel_steps) = ([11 * channels, 2 * channels], [13 * channels, channels + 1]);
        let (kernel_row, step) = ((taps[1] + 1) * channels, channels + 1);
        let output_row = (pixels[1] + 2) * step;
        let output_steps = [output_row, step];
        let outside = [[0; 2]; 2];
        let d =
            Depthwise { channels, taps, pixels, kernel_row, output_steps, tap_steps, pixel_steps, outside };
        let (kernel_len, output_len) = (taps[0] * kernel_row, pixels[0] * output_row);
        let len = (2 * 11 + 6 * 2 + 2 * 13) * channels + 8 * (channels + 1) + channels;
        // Small integers: sums are exact, fused or not.
        let integers =
            |count: usize| (0..count).map(|i| T::from_f64((i * i % 7) as f64 - 3.0)).collect::<Vec<T>>();
        let (kernel, input, output, bias) =
            (integers(kernel_len), integers(len), integers(output_len), integers(channels));
        let at = |index: [usize; 2], steps: [usize; 2]| index[0] * steps[0] + index[1] * steps[1];
        let all =
            |counts: [usize; 2]| (0..counts[0]).flat_map(move |row| (0..counts[1]).map(move |c| [row, c]));
        let each = |visit: &mut dyn FnMut(usize, usize, usize)| {
            for (pixel, tap) in all(pixels).flat_map(|pixel| all(taps).map(move |tap| (pixel, tap))) {
                for c in 0..channels {
                    let element = at(pixel, pixel_steps) + at(tap, tap_steps) + c;
                    visit(at(pixel, output_steps) + c, at(tap, [kernel_row, channels]) + c, element);
                }
            }
        };
        let (mut sums, mut d_kernel) = (output.clone(), kernel.clone());
        each(&mut |at, tap, element| {
            sums[at] += kernel[tap] * input[element];
            d_kernel[tap] += output[at] * input[element];
        });
        let of = |start: &dyn Fn(usize) -> T| -> Vec<T> {
            // Between the rows and the columns nothing is written.
            let value = |at: usize| {
                let (column, channel) = (at % output_row / step, at % output_row % step);
                let is_pixel = column < pixels[1] && channel < channels;
                if is_pixel { sums[at] - output[at] + start(channel) } else { output[at] }
            };
            (0..output_len).map(value).collect()
        };
        for isa in Isa::available() {
            let run = |start: Start<'_, T>| {
                framed(&output, |output| T::depthwise(isa, d, &kernel, &input, output, start))
            };
            assert_eq!(run(Start::Sum), sums, "{isa}");
            assert_eq!(run(Start::Zero), of(&|_| T::ZERO), "{isa}");
            assert_eq!(run(Start::Rows(&bias)), of(&|channel| bias[channel]), "{isa}");
            let found = framed(&kernel, |kernel| T::depthwise_kernel(isa, d, &input, &output, kernel));
            assert_eq!(found, d_kernel, "{isa}");
        }
    }
}

#[test]
fn depthwise_kernels_in_both_precisions() {
    check_depthwise::<f32>();
    check_depthwise::<f64>();
}

/// Images with taps outside, of which some are copied, against plain loops.
fn check_padded_depthwise<T: Scalar>() {
    let sizes: [([usize; 2], [usize; 2]); 5] =
        [([1, 1], [1, 1]), ([1, 2], [2, 1]), ([4, 5], [1, 1]), ([5, 4], [2, 2]), ([6, 9], [1, 2])];
    let many = if cfg!(miri) { 20 } else { 300 };
    let cases = sizes.into_iter().flat_map(|size| (1..=3_usize).map(move |rows| (size, rows)));
    for ((size, strides), rows) in cases {
        let taps = [rows, 3];
        for (before, channels) in (0..9_usize).flat_map(|b| [3, 16, 21, many].map(|c| ([b / 3, b % 3], c))) {
            // As many pixels as see something, but for a last one at every other geometry.
            let fewer = usize::from(before[0] == before[1]);
            let pixels = [0, 1].map(|axis: usize| {
                let most: usize = (before[axis] + size[axis] - 1) / strides[axis] + 1;
                most.saturating_sub(fewer).max(1)
            });
            let outside = [0, 1].map(|axis: usize| {
                let span: usize = (pixels[axis] - 1) * strides[axis] + taps[axis];
                [before[axis], span.saturating_sub(before[axis] + size[axis])]
            });
            if (0..2).any(|axis| outside[axis].iter().any(|count| *count >= taps[axis])) {
                continue;
            }
            let row = size[1] * channels;
            let d = Depthwise {
                channels,
                taps,
                pixels,
                kernel_row: 3 * channels,
                output_steps: [pixels[1] * channels, channels],
                tap_steps: [row, channels],
                pixel_steps: [strides[0] * row, strides[1] * channels],
                outside,
            };
            assert!(d.is_compact());
            let integers =
                |count: usize| (0..count).map(|i| T::from_f64((i * i % 7) as f64 - 3.0)).collect::<Vec<T>>();
            let (kernel, input) = (integers(rows * 3 * channels), integers(size[0] * row));
            let (output, bias) = (integers(pixels[0] * pixels[1] * channels), integers(channels));
            let (mut sums, mut d_kernel) = (output.clone(), kernel.clone());
            for (at, sum) in sums.iter_mut().enumerate() {
                let pixel = [at / channels / pixels[1], at / channels % pixels[1]];
                for tap in 0..rows * 3 {
                    let place = [0, 1].map(|axis: usize| {
                        (pixel[axis] * strides[axis] + [tap / 3, tap % 3][axis]).wrapping_sub(before[axis])
                    });
                    if place[0] < size[0] && place[1] < size[1] {
                        let value = input[place[0] * row + place[1] * channels + at % channels];
                        *sum += kernel[tap * channels + at % channels] * value;
                        d_kernel[tap * channels + at % channels] += output[at] * value;
                    }
                }
            }
            let started: Vec<T> = sums
                .iter()
                .zip(&output)
                .enumerate()
                .map(|(at, (sum, start))| *sum - *start + bias[at % channels])
                .collect();
            for isa in Isa::available() {
                let run = |start: Start<'_, T>| {
                    framed(&output, |output| T::depthwise(isa, d, &kernel, &input, output, start))
                };
                assert_eq!(run(Start::Sum), sums, "{isa}: {d:?}");
                assert_eq!(run(Start::Rows(&bias)), started, "{isa}: {d:?}");
                let found = framed(&kernel, |kernel| T::depthwise_kernel(isa, d, &input, &output, kernel));
                assert_eq!(found, d_kernel, "{isa}: {d:?}");
            }
        }
    }
}

#[test]
fn padded_depthwise_kernels_in_both_precisions() {
    check_padded_depthwise::<f32>();
    check_padded_depthwise::<f64>();
}

#[test]
#[should_panic(expected = "depthwise: the input is too short")]
fn depthwise_kernels_stay_inside() {
    let (tap_steps, pixel_steps) = ([0, 2], [0, 2]);
    let (kernel_row, output_steps) = (4, [4, 2]);
    let d = Depthwise {
        channels: 2,
        taps: [1, 2],
        pixels: [1, 2],
        kernel_row,
        output_steps,
        tap_steps,
        pixel_steps,
        outside: [[0; 2]; 2],
    };
    f32::depthwise(Isa::PORTABLE, d, &[0.0; 4], &[0.0; 5], &mut [0.0; 4], Start::Zero);
}
