//! Against the definition, on every instruction set of the machine.

use super::Cells;
use crate::kernels::test::framed;
use crate::kernels::{Isa, Kernels};
use crate::scalar::Scalar;

/// The output's elements, and the places of a cell's pixels.
fn windows(Cells { rows, columns, channels }: Cells) -> Vec<[usize; 4]> {
    let place = move |y: usize, x: usize, c: usize| (y * columns + x) * channels + c;
    let all = (0..rows / 2).flat_map(move |y| (0..columns / 2).map(move |x| (2 * y, 2 * x)));
    all.flat_map(|(y, x)| {
        (0..channels)
            .map(move |c| [place(y, x, c), place(y, x + 1, c), place(y + 1, x, c), place(y + 1, x + 1, c)])
    })
    .collect()
}

/// Small integers, so that there are equals, and now and then what is not a number.
fn values<T: Scalar>(count: usize, nans: usize) -> Vec<T> {
    let value = |i: usize| if nans > 0 && i % nans == 3 { f64::NAN } else { (i * i * 7 % 11) as f64 - 5.0 };
    (0..count).map(|i| T::from_f64(value(i))).collect()
}

/// The first place of the largest value, or of the first that is not a number.
fn largest<T: Scalar>(input: &[T], window: &[usize; 4]) -> usize {
    let nan = window.iter().find(|at| input[**at].to_f64().is_nan());
    *nan.unwrap_or_else(|| {
        window.iter().rev().max_by(|a, b| input[**a].to_f64().total_cmp(&input[**b].to_f64())).expect("four")
    })
}

fn same<T: Scalar>(found: &[T], expected: &[T], what: &str) {
    let bits = |values: &[T]| values.iter().map(|v| v.to_f64().to_bits()).collect::<Vec<_>>();
    let is_nan = |values: &[T]| values.iter().map(|v| v.to_f64().is_nan()).collect::<Vec<_>>();
    assert_eq!(is_nan(found), is_nan(expected), "{what}");
    let [found, expected] = [found, expected].map(|values| {
        values.iter().map(|v| if v.to_f64().is_nan() { T::ZERO } else { *v }).collect::<Vec<T>>()
    });
    assert_eq!(bits(&found), bits(&expected), "{what}");
}

fn check<T: Scalar>() {
    let sizes = [[2, 2], [3, 5], [4, 2], [1, 4]];
    for (channels, [rows, columns], nans) in (1..36)
        .flat_map(|channels| sizes.map(|size| (channels, size, if channels % 3 == 0 { 13 } else { 0 })))
    {
        let cells = Cells { rows, columns, channels };
        let input = values::<T>(rows * columns * channels, nans);
        let windows = windows(cells);
        let expected: Vec<T> = windows.iter().map(|window| input[largest(&input, window)]).collect();
        let d_output: Vec<T> = (0..expected.len()).map(|i| T::from_f64(i as f64 + 1.0)).collect();
        let before = vec![T::from_f64(0.5); input.len()];
        for (isa, adds) in Isa::available().flat_map(|isa| [(isa, false), (isa, true)]) {
            let what = format!("{cells:?} on {isa}, adds {adds}");
            let output =
                framed(&vec![T::ZERO; expected.len()], |output| T::max_pool(isa, cells, &input, output));
            same(&output, &expected, &what);
            let found = framed(&before, |d| {
                T::max_pool_gradient(isa, cells, &input, [&output, &d_output], d, adds);
            });
            let mut d_input = before.clone();
            for (window, d) in windows.iter().zip(&d_output) {
                let hit = largest(&input, window);
                for at in window {
                    let start = if adds { before[*at] } else { T::ZERO };
                    d_input[*at] = if *at == hit { start + *d } else { start };
                }
            }
            same(&found, &d_input, &what);
        }
    }
}

#[test]
fn agrees_with_the_definition_in_both_precisions() {
    check::<f32>();
    check::<f64>();
}

/// Of equal zeros the first is the largest.
#[test]
fn zeros_keep_their_signs() {
    let cells = Cells { rows: 2, columns: 2, channels: 1 };
    for isa in Isa::available() {
        for first in [0.0_f32, -0.0] {
            let mut output = [1.0];
            f32::max_pool(isa, cells, &[first, -first, -first, first], &mut output);
            assert_eq!(output[0].to_bits(), first.to_bits(), "{isa}");
        }
    }
}

#[test]
#[should_panic(expected = "pool: the output is too short")]
fn stays_inside() {
    f32::max_pool(Isa::PORTABLE, Cells { rows: 4, columns: 2, channels: 3 }, &[0.0; 24], &mut [0.0; 5]);
}
