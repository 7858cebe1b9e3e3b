use super::{Gemm, Runs, Start};
use crate::kernels::vector::arrays;
use crate::kernels::{Isa, Kernels};
use crate::scalar::Scalar;

/// Numbers from −1 to 1, of all bits.
fn numbers<T: Scalar>(count: usize, seed: u64) -> Vec<T> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        T::from_f64((state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0)
    };
    (0..count).map(|_| next()).collect()
}

/// One multiply-add as an instruction set rounds it.
trait MulAdd: Scalar {
    fn mul_add(isa: Isa, a: Self, b: Self, c: Self) -> Self;
}
impl MulAdd for f32 {
    fn mul_add(isa: Isa, a: f32, b: f32, c: f32) -> f32 {
        if isa == Isa::PORTABLE { a * b + c } else { a.mul_add(b, c) }
    }
}
impl MulAdd for f64 {
    fn mul_add(isa: Isa, a: f64, b: f64, c: f64) -> f64 {
        if isa == Isa::PORTABLE { a * b + c } else { a.mul_add(b, c) }
    }
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Zero,
    Rows,
    Sum,
}

/// A product with operands that end with their last element.
struct Case<T> {
    size: [usize; 3],
    strides: [usize; 4],
    kind: Kind,
    a: Vec<T>,
    b: Vec<T>,
    rows: Vec<T>,
    c: Vec<T>,
}

impl<T: MulAdd> Case<T> {
    fn new(size: [usize; 3], by_columns: bool, slack: usize, kind: Kind) -> Self {
        let [m, n, k] = size;
        let (a_stride, c_stride) = (m + slack, m + 2 * slack);
        let [b_row, b_column] = if by_columns { [1, k + slack] } else { [n + slack, 1] };
        let len = |rows: usize, columns: usize, [row, column]: [usize; 2]| {
            if rows * columns == 0 { 0 } else { (rows - 1) * row + (columns - 1) * column + 1 }
        };
        Self {
            size,
            strides: [a_stride, b_row, b_column, c_stride],
            kind,
            a: numbers(len(m, k, [1, a_stride]), 1),
            b: numbers(len(k, n, [b_row, b_column]), 2),
            rows: numbers(m, 3),
            c: numbers(len(m, n, [1, c_stride]), 4),
        }
    }

    fn run(&self, isa: Isa) -> Vec<T> {
        self.run_with(isa, &self.a, self.strides[0], T::gemm)
    }

