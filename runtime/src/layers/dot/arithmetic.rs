//! The passes of scalar products, as matrix products of one sample after another.
//!
//! Both inputs are taken as rows, one for every place beside the axis that is summed over: as they
//! are where that is the last axis, transposed in working memory otherwise.

use crate::kernels::{Gemm, Isa, Start};
use crate::op::{Backward, Forward, Gradient};
use crate::scalar::Scalar;

/// What a vector is multiplied by at most: Keras's epsilon is 10⁻⁷.
const LARGEST_FACTOR: f64 = 1e7;

/// An input around the axis that is summed over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    /// The product of the axes before it.
    pub(super) before: usize,
    /// Its size.
    pub(super) size: usize,
    /// The product of the axes behind it.
    pub(super) behind: usize,
}

impl Side {
    #[inline]
    const fn rows(self) -> usize {
        self.before * self.behind
    }

    #[inline]
    const fn len(self) -> usize {
        self.rows() * self.size
    }

    /// The input as rows.
    fn gather<T: Scalar>(self, isa: Isa, from: &[T], to: &mut [T]) {
        let block = (self.size * self.behind).max(1);
        for (from, to) in from.chunks_exact(block).zip(to.chunks_exact_mut(block)) {
            T::transpose(isa, self.behind, self.size, from, to);
        }
    }

    /// Gives rows back as a gradient in the input's order.
    fn scatter<T: Scalar>(self, isa: Isa, from: &[T], to: &mut [T], accumulate: bool) {
        let block = (self.size * self.behind).max(1);
        for (from, to) in from.chunks_exact(block).zip(to.chunks_exact_mut(block)) {
            if !accumulate {
                T::transpose(isa, self.size, self.behind, from, to);
                continue;
            }
            for (k, to) in to.chunks_exact_mut(self.behind).enumerate() {
                let from = from[k..].iter().step_by(self.size);
                to.iter_mut().zip(from).for_each(|(sum, d)| *sum += *d);
            }
        }
    }
}

/// Elements of working memory: rows of both inputs, other rows, and a factor a row.
#[inline]
pub(super) const fn scratch([a, b]: [Side; 2]) -> usize {
    let larger = if a.len() > b.len() { a.len() } else { b.len() };
    a.len() + b.len() + larger + a.rows() + b.rows()
}

/// Working memory, divided.
struct Scratch<'a, T> {
    /// Rows of both inputs, where they cannot be read as they are.
    rows: [&'a mut [T]; 2],
    /// Other rows of either input.
    other: &'a mut [T],
    /// What each row was multiplied by.
    factors: [&'a mut [T]; 2],
}

impl<'a, T: Scalar> Scratch<'a, T> {
    fn new(sides: [Side; 2], scratch: &'a mut [T]) -> Self {
        let [a, b] = sides;
        let (rows_a, rest) = scratch.split_at_mut(a.len());
        let (rows_b, rest) = rest.split_at_mut(b.len());
        let (other, rest) = rest.split_at_mut(a.len().max(b.len()));
        let (factors_a, rest) = rest.split_at_mut(a.rows());
        Self { rows: [rows_a, rows_b], other, factors: [factors_a, &mut rest[..b.rows()]] }
    }
}

/// An input's rows, in working memory where it is no rows by itself.
fn rows<'a, T: Scalar>(
    isa: Isa,
    side: Side,
    input: &'a [T],
    rows: &'a mut [T],
    factors: Option<&mut [T]>,
) -> &'a [T] {
    if factors.is_none() && side.behind == 1 {
        return input;
    }
    side.gather(isa, input, rows);
    if let Some(factors) = factors {
        for (row, factor) in rows.chunks_exact_mut(side.size.max(1)).zip(factors) {
            *factor = unit(product(row, row));
            for x in row {
                *x *= *factor;
            }
        }
    }
    rows
}

/// What makes a vector a unit vector.
fn unit<T: Scalar>(square: T) -> T {
    let (factor, largest) = (T::ONE / square.sqrt(), T::from_f64(LARGEST_FACTOR));
    if factor > largest { largest } else { factor }
}

/// The scalar product of two rows: every eighth into one of eight sums, because an addition takes
/// longer than the next one's operands.
fn product<T: Scalar>(a: &[T], b: &[T]) -> T {
    let mut ways = [T::ZERO; 8];
    let (mut rounds, mut others) = (a.chunks_exact(8), b.chunks_exact(8));
    for (a, b) in (&mut rounds).zip(&mut others) {
        ways.iter_mut().zip(a.iter().zip(b)).for_each(|(way, (a, b))| *way += *a * *b);
    }
    let rest = rounds.remainder().iter().zip(others.remainder());
    ways.iter_mut().zip(rest).for_each(|(way, (a, b))| *way += *a * *b);
    ways.into_iter().sum()
}

