//! The mean of each channel of an image.

use crate::description::Description;
use crate::layers::global_pooling::{Global, mean, mean_backward};
use crate::message::Site;
use crate::op::{Backward, Forward, precompile};
use crate::scalar::Scalar;
use crate::shape::Shape;

/// The mean of each channel of an image, after
/// [Keras's `GlobalAveragePooling2D`](https://keras.io/api/layers/pooling_layers/global_average_pooling2d/).
///
/// # Arguments
/// `GlobalAveragePooling2D(keepdims = false)`
///
/// # Shapes
/// `[height, width, channels]` to `[channels]`, with `keepdims = true` to `[1, 1, channels]`.
///
/// # Gradients
/// Each of `n` pixels gets `d_output / n`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct GlobalAveragePooling2D;

/// The operation of [`GlobalAveragePooling2D`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    pool: Global,
}

impl Op {
    /// `GlobalAveragePooling2D()` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self { pool: Global::new(inputs[0], 2) }
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
        self.pool.describe(site).backward_reads(false, false)
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        mean(&self.pool, f);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        mean_backward(&self.pool, b);
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, assert_all_close, check, random};

    const SITE: Site = Site::new(["pool", "GlobalAveragePooling2D"], ["conv", "Conv2D"]);

    #[test]
    fn values_by_hand() {
        let op = Op::new(&[Shape::new(&[2, 2, 2])]);
        let description = op.describe(SITE);
        assert!(!description.reads_input && !description.reads_output);
        let inputs = [vec![1.0_f32, 10.0, 2.0, 20.0, 6.0, 60.0, 7.0, 70.0]];
        let case = Case::new(&op, &description, 1, &inputs, &[]);
        assert_eq!(case.output(), [4.0, 40.0]);
        assert_eq!(case.gradients(&[4.0, 8.0]).d_inputs[0], [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0]);
    }

    #[test]
    fn channels_as_a_plain_loop() {
        for channels in [1, 3, 4, 9, 21] {
            let shape = Shape::new(&[3, 5, channels]);
            let places = shape.columns();
            for keepdims in [false, true] {
                let op = Op::new(&[shape]).keepdims(keepdims);
                let description = op.describe(SITE);
                let output = if keepdims { Shape::new(&[1, 1, channels]) } else { Shape::new(&[channels]) };
                assert_eq!(description.output, output);
                let inputs = [random::<f64>(2 * shape.len(), 3)];
                let expected: Vec<f64> = (0..2 * channels)
                    .map(|index| {
                        let (sample, channel) = (index / channels, index % channels);
                        let values = (0..places)
                            .map(|place| inputs[0][(sample * places + place) * channels + channel]);
                        values.sum::<f64>() / places as f64
                    })
                    .collect();
                assert_all_close(&Case::new(&op, &description, 2, &inputs, &[]).output(), &expected, 1e-14);
                check(&op, &description, 2, &inputs, &[]);
            }
        }
    }

    #[test]
    fn the_rank_fits() {
        let problem = Op::new(&[Shape::new(&[5, 3])]).describe(SITE).problem.unwrap();
        assert_eq!(
            problem.as_str(),
            "layer `pool` (GlobalAveragePooling2D) expects [height, width, channels], but layer `conv` (Conv2D) gives [5, 3]\n\
             help: use `GlobalAveragePooling1D`"
        );
        let site = Site::new(["pool", "GlobalAveragePooling2D"], ["flatten", "Flatten"]);
        let description = Op::new(&[Shape::new(&[60])]).describe(site);
        assert_eq!(
            description.problem.unwrap().as_str(),
            "layer `pool` (GlobalAveragePooling2D) expects [height, width, channels], but layer `flatten` (Flatten) gives [60]\n\
             help: put `pool` in the place of the Flatten"
        );
        assert_eq!(description.output, Shape::new(&[crate::shape::UNKNOWN]));
    }
}