    fn run_with(&self, isa: Isa, a: &[T], a_stride: usize, gemm: fn(Isa, Gemm<'_, T>)) -> Vec<T> {
        let [m, n, k] = self.size;
        let [_, b_row, b_column, c_stride] = self.strides;
        // A frame that has to stay as it is.
        let frame = T::from_f64(7.5);
        let mut c = vec![frame; 64];
        c.extend_from_slice(&self.c);
        c.resize(c.len() + 64, frame);
        let len = c.len();
        gemm(
            isa,
            Gemm {
                m,
                n,
                k,
                a,
                a_stride,
                b: &self.b,
                b_strides: [b_row, b_column],
                c: &mut c[64..len - 64],
                c_stride,
                start: match self.kind {
                    Kind::Zero => Start::Zero,
                    Kind::Rows => Start::Rows(&self.rows),
                    Kind::Sum => Start::Sum,
                },
            },
        );
        assert!(c[..64].iter().chain(&c[len - 64..]).all(|v| *v == frame), "wrote outside of c");
        c[64..len - 64].to_vec()
    }

    /// The definition, with the given multiply-add.
    fn reference(&self, mul_add: impl Fn(T, T, T) -> T) -> Vec<T> {
        let [m, n, k] = self.size;
        let [a_stride, b_row, b_column, c_stride] = self.strides;
        let mut c = self.c.clone();
        for column in 0..n {
            for row in 0..m {
                let sum = &mut c[row + column * c_stride];
                let start = match self.kind {
                    Kind::Zero => T::ZERO,
                    Kind::Rows => self.rows[row],
                    Kind::Sum => *sum,
                };
                *sum = (0..k).fold(start, |sum, k| {
                    mul_add(self.a[row + k * a_stride], self.b[k * b_row + column * b_column], sum)
                });
            }
        }
        c
    }

    /// The product by `gemm_transposed`, with a transposed copy of `a`.
    fn run_transposed(&self, isa: Isa) -> Vec<T> {
        let [m, _, k] = self.size;
        let stride = k + 1;
        let mut a = vec![T::ZERO; if m * k == 0 { 0 } else { (m - 1) * stride + k }];
        for (row, column) in (0..m).flat_map(|row| (0..k).map(move |column| (row, column))) {
            a[row * stride + column] = self.a[row + column * self.strides[0]];
        }
        self.run_with(isa, &a, stride, T::gemm_transposed)
    }

    fn check(&self, isa: Isa) {
        let reference = self.reference(|a, b, c| T::mul_add(isa, a, b, c));
        for (name, found) in [("plain", self.run(isa)), ("transposed", self.run_transposed(isa))] {
            let context = (name, isa, self.size, self.strides, self.kind);
            assert!(found == reference, "{context:?}: expected {reference:?}, found {found:?}");
        }
    }
}

fn check_all<T: MulAdd>(m: impl Iterator<Item = usize>, n: &[usize], k: &[usize]) {
    for m in m {
        for (n, k) in n.iter().flat_map(|n| k.iter().map(|k| (*n, *k))) {
            for (index, kind) in [Kind::Zero, Kind::Rows, Kind::Sum].into_iter().enumerate() {
                let case = Case::<T>::new([m, n, k], (m + n + index) % 2 == 0, (m + k + index) % 4, kind);
                Isa::available().for_each(|isa| case.check(isa));
            }
        }
    }
}

#[cfg(not(miri))]
const SIZES: [&[usize]; 2] =
    [&[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 24, 25, 33], &[0, 1, 2, 9]];
#[cfg(miri)]
const SIZES: [&[usize]; 2] = [&[1, 3, 5, 9], &[0, 2]];

#[test]
fn every_element_is_one_chain_in_f32() {
    check_all::<f32>(0..if cfg!(miri) { 10 } else { 70 }, SIZES[0], SIZES[1]);
}

#[test]
fn every_element_is_one_chain_in_f64() {
    check_all::<f64>(0..if cfg!(miri) { 10 } else { 38 }, SIZES[0], SIZES[1]);
}

#[test]
#[cfg_attr(miri, ignore = "too large to interpret")]
fn long_and_wide_products_are_cut_without_a_trace() {
    for size in [[150, 7, 1], [130, 1, 300], [257, 3, 40], [40, 65, 600], [200, 96, 520], [17, 784, 30]] {
        for by_columns in [true, false] {
            Isa::available().for_each(|isa| {
                Case::<f32>::new(size, by_columns, 1, Kind::Rows).check(isa);
                Case::<f64>::new(size, by_columns, 0, Kind::Sum).check(isa);
            });
        }
    }
}

#[test]
fn a_sample_gives_the_same_bits_alone_and_within_a_batch() {
    let (n, k) = if cfg!(miri) { (5, 7) } else { (256, 100) };
    for m in [1, 10, 64, 77, 128] {
        let case = Case::<f32>::new([m, n, k], true, 0, Kind::Rows);
        for isa in Isa::available() {
            let batch = case.run(isa);
            for column in 0..n {
                let alone = Case { size: [m, 1, k], b: case.b[column * k..][..k].to_vec(), ..case.slice(m) };
                assert_eq!(alone.run(isa), batch[column * m..][..m], "{isa} {m} {column}");
            }
        }
    }
}

impl<T: Clone> Case<T> {
    /// The case with the first `c` elements of its output.
    fn slice(&self, c: usize) -> Self {
        Self { a: self.a.clone(), b: Vec::new(), rows: self.rows.clone(), c: self.c[..c].to_vec(), ..*self }
    }
}

#[test]
fn arrays_give_the_bits_of_portable() {
    for size in [[1, 1, 3], [5, 3, 9], [13, 9, 4], [33, 70, 40]] {
        let case = Case::<f32>::new(size, true, 1, Kind::Rows);
        // SAFETY: arrays need nothing of the machine; the product is within its borrowed slices.
        let run = |_, gemm: Gemm<'_, f32>| unsafe {
            super::product::<arrays::F32s>(gemm.check(Runs::NONE).expect("a product with elements"));
        };
        assert_eq!(case.run_with(Isa::PORTABLE, &case.a, case.strides[0], run), case.run(Isa::PORTABLE));
        let case = Case::<f64>::new(size, false, 0, Kind::Sum);
        // SAFETY: as above.
        let run = |_, gemm: Gemm<'_, f64>| unsafe {
            super::packed::<arrays::F64s, false>(gemm.check(Runs::NONE).expect("a product with elements"));
        };
        assert_eq!(case.run_with(Isa::PORTABLE, &case.a, case.strides[0], run), case.run(Isa::PORTABLE));
    }
}

