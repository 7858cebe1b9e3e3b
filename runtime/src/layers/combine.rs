//! What merges do to pairs of elements: one set of loops for all of them.

use crate::scalar::Scalar;

/// What becomes of an element and another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Combine {
    /// The other one.
    Copy,
    Sum,
    Difference,
    Product,
    /// What is not a number is larger than all.
    Largest,
    /// What is not a number is smaller than all.
    Smallest,
}

/// Evaluates an expression for each way to combine, so that no loop asks which it is.
macro_rules! for_each_way {
    ($way:expr, $combine:ident => $loop:expr) => {
        match $way {
            Combine::Copy => {
                let $combine = |_: T, b: T| b;
                $loop
            }
            Combine::Sum => {
                let $combine = |a: T, b: T| a + b;
                $loop
            }
            Combine::Difference => {
                let $combine = |a: T, b: T| a - b;
                $loop
            }
            Combine::Product => {
                let $combine = |a: T, b: T| a * b;
                $loop
            }
            Combine::Largest => {
                let $combine = |a: T, b: T| if b > a || b.is_nan() { b } else { a };
                $loop
            }
            Combine::Smallest => {
                let $combine = |a: T, b: T| if b < a || b.is_nan() { b } else { a };
                $loop
            }
        }
    };
}

impl Combine {
    /// `output[i] = combine(a[i], b[i])`
    pub(super) fn pairs<T: Scalar>(self, output: &mut [T], a: &[T], b: &[T]) {
        for_each_way!(self, combine => {
            output.iter_mut().zip(a).zip(b).for_each(|((y, a), b)| *y = combine(*a, *b));
        });
    }

    /// `output[i] = combine(output[i], input[i])`
    pub(super) fn each<T: Scalar>(self, output: &mut [T], input: &[T]) {
        for_each_way!(self, combine => {
            output.iter_mut().zip(input).for_each(|(y, x)| *y = combine(*y, *x));
        });
    }

    /// `output[i] = combine(output[i], x)`
    pub(super) fn all<T: Scalar>(self, output: &mut [T], x: T) {
        for_each_way!(self, combine => for y in output {
            *y = combine(*y, x);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Combine::{self, Copy, Difference, Largest, Product, Smallest, Sum};

    #[test]
    fn combines_by_hand() {
        let nan = f32::NAN;
        let (a, b) = ([3.0_f32, -1.0, nan, 4.0], [2.0_f32, 5.0, 1.0, nan]);
        for (way, expected) in [
            (Copy, [2.0, 5.0, 1.0, nan]),
            (Sum, [5.0, 4.0, nan, nan]),
            (Difference, [1.0, -6.0, nan, nan]),
            (Product, [6.0, -5.0, nan, nan]),
            (Largest, [3.0, 5.0, nan, nan]),
            (Smallest, [2.0, -1.0, nan, nan]),
        ] {
            let same = |found: &[f32]| {
                found.iter().zip(expected).all(|(found, expected)| found.to_bits() == expected.to_bits())
            };
            let mut output = [0.0; 4];
            way.pairs(&mut output, &a, &b);
            assert!(same(&output), "{way:?}: {output:?}");
            let mut output = a;
            way.each(&mut output, &b);
            assert!(same(&output), "{way:?}: {output:?}");
            let mut output = a;
            for (y, x) in output.chunks_mut(1).zip(b) {
                Combine::all(way, y, x);
            }
            assert!(same(&output), "{way:?}: {output:?}");
        }
    }
}
