//! Inputs with axes of size 1, repeated until they fit the output.

use core::ops::Range;

use crate::kernels::Isa;
use crate::layers::combine::Combine;
use crate::layers::sums::add_columns;
use crate::scalar::Scalar;
use crate::shape::{MAX_RANK, Shape};

/// The way over a batch of outputs and the input's elements that belong to them.
///
/// Neighbouring axes along which the input repeats are one axis, and so are neighbours along which
/// it does not: the two kinds alternate, and an input of the output's shape is a single axis. The
/// two innermost axes are one [`Run`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Broadcast {
    /// Sizes, outermost first: the first is the batch's, with all axes that do not repeat.
    sizes: [usize; MAX_RANK + 1],
    count: usize,
}

/// A part of the output, and the part of the input that belongs to it.
struct Run {
    output: Range<usize>,
    input: Range<usize>,
    /// Whether each element is repeated (`aaabbb`), and not the part as a whole (`ababab`).
    spread: bool,
}

impl Broadcast {
    /// The way over `batch` samples.
    pub(super) fn new(input: Shape, output: Shape, batch: usize) -> Self {
        let mut way = Self { sizes: [1; MAX_RANK + 1], count: 1 };
        way.sizes[0] = batch;
        for (axis, &size) in output.axes().iter().enumerate().filter(|(_, size)| **size != 1) {
            let repeats = input.axis(axis) == 1;
            if repeats != is_repeated(way.count - 1) {
                way.count += 1;
            }
            way.sizes[way.count - 1] *= size;
        }
        way
    }

    /// True when input and output have the same elements.
    pub(super) fn is_whole(&self) -> bool {
        self.count == 1
    }

    /// The runs, in order.
    fn runs(&self) -> impl Iterator<Item = Run> {
        let (outer, inner) = self.sizes[..self.count].split_at(self.count.saturating_sub(2));
        let spread = is_repeated(self.count - 1);
        let [first, last] = match *inner {
            [first, last] => [first, last],
            _ => [1, self.sizes[0]],
        };
        let (len, given) = (first * last, if spread { first } else { last });
        (0..outer.iter().product()).map(move |index: usize| {
            // The input's place counts only the axes that do not repeat.
            let (mut rest, mut place, mut stride) = (index, 0, 1);
            for (axis, size) in outer.iter().enumerate().rev() {
                if !is_repeated(axis) {
                    place += rest % size * stride;
                    stride *= size;
                }
                rest /= size;
            }
            Run { output: index * len..(index + 1) * len, input: place * given..(place + 1) * given, spread }
        })
    }

    /// Combines every element of the output with its element of the input.
    pub(super) fn zip<T: Scalar>(&self, output: &mut [T], input: &[T], combine: Combine) {
        for run in self.runs() {
            let (output, input) = (&mut output[run.output], &input[run.input]);
            if run.spread {
                let times = (output.len() / input.len().max(1)).max(1);
                output.chunks_exact_mut(times).zip(input).for_each(|(output, x)| combine.all(output, *x));
            } else {
                output.chunks_exact_mut(input.len().max(1)).for_each(|output| combine.each(output, input));
            }
        }
    }

    /// Adds to each of the input's elements the sum of the output's that belong to it.
    pub(super) fn add_sums<T: Scalar>(&self, isa: Isa, output: &[T], input: &mut [T]) {
        if self.is_whole() {
            return Combine::Sum.each(input, output);
        }
        for run in self.runs() {
            let (output, input) = (&output[run.output], &mut input[run.input]);
            if run.spread {
                let times = (output.len() / input.len().max(1)).max(1);
                input.iter_mut().zip(output.chunks_exact(times)).for_each(|(x, row)| *x += sum(row));
            } else {
                add_columns(isa, output, input);
            }
        }
    }
}

/// Whether the input repeats along an axis of a way.
#[inline]
const fn is_repeated(axis: usize) -> bool {
    axis % 2 == 1
}

/// The sum of some numbers: every eighth into one of eight sums, because an addition takes longer
/// than the next one's operands.
pub(super) fn sum<T: Scalar>(values: &[T]) -> T {
    let mut ways = [T::ZERO; 8];
    let mut rounds = values.chunks_exact(8);
    for round in &mut rounds {
        ways.iter_mut().zip(round).for_each(|(way, value)| *way += *value);
    }
    ways.iter_mut().zip(rounds.remainder()).for_each(|(way, value)| *way += *value);
    ways.into_iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::random;

    /// Every input that fits an output, with all of its elements' places by division.
    #[test]
    fn finds_the_elements_that_belong_together() {
        for axes in [&[2, 3, 4][..], &[5], &[1, 4, 3], &[2, 1, 1, 3], &[2, 3, 1, 2, 2]] {
            let output = Shape::new(axes);
            for mask in 0..1 << axes.len() {
                let mut sizes = axes.to_vec();
                (0..axes.len()).filter(|axis| mask >> axis & 1 == 1).for_each(|axis| sizes[axis] = 1);
                let input = Shape::new(&sizes);
                let place = |index: usize| {
                    let (mut rest, mut place, mut stride) = (index, 0, 1);
                    for axis in (0..axes.len()).rev() {
                        place += if sizes[axis] == 1 { 0 } else { rest % axes[axis] * stride };
                        stride *= sizes[axis];
                        rest /= axes[axis];
                    }
                    place + rest * input.len()
                };
                let batch = 3;
                let way = Broadcast::new(input, output, batch);
                let x = random::<f64>(input.len() * batch, 1);
                let mut found = vec![0.0; output.len() * batch];
                way.zip(&mut found, &x, Combine::Sum);
                let expected: Vec<f64> = (0..found.len()).map(|index| x[place(index)]).collect();
                assert_eq!(found, expected, "{input} in {output}");

                let d = random::<f64>(found.len(), 2);
                let mut sums = x.clone();
                let mut expected = x.clone();
                way.add_sums(Isa::PORTABLE, &d, &mut sums);
                d.iter().enumerate().for_each(|(index, d)| expected[place(index)] += d);
                crate::layers::test::assert_all_close(&sums, &expected, 1e-14);
                assert_eq!(way.is_whole(), input == output, "{input} in {output}");
            }
        }
    }

    #[test]
    fn sums_any_number_of_values() {
        for len in 0..30 {
            let values: Vec<f64> = (0..len).map(|value| f64::from(value * value)).collect();
            assert_eq!(sum(&values), values.iter().sum::<f64>());
        }
    }
}