#[test]
fn products_are_near_those_of_exact_sums() {
    let case = Case::<f32>::new([65, 33, 120], false, 2, Kind::Rows);
    let wide = Case::<f64> {
        size: case.size,
        strides: case.strides,
        kind: case.kind,
        a: case.a.iter().map(|v| f64::from(*v)).collect(),
        b: case.b.iter().map(|v| f64::from(*v)).collect(),
        rows: case.rows.iter().map(|v| f64::from(*v)).collect(),
        c: case.c.iter().map(|v| f64::from(*v)).collect(),
    };
    let exact = wide.reference(|a, b, c| a * b + c);
    for isa in Isa::available() {
        for (found, exact) in case.run(isa).iter().zip(&exact) {
            // 120 roundings of sums of at most about 10.
            assert!((f64::from(*found) - exact).abs() < 1e-5, "{isa}: expected {exact}, found {found}");
        }
    }
}

/// Runs a product of ones with slices of these lengths.
fn run_lengths(isa: Isa, lengths: [usize; 4], c_stride: usize) {
    let [a, b, c, rows] = lengths.map(|len| vec![1.0_f32; len]);
    let mut c = c;
    let start = Start::Rows(&rows);
    let (a, b, c) = (&a[..], &b[..], &mut c[..]);
    f32::gemm(isa, Gemm { m: 5, n: 3, k: 4, a, a_stride: 6, b, b_strides: [1, 7], c, c_stride, start });
}

#[test]
fn short_slices_are_refused() {
    let enough = [3 * 6 + 5, 2 * 7 + 4, 2 * 5 + 5, 5];
    let message = |lengths, c_stride| {
        let result = std::panic::catch_unwind(|| run_lengths(Isa::detect(), lengths, c_stride));
        result.err().map(|panic| *panic.downcast_ref::<&str>().unwrap_or(&"?"))
    };
    assert_eq!(message(enough, 5), None);
    let expected =
        ["`a` is too short", "`b` is too short", "`c` is too short", "the starting column is too short"];
    for (index, expected) in expected.into_iter().enumerate() {
        let mut lengths = enough;
        lengths[index] -= 1;
        assert_eq!(message(lengths, 5).map(|m| m.replace("product: ", "")).as_deref(), Some(expected));
    }
    assert_eq!(message(enough, 4), Some("product: columns of `c` overlap"));
    assert_eq!(message(enough, usize::MAX / 2 + 1), Some("product: `c` is too short"));
}

/// Windows over a small image, against the same windows copied together.
#[test]
fn runs_give_the_bits_of_a_copy() {
    for isa in Isa::available() {
        for m in [1, 7, 8, 9, 16, 33] {
            // Rows of b: 3 runs of 4, 11 apart; columns: 5 runs of 6, 11 apart, overlapping.
            let (k, n, image, a) = (12, 30, numbers::<f32>(11 * 7, 5), numbers::<f32>(12 * m, 6));
            let copy: Vec<f32> = (0..n)
                .flat_map(|n| (0..k).map(move |k| n / 6 * 11 + n % 6 + k / 4 * 11 + k % 4))
                .map(|at| image[at])
                .collect();
            let (mut c, mut expected) = (vec![0.0; m * n], vec![0.0; m * n]);
            let start = Start::Rows(&a);
            let (a, a_stride, c_stride) = (&a[..], m, m);
            let b_strides = [1, 1];
            let product = Gemm { m, n, k, a, a_stride, b: &image, b_strides, c: &mut c, c_stride, start };
            f32::gemm_runs(isa, product, Runs { rows: [3, 11], columns: [5, 11] });
            let (b, b_strides) = (&copy[..], [1, k]);
            f32::gemm(isa, Gemm { m, n, k, a, a_stride, b, b_strides, c: &mut expected, c_stride, start });
            assert_eq!(c, expected, "{isa:?}, {m} rows");
        }
    }
}
