//! Tests of the kernels beside the matrix product, on every instruction set of the machine.

use super::vector::arrays;
use super::{ColumnSums, Gemm, Isa, Kernels, Start, Term, activations, elementwise, exp, sums, transpose};
use crate::scalar::Scalar;

/// Lengths with all tails of all registers.
pub(super) const LENGTHS: core::ops::Range<usize> = 0..if cfg!(miri) { 10 } else { 70 };

/// Numbers that differ.
fn numbers<T: Scalar>(count: usize) -> Vec<T> {
    (0..count).map(|i| T::from_f64((i as f64 * 0.618_033_988_75).fract() * 4.0 - 2.0)).collect()
}

/// Numbers between -1 and 1 without a pattern.
pub(in crate::kernels) fn noise<T: Scalar>(count: usize, seed: u32) -> Vec<T> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        T::from_f64(f64::from(state >> 8) / 8_388_608.0 - 1.0)
    };
    (0..count).map(|_| next()).collect()
}

/// Runs a kernel on the middle of some memory, whose ends have to stay as they are.
pub(in crate::kernels) fn framed<T: Scalar>(values: &[T], kernel: impl FnOnce(&mut [T])) -> Vec<T> {
    let frame = T::from_f64(7.5);
    let mut memory = vec![frame; values.len() + 64];
    memory[32..][..values.len()].copy_from_slice(values);
    kernel(&mut memory[32..][..values.len()]);
    let ends = memory[..32].iter().chain(&memory[32 + values.len()..]);
    assert!(ends.into_iter().all(|v| *v == frame), "wrote outside of the slice");
    memory[32..][..values.len()].to_vec()
}

fn check_elementwise<T: Scalar>() {
    for (isa, len) in Isa::available().flat_map(|isa| LENGTHS.map(move |len| (isa, len))) {
        let x = numbers::<T>(len);
        let relu: Vec<T> = x.iter().map(|v| v.larger(T::ZERO)).collect();
        assert_eq!(framed(&x, |x| T::relu(isa, x)), relu);
        let d: Vec<T> = x.iter().rev().copied().collect();
        let d_x: Vec<T> = d.iter().zip(&relu).map(|(d, y)| if *y > T::ZERO { *d } else { T::ZERO }).collect();
        assert_eq!(framed(&d, |d| T::relu_gradient(isa, &relu, d)), d_x);
        let sum: Vec<T> = x.iter().zip(&d).map(|(x, d)| *x + *d).collect();
        assert_eq!(framed(&d, |d| T::axpy(isa, T::ONE, &x, d)), sum);
        // A power of two is exact, fused or not.
        let half = T::from_f64(-0.5);
        let difference: Vec<T> = x.iter().zip(&d).map(|(x, d)| *d + half * *x).collect();
        assert_eq!(framed(&d, |d| T::axpy(isa, half, &x, d)), difference);
    }
}

#[test]
fn elementwise_kernels_in_both_precisions() {
    check_elementwise::<f32>();
    check_elementwise::<f64>();
}

fn check_special<T: Scalar>() {
    let nan = T::from_f64(f64::NAN);
    let inf = -T::NEG_INFINITY;
    for isa in Isa::available() {
        let mut x = [nan, inf, -inf, T::ZERO, -T::ONE];
        T::relu(isa, &mut x);
        assert!(x[0].to_f64().is_nan(), "{isa}");
        assert_eq!(x[1..], [inf, T::ZERO, T::ZERO, T::ZERO], "{isa}");
        let mut d = [T::ONE; 5];
        T::relu_gradient(isa, &x, &mut d);
        assert_eq!(d, [T::ONE, T::ONE, T::ZERO, T::ZERO, T::ZERO], "{isa}");
    }
}

#[test]
fn relu_keeps_what_is_not_a_number() {
    check_special::<f32>();
    check_special::<f64>();
}

fn check_matrices<T: Scalar>() {
    for (rows, columns) in LENGTHS.flat_map(|rows| [0, 1, 2, 7, 8, 9, 17].map(|columns| (rows, columns))) {
        let from = numbers::<T>(rows * columns);
        let mut transposed = vec![T::ZERO; rows * columns];
        let mut sums = numbers::<T>(rows);
        for column in 0..columns {
            for row in 0..rows {
                transposed[column + row * columns] = from[row + column * rows];
                sums[row] += from[row + column * rows];
            }
        }
        for isa in Isa::available() {
            let zeros = vec![T::ZERO; rows * columns];
            assert_eq!(framed(&zeros, |to| T::transpose(isa, rows, columns, &from, to)), transposed, "{isa}");
            assert_eq!(framed(&numbers(rows), |sums| T::sum_columns(isa, &from, sums)), sums, "{isa}");
        }
    }
}

#[test]
fn transposes_and_sums_in_both_precisions() {
    check_matrices::<f32>();
    check_matrices::<f64>();
}

#[test]
fn sums_of_a_large_matrix_are_those_of_a_product() {
    // More than a second-level cache, with rows for several panels and an incomplete register.
    let (rows, columns, others) = if cfg!(miri) { (37, 9, 4) } else { (613, 871, 130) };
    let (a, x, bias) = (numbers::<f32>(rows * columns), numbers(2 * columns), numbers(rows));
    for isa in Isa::available() {
        let start = Start::Rows(&bias);
        let product = framed(&vec![0.0; 2 * rows], |c| {
            let b_strides = [1, columns];
            f32::gemm(
                isa,
                Gemm {
                    m: rows,
                    n: 2,
                    k: columns,
                    a: &a,
                    a_stride: rows,
                    b: &x,
                    b_strides,
                    c,
                    c_stride: rows,
                    start,
                },
            );
        });
        for first in [0, others, columns - others, columns] {
            let term = |from: usize, to: usize| Term { a: &a[from * rows..], stride: rows, x: &x[from..to] };
            let terms = [term(0, first), term(first, columns)];
            let sums = framed(&vec![0.0; rows], |sums| {
                f32::column_sums(isa, ColumnSums { sums, start, terms });
            });
            assert_eq!(sums, product[..rows], "{isa}, {first}");
        }
    }
}

