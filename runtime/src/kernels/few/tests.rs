//! Against chains in plain Rust.

use super::*;
use crate::kernels::{Isa, Kernels};

fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// A sum of chains, as the module says.
fn sum(isa: Isa, [m, k]: [usize; 2], start: f32, products: impl Iterator<Item = (f32, f32)>) -> f32 {
    let ways = ways(m, k);
    let mut chains = vec![0.0; ways];
    chains[0] = start;
    for (index, (a, b)) in products.enumerate() {
        let chain = &mut chains[index % ways];
        *chain = if isa == Isa::PORTABLE { a * b + *chain } else { a.mul_add(b, *chain) };
    }
    while chains.len() > 1 {
        chains = chains.chunks(2).map(|pair| pair[0] + pair[1]).collect();
    }
    chains[0]
}

#[test]
fn sums_are_the_chains_in_pairs() {
    for isa in Isa::available() {
        for (m, n, k) in (1..=40)
            .flat_map(|m| [(m, 1, 1), (m, 2, 3), (m, 3, 8), (m, 1, 37), (m, 5, 20), (m, 2, 0), (m, 4, 70)])
        {
            // Operands that end with their last element, so that reading on would be noticed.
            let (a_stride, b_stride, c_stride) = (m + 1, k + 2, m + 3);
            let a = numbers(if k == 0 { 0 } else { (k - 1) * a_stride + m }, 1);
            let b = numbers(if k == 0 { 0 } else { (n - 1) * b_stride + k }, 2);
            let (rows, before) = (numbers(m, 3), numbers((n - 1) * c_stride + m, 4));
            for kind in 0..3 {
                let mut c = before.clone();
                let start = [Start::Zero, Start::Rows(&rows), Start::Sum][kind];
                let b_strides = [1, b_stride];
                let c_mut = &mut c;
                f32::few_rows(
                    isa,
                    Gemm { m, n, k, a: &a, a_stride, b: &b, b_strides, c: c_mut, c_stride, start },
                );
                for (index, found) in c.iter().enumerate() {
                    let (row, column) = (index % c_stride, index / c_stride);
                    let expected = if row >= m {
                        before[index]
                    } else {
                        let start = [0.0, rows[row], before[index]][kind];
                        let products = (0..k).map(|k| (a[row + k * a_stride], b[k + column * b_stride]));
                        sum(isa, [m, k], start, products)
                    };
                    assert_eq!(*found, expected, "{isa}: {m} x {n} x {k} at {row}, {column}");
                }
            }
        }
    }
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
