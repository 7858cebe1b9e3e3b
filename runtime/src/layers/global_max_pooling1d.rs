//! The largest value of each channel of a sequence.

use crate::description::Description;
use crate::layers::global_pooling::{Global, largest, largest_backward};
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The largest value of each channel of a sequence, after
/// [Keras's `GlobalMaxPooling1D`](https://keras.io/api/layers/pooling_layers/global_max_pooling1d/).
///
/// # Arguments
/// `GlobalMaxPooling1D(keepdims = false)`
///
/// # Shapes
/// `[steps, features]` to `[features]`, with `keepdims = true` to `[1, features]`.
///
/// # Gradients
/// The steps with the largest value share `d_output` equally, as in Keras on JAX. What is not a
/// number gives what is not a number, without a gradient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct GlobalMaxPooling1D;

/// The operation of [`GlobalMaxPooling1D`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    pool: Global,
}

impl Op {
    /// `GlobalMaxPooling1D()` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { pool: Global::new(inputs[0], 1) }
    }

    /// Sets `keepdims`.
    #[inline]
    #[must_use]
    pub const fn keepdims(mut self, keepdims: bool) -> Self {
        self.pool.keepdims = keepdims;
        self
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        self.pool.describe(site)
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        largest(&self.pool, f);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        largest_backward(&self.pool, b);
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, assert_all_close, check, random};

    const SITE: Site = Site::new(["pool", "GlobalMaxPooling1D"], ["conv", "Conv1D"]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[4, 2])]);
        let description = op.describe(SITE);
        let inputs = [vec![1.0_f32, 70.0, 2.0, 20.0, 7.0, 60.0, 7.0, 10.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [7.0, 70.0]);
        assert_eq!(case.gradients(&[4.0, 8.0]).d_inputs[0], [0.0, 8.0, 0.0, 0.0, 2.0, 0.0, 2.0, 0.0]);
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        let op = Op::new(&[Shape::new(&[4, 1])]);
        let description = op.describe(SITE);
        let inputs = [vec![1.0_f32, f32::NAN, 7.0, 7.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert!(case.output()[0].is_nan());
        assert_eq!(case.gradients(&[4.0]).d_inputs[0], [0.0; 4]);
    }

    #[test]
    fn channels_as_a_plain_loop() {
        for channels in [1, 3, 4, 9, 21] {
            let shape = Shape::new(&[11, channels]);
            let places = shape.columns();
            for keepdims in [false, true] {
                let op = Op::new(&[shape]).keepdims(keepdims);
                let description = op.describe(SITE);
                let output = if keepdims { Shape::new(&[1, channels]) } else { Shape::new(&[channels]) };
                assert_eq!(description.output, output);
                let inputs = [random::<f64>(2 * shape.len(), 3)];
                let expected: Vec<f64> = (0..2 * channels)
                    .map(|index| {
                        let (sample, channel) = (index / channels, index % channels);
                        let values = (0..places)
                            .map(|place| inputs[0][(sample * places + place) * channels + channel]);
                        values.fold(f64::NEG_INFINITY, f64::max)
                    })
                    .collect();
                assert_all_close(&Case::new(&op, &description, 2, &inputs, &[]).output(), &expected, 1e-14);
                check(&op, &description, 2, &inputs, &[]);
            }
        }
    }

    #[test]
    fn the_rank_fits() {
        let problem = Op::new(&[Shape::new(&[4, 5, 3])]).describe(SITE).problem.unwrap();
        assert_eq!(
            problem.as_str(),
            "layer `pool` (GlobalMaxPooling1D) expects [steps, features], but layer `conv` (Conv1D) gives [4, 5, 3]\n\
             help: use `GlobalMaxPooling2D`"
        );
        let site = Site::new(["pool", "GlobalMaxPooling1D"], ["flatten", "Flatten"]);
        let description = Op::new(&[Shape::new(&[60])]).describe(site);
        assert_eq!(
            description.problem.unwrap().as_str(),
            "layer `pool` (GlobalMaxPooling1D) expects [steps, features], but layer `flatten` (Flatten) gives [60]\n\
             help: put `pool` in the place of the Flatten"
        );
        assert_eq!(description.output, Shape::new(&[crate::shape::UNKNOWN]));
    }
}