/// The exponentials of some numbers, of which the last register is incomplete.
fn exponentials<T: Scalar>(isa: Isa, x: &[T]) -> Vec<T> {
    framed(x, |x| T::exponentials(isa, x))
}

#[test]
fn exponentials_within_units_in_the_last_place() {
    let steps = if cfg!(miri) { 50 } else { 200_000 };
    let x: Vec<f32> = (0..=steps).map(|i| -104.0 + 193.0 * i as f32 / steps as f32).collect();
    for isa in Isa::available() {
        let limit = if isa == Isa::PORTABLE { 1.5 } else { 1.0 };
        for (x, y) in x.iter().zip(exponentials(isa, &x)) {
            let exact = f64::from(*x).exp();
            let unit = f64::from((exact as f32).next_up()) - f64::from(exact as f32);
            let error = (f64::from(y) - exact).abs() / unit;
            assert!(error <= limit || y == exact as f32, "{isa}: exp({x}) = {y}, not {exact}: {error} units");
        }
    }
}

#[test]
fn wide_exponentials_within_units_in_the_last_place() {
    let steps = if cfg!(miri) { 50 } else { 200_000 };
    let x: Vec<f64> = (0..=steps).map(|i| -746.0 + 1456.5 * f64::from(i) / f64::from(steps)).collect();
    for isa in Isa::available() {
        for (x, y) in x.iter().zip(exponentials(isa, &x)) {
            // The reference is itself within a unit.
            let exact = x.exp();
            let near = exact.next_down().next_down()..=exact.next_up().next_up();
            assert!(near.contains(&y), "{isa}: exp({x}) = {y}, not {exact}");
        }
    }
}

#[test]
fn exponentials_of_extremes() {
    for isa in Isa::available() {
        let x = [f32::INFINITY, f32::NEG_INFINITY, 0.0, -0.0, 1e30, -1e30, 88.722_84, f32::MIN_POSITIVE];
        let y = exponentials(isa, &x);
        assert_eq!(y[..6], [f32::INFINITY, 0.0, 1.0, 1.0, f32::INFINITY, 0.0], "{isa}");
        assert_eq!(y[7], 1.0, "{isa}");
        let y = exponentials(isa, &[f32::NAN, 1.0]);
        assert!(y[0].is_nan() && y[1] == core::f32::consts::E, "{isa} {y:?}");
        // Subnormal results are not flushed.
        assert_eq!(exponentials(isa, &[-103.0_f32]), [f32::from_bits(1)], "{isa}");
        let y = exponentials(isa, &[f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, 710.0, -746.0, -745.0]);
        assert!(y[0].is_nan(), "{isa}");
        assert_eq!(y[1..], [f64::INFINITY, 0.0, 1.0, f64::INFINITY, 0.0, f64::from_bits(1)], "{isa}");
    }
}

/// Registers as arrays, which other machines use for `portable`, give its bits.
#[test]
fn arrays_are_as_portable_as_what_this_machine_has() {
    let isa = Isa::PORTABLE;
    for len in LENGTHS {
        let (x, d) = (numbers::<f32>(len), numbers::<f32>(len + 3));
        let relu = framed(&x, |x| f32::relu(isa, x));
        // SAFETY: arrays need nothing of the machine.
        unsafe {
            assert_eq!(framed(&x, |x| elementwise::relu::<arrays::F32s>(x)), relu);
            assert_eq!(
                framed(&x, |x| elementwise::relu_gradient::<arrays::F32s>(&d, x)),
                framed(&x, |x| f32::relu_gradient(isa, &d, x))
            );
            assert_eq!(
                framed(&x, |x| elementwise::axpy::<arrays::F32s>(0.3, &d, x)),
                framed(&x, |x| f32::axpy(isa, 0.3, &d, x))
            );
            assert_eq!(
                framed(&x, |x| exp::exponentials::<arrays::F32s>(x)),
                framed(&x, |x| f32::exponentials(isa, x))
            );
            assert_eq!(
                framed(&x, |x| activations::tanh::<arrays::F32s>(x)),
                framed(&x, |x| f32::apply_tanh(isa, x))
            );
            assert_eq!(
                framed(&x, |x| activations::softplus::<arrays::F32s>(x)),
                framed(&x, |x| f32::apply_softplus(isa, x))
            );
            let from = numbers::<f32>(len * 5);
            assert_eq!(
                framed(&x, |x| sums::sum_columns::<arrays::F32s>(&from, x)),
                framed(&x, |x| f32::sum_columns(isa, &from, x))
            );
            let zeros = vec![0.0; from.len()];
            assert_eq!(
                framed(&zeros, |to| transpose::transpose::<arrays::F32s>(len, 5, &from, to)),
                framed(&zeros, |to| f32::transpose(isa, len, 5, &from, to))
            );
        }
        let wide = numbers::<f64>(len);
        // SAFETY: as above.
        let arrays = framed(&wide, |x| unsafe { exp::exponentials::<arrays::F64s>(x) });
        assert_eq!(arrays, framed(&wide, |x| f64::exponentials(isa, x)));
    }
}
