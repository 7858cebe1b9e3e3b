//! Sums of values.

use crate::description::Description;
use crate::layers::combine::Combine;
use crate::layers::merge::Inputs;
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The sum of two or more values, element by element, after
/// [Keras's `Add`](https://keras.io/api/layers/merging_layers/add/): `y = a + b + ..`.
/// Written as a layer, `Add()(a, b)`, as a function, `add(a, b)`, or as an operator, `a + b`.
///
/// # Shapes
/// All of the same rank, and the same. An input with the size 1 along an axis is repeated along
/// it: `[8, 8, 3]` and `[1, 1, 3]` give `[8, 8, 3]`.
///
/// # Gradients
/// Each input gets `d_output`, summed over the axes along which the input was repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Add;

/// The operation of [`Add`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    inputs: Inputs,
}

impl Op {
    /// `Add()` of two or more inputs.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { inputs: Inputs::new(inputs) }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        self.inputs.describe(site)
    }

    fn run<T: Scalar>(&self, mut f: Forward<'_, T>) {
        self.inputs.fold(&mut f, Combine::Sum);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        for (index, d_input) in b.d_inputs.iter_mut().enumerate() {
            self.inputs.pass_on(index, b.pass, b.d_output, d_input);
        }
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};
    use crate::shape::UNKNOWN;

    const SITE: Site = Site::new(["a + r", "operation"], ["a", "Conv2D"]).and(&[["r", "Conv2D"]]);

    fn shapes(axes: &[&[usize]]) -> Vec<Shape> {
        axes.iter().map(|axes| Shape::new(axes)).collect()
    }

    fn problem(site: Site, axes: &[&[usize]]) -> String {
        Op::new(&shapes(axes)).describe(site).problem.expect("a problem").as_str().to_owned()
    }

    #[test]
    fn values_by_hand() {
        let op = Op::new(&shapes(&[&[2, 2], &[1, 2], &[2, 1]]));
        let description = op.describe(SITE);
        assert_eq!(description.output, Shape::new(&[2, 2]));
        assert!(!description.reads_input && !description.reads_output);
        let inputs = [vec![1.0_f32, 2.0, 3.0, 4.0], vec![10.0, 20.0], vec![100.0, 200.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [111.0, 122.0, 213.0, 224.0]);
        let d = case.gradients(&[1.0, 2.0, 3.0, 4.0]).d_inputs;
        assert_eq!(d, [vec![1.0, 2.0, 3.0, 4.0], vec![4.0, 6.0], vec![3.0, 7.0]]);
    }

    #[test]
    fn keeps_the_contract() {
        for axes in [
            &[&[3, 4][..], &[3, 4]][..],
            &[&[3, 4], &[3, 4], &[3, 4]],
            &[&[3, 4], &[1, 4]],
            &[&[3, 1], &[1, 4]],
            &[&[1], &[7], &[7]],
            &[&[2, 3, 4], &[2, 1, 1], &[1, 3, 4], &[1, 1, 1]],
        ] {
            let shapes = shapes(axes);
            let op = Op::new(&shapes);
            let inputs: Vec<_> =
                shapes.iter().enumerate().map(|(seed, shape)| random(shape.len() * 3, seed as u64)).collect();
            check(&op, &op.describe(SITE), 3, &inputs, &[]);
        }
    }

    #[test]
    fn shapes_that_strides_have_made() {
        assert_eq!(
            problem(SITE, &[&[16, 16, 8], &[8, 8, 8]]),
            "`a + r`: layer `a` (Conv2D) gives [16, 16, 8], but layer `r` (Conv2D) gives [8, 8, 8]\n\
             help: `strides = 2` shrank `r`: use `strides = 1` and `padding = same` in both branches, \
             or give the other branch `strides = 2` too"
        );
        assert_eq!(
            problem(SITE, &[&[15, 16, 8], &[8, 8, 16]]),
            "`a + r`: layer `a` (Conv2D) gives [15, 16, 8], but layer `r` (Conv2D) gives [8, 8, 16]\n\
             help: `Conv2D(16, 1, strides = 2)(a)` has the shape of `r`"
        );
        assert_eq!(
            problem(SITE, &[&[14, 14, 8], &[16, 16, 8]]),
            "`a + r`: layer `a` (Conv2D) gives [14, 14, 8], but layer `r` (Conv2D) gives [16, 16, 8]\n\
             help: `a` is smaller: use `padding = same` and the same `strides` in both branches"
        );
    }

    #[test]
    fn shapes_of_other_channels_or_ranks() {
        const LAYERS: Site = Site::new(["add", "Add"], ["x", ""]).and(&[["y", "Dense"]]);
        assert_eq!(
            problem(SITE, &[&[16, 16, 8], &[16, 16, 4]]),
            "`a + r`: layer `a` (Conv2D) gives [16, 16, 8], but layer `r` (Conv2D) gives [16, 16, 4]\n\
             help: give both layers 8 filters, or bring `r` to 8 channels by a `Conv2D(8, 1)`"
        );
        assert_eq!(
            problem(LAYERS, &[&[5], &[6]]),
            "layer `add` (Add): input `x` gives [5], but layer `y` (Dense) gives [6]\n\
             help: bring `y` to 5 features by a `Dense(5)`"
        );
        assert_eq!(
            problem(LAYERS, &[&[4, 4, 2], &[32]]),
            "layer `add` (Add): input `x` gives [4, 4, 2], but layer `y` (Dense) gives [32]\n\
             help: `Flatten()(x)` has the shape of `y`"
        );
        assert_eq!(
            problem(LAYERS, &[&[4, 4, 2], &[2]]),
            "layer `add` (Add): input `x` gives [4, 4, 2], but layer `y` (Dense) gives [2]\n\
             help: `Reshape((1, 1, 2))(y)` has as many axes, and is repeated along those of size 1"
        );
        assert_eq!(
            problem(LAYERS, &[&[4, 4, 2], &[7]]),
            "layer `add` (Add): input `x` gives [4, 4, 2], but layer `y` (Dense) gives [7]\n\
             help: `Dense(7)(Flatten()(x))` has the shape of `y`"
        );
        assert_eq!(
            problem(LAYERS, &[&[4, 6], &[6, 4]]),
            "layer `add` (Add): input `x` gives [4, 6], but layer `y` (Dense) gives [6, 4]\n\
             help: along every axis both have the same size, or one has the size 1"
        );
    }

    #[test]
    fn all_inputs_are_compared() {
        const FIVE: Site = Site::new(["add", "Add"], ["a", "Dense"]).and(&[
            ["b", "Dense"],
            ["c", "Dense"],
            ["d", "Dense"],
            ["e", "Dense"],
        ]);
        assert_eq!(
            problem(FIVE, &[&[1], &[3], &[3], &[1], &[4]]),
            "layer `add` (Add): layer `b` (Dense) gives [3], but layer `e` (Dense) gives [4]\n\
             help: give both layers 3 units, or bring `e` to 3 features by a `Dense(3)`"
        );
        assert_eq!(
            problem(SITE, &[&[2][..]; 17]),
            "`a + r` merges at most 16 values, but is given 17\nhelp: merge some of them first"
        );
    }

    #[test]
    fn unknown_axes_follow_from_the_known_ones() {
        for (axes, output) in [
            ([&[UNKNOWN, 8][..], &[4, 8]], &[4, 8][..]),
            ([&[UNKNOWN, UNKNOWN, 8], &[4, 8]], &[4, 8]),
            ([&[UNKNOWN, 8], &[1, 1]], &[UNKNOWN, 8]),
            ([&[UNKNOWN], &[1]], &[UNKNOWN]),
            ([&[3, 8], &[4, 8]], &[UNKNOWN, 8]),
            ([&[3, 8], &[8]], &[UNKNOWN, UNKNOWN]),
        ] {
            let description = Op::new(&shapes(&axes)).describe(SITE);
            assert_eq!(description.output, Shape::new(output), "{axes:?}");
            assert_eq!(description.problem.is_none(), axes[0].contains(&UNKNOWN), "{axes:?}");
        }
    }
}
