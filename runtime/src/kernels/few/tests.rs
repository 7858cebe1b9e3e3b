//! Against chains in plain Rust.

use super::*;
use crate::kernels::executor::Executor;
use crate::kernels::test::noise;
use crate::kernels::{Inlined, Isa, Kernels, Register, Unrolled};
use crate::scalar::Scalar;

/// A sum of chains, as the module says.
fn sum<T: Scalar>(
    multiply_add: impl Fn(T, T, T) -> T,
    [m, k]: [usize; 2],
    start: T,
    products: impl Iterator<Item = (T, T)>,
) -> T {
    let ways = ways(m, k);
    let mut chains = vec![T::ZERO; ways];
    chains[0] = start;
    for (index, (a, b)) in products.enumerate() {
        let chain = &mut chains[index % ways];
        *chain = multiply_add(a, b, *chain);
    }
    while chains.len() > 1 {
        let half = chains.len() / 2;
        chains = (0..half).map(|chain| chains[chain] + chains[chain + half]).collect();
    }
    chains[0]
}

#[test]
fn sums_are_the_chains_by_halves() {
    check_sums(f32::mul_add);
    check_sums(f64::mul_add);
}

fn check_sums<T: Scalar>(fused: impl Fn(T, T, T) -> T) {
    for isa in Isa::available() {
        for (m, n, k) in (1..=40)
            .flat_map(|m| [(m, 1, 1), (m, 2, 3), (m, 3, 8), (m, 1, 37), (m, 5, 20), (m, 2, 0), (m, 4, 70)])
        {
            // Operands that end with their last element, so that reading on would be noticed.
            let (a_stride, b_stride, c_stride) = (m + 1, k + 2, m + 3);
            let a = noise::<T>(if k == 0 { 0 } else { (k - 1) * a_stride + m }, 1);
            let b = noise::<T>(if k == 0 { 0 } else { (n - 1) * b_stride + k }, 2);
            let (rows, before) = (noise::<T>(m, 3), noise::<T>((n - 1) * c_stride + m, 4));
            for kind in 0..3 {
                let mut c = before.clone();
                let start = [Start::Zero, Start::Rows(&rows), Start::Sum][kind];
                let b_strides = [1, b_stride];
                let c_mut = &mut c;
                T::few_rows(
                    isa,
                    Gemm { m, n, k, a: &a, a_stride, b: &b, b_strides, c: c_mut, c_stride, start },
                );
                for (index, found) in c.iter().enumerate() {
                    let (row, column) = (index % c_stride, index / c_stride);
                    let expected = if row >= m {
                        before[index]
                    } else {
                        let start = [T::ZERO, rows[row], before[index]][kind];
                        let products = (0..k).map(|k| (a[row + k * a_stride], b[k + column * b_stride]));
                        let multiply_add =
                            |a, b, c| if isa == Isa::PORTABLE { a * b + c } else { fused(a, b, c) };
                        sum(multiply_add, [m, k], start, products)
                    };
                    assert_eq!(*found, expected, "{isa}: {m} x {n} x {k} at {row}, {column}");
                }
            }
        }
    }
}

/// A product of a column in runs: the matrix and a column to start from, the factors, and the sums.
struct InRuns;

/// The rows, the columns of a run, and the number and the distance of the runs.
type Sizes = [usize; 4];

impl<T: Scalar> Unrolled<T> for InRuns {
    type Network = (Sizes, Vec<T>, Vec<T>);
    type Input = Vec<T>;
    type Output = Vec<T>;

    #[inline(always)]
    fn run<V: Register<Scalar = T>>(isa: Isa, network: &Self::Network, b: &Vec<T>, c: &mut Vec<T>) {
        let ([m, run, count, distance], a, rows) = network;
        let start = Start::Rows(rows);
        let (b_strides, k) = ([1, 0], run * count);
        let product = Gemm { m: *m, n: 1, k, a, a_stride: *m, b, b_strides, c, c_stride: *m, start };
        let runs = Runs { rows: [*count, *distance], ..Runs::NONE };
        Inlined::<V, 0>::new(isa).few_rows_in_runs(product, runs);
    }
}

#[test]
fn factors_in_runs_are_those_side_by_side() {
    check_runs::<f32>();
    check_runs::<f64>();
}

fn check_runs<T: Scalar>() {
    for isa in Isa::available() {
        for (m, [run, count, distance]) in
            (2..=MOST_ROWS).flat_map(|m| [(m, [16, 5, 24]), (m, [8, 2, 8]), (m, [8, 3, 31]), (m, [16, 1, 0])])
        {
            let k = run * count;
            assert!(takes_runs([m, k], run));
            let (a, rows) = (noise::<T>(m * k, 1), noise::<T>(m, 2));
            let b = noise::<T>((count - 1) * distance + run, 3);
            let copied: Vec<T> = (0..k).map(|k| b[k / run * distance + k % run]).collect();
            let mut expected = vec![T::ZERO; m];
            let (b_strides, start, c) = ([1, 0], Start::Rows(&rows), &mut expected);
            let product =
                Gemm { m, n: 1, k, a: &a, a_stride: m, b: &copied, b_strides, c, c_stride: m, start };
            T::few_rows(isa, product);
            let mut found = vec![T::ZERO; m];
            T::unrolled::<InRuns>(isa, &([m, run, count, distance], a, rows), &b, &mut found);
            assert_eq!(found, expected, "{isa}: {m} rows, {count} runs of {run}");
        }
    }
}

#[test]
#[should_panic(expected = "not those of one column")]
fn runs_within_the_chains_panic() {
    let network = ([2, 3, 2, 5], vec![1.0; 12], vec![1.0; 2]);
    f32::unrolled::<InRuns>(Isa::PORTABLE, &network, &vec![1.0; 8], &mut vec![0.0; 2]);
}

#[test]
#[should_panic(expected = "a matrix is too short")]
fn short_operands_panic() {
    let c = &mut [0.0; 2];
    let (a, b) = (&[1.0; 3], &[1.0; 2]);
    let product =
        Gemm { m: 2, n: 1, k: 2, a, a_stride: 2, b, b_strides: [1, 2], c, c_stride: 2, start: Start::Zero };
    f32::few_rows(Isa::PORTABLE, product);
}