pub(super) fn run<T: Scalar>([a, b]: [Side; 2], normalize: bool, f: Forward<'_, T>) {
    let (isa, width, size) = (f.pass.isa, b.rows(), a.size);
    let Scratch { rows: [rows_a, rows_b], other, factors: [factors_a, factors_b] } =
        Scratch::new([a, b], f.scratch);
    let samples = f.inputs[0].chunks_exact(a.len().max(1)).zip(f.inputs[1].chunks_exact(b.len().max(1)));
    for (output, (x, y)) in f.output.chunks_exact_mut((a.rows() * width).max(1)).zip(samples) {
        let x = rows(isa, a, x, rows_a, normalize.then_some(&mut *factors_a));
        let is_columns = b.before == 1 && !normalize;
        let columns = if is_columns && width > 1 {
            y
        } else {
            let y = rows(isa, b, y, rows_b, normalize.then_some(&mut *factors_b));
            if width == 1 {
                let rows = output.iter_mut().zip(x.chunks_exact(size.max(1)));
                rows.for_each(|(to, row)| *to = product(row, y));
                continue;
            }
            T::transpose(isa, size, width, y, other);
            &*other
        };
        T::gemm(
            isa,
            Gemm {
                m: width,
                n: a.rows(),
                k: size,
                a: columns,
                a_stride: width,
                b: x,
                b_strides: [1, size],
                c: output,
                c_stride: width,
                start: Start::Zero,
            },
        );
    }
}

pub(super) fn run_backward<T: Scalar>([a, b]: [Side; 2], normalize: bool, back: Backward<'_, T>) {
    let (isa, width) = (back.pass.isa, b.rows());
    let Scratch { rows: [rows_a, rows_b], other, factors: [factors_a, factors_b] } =
        Scratch::new([a, b], back.scratch);
    let [d_a, d_b] = back.d_inputs else { return };
    let samples =
        back.inputs[0].chunks_exact(a.len().max(1)).zip(back.inputs[1].chunks_exact(b.len().max(1)));
    let outputs = back.d_output.chunks_exact((a.rows() * width).max(1));
    for (sample, (d, (x, y))) in outputs.zip(samples).enumerate() {
        let x = rows(isa, a, x, rows_a, normalize.then_some(&mut *factors_a));
        let y = rows(isa, b, y, rows_b, normalize.then_some(&mut *factors_b));
        let to = Target { isa, side: a, units: normalize.then_some((x, &*factors_a)) };
        to.give(d_a, sample, [1, width], d, y, other);
        let to = Target { isa, side: b, units: normalize.then_some((y, &*factors_b)) };
        to.give(d_b, sample, [width, 1], d, x, other);
    }
}

/// Who gets a gradient: an input, and with `normalize` its unit vectors and their factors.
struct Target<'a, T> {
    isa: Isa,
    side: Side,
    units: Option<(&'a [T], &'a [T])>,
}

impl<T: Scalar> Target<'_, T> {
    /// The sums over the other input's rows, each times its element of `d`.
    fn give(
        &self,
        to: &mut Gradient<'_, T>,
        sample: usize,
        strides: [usize; 2],
        d: &[T],
        other_rows: &[T],
        rows: &mut [T],
    ) {
        if !to.is_wanted() {
            return;
        }
        let Self { side, .. } = *self;
        let length = side.size;
        let values = &mut to.values[sample * side.len()..][..side.len()];
        let is_direct = self.units.is_none() && side.behind == 1;
        let start = if is_direct && to.accumulate { Start::Sum } else { Start::Zero };
        let product = Gemm {
            m: length,
            n: side.rows(),
            k: other_rows.len() / length.max(1),
            a: other_rows,
            a_stride: length,
            b: d,
            b_strides: strides,
            c: if is_direct { &mut *values } else { &mut *rows },
            c_stride: length,
            start,
        };
        T::gemm(self.isa, product);
        if let Some((units, factors)) = self.units {
            let rows = rows.chunks_exact_mut(length.max(1)).zip(units.chunks_exact(length.max(1)));
            for ((d, unit), factor) in rows.zip(factors) {
                // A factor that was limited does not depend on the vector.
                let is_limited = factor.to_f64() >= LARGEST_FACTOR;
                let along = if is_limited { T::ZERO } else { self::product(unit, d) };
                d.iter_mut().zip(unit).for_each(|(d, unit)| *d = *factor * (*d - *unit * along));
            }
        }
        if !is_direct {
            side.scatter(self.isa, &rows[..side.len()], values, to.accumulate);
        }
    }
}
