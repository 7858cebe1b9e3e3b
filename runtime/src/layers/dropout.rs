//! Drops values at random while training.

use super::elementwise;
use crate::description::Description;
use crate::message::{Message, Site};
use crate::op::{Backward, Forward, Pass, precompile};
use crate::random::Stream;
use crate::scalar::Scalar;
use crate::shape::Shape;

/// Random numbers are drawn for this many elements at a time: drawing is then a loop of its own,
/// and so is choosing, which vectorises.
const BLOCK: usize = 64;

/// Sets values to 0 at random while training, each with the probability `rate`, and scales the
/// others by `1 / (1 − rate)`, so that the expected sum stays, after
/// [Keras's `Dropout`](https://keras.io/api/layers/regularization_layers/dropout/) (Srivastava et
/// al. 2014). In inference it does nothing, and costs nothing.
///
/// The choice is a function of the training's seed, the step, the layer, the sample's place in the
/// batch and the element's in the sample: it depends neither on how a batch is cut into parts nor
/// on the number of threads. Backward computes it again, in about a nanosecond an element, and no
/// memory is spent to keep it.
///
/// # Arguments
/// `Dropout(rate, seed = none)`: `rate` from 0 to 1, which drops everything; `seed` makes the
/// choices another sequence.
///
/// # Shapes
/// Any, and the same.
///
/// # Gradients
/// `d_input` is `d_output / (1 − rate)` where the value was kept, else 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Dropout;

/// The operation of [`Dropout`].
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    rate: f64,
    seed: u64,
}

impl Op {
    /// `Dropout(rate)` of an input.
    #[inline]
    #[must_use]
    pub const fn new(inputs: &[Shape], rate: f64) -> Self {
        Self { input: inputs[0], rate, seed: 0 }
    }

    /// Sets `seed`.
    #[inline]
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let description = Description::new(self.input).backward_reads(false, false);
        if self.rate >= 0.0 && self.rate <= 1.0 {
            return description;
        }
        let mut message = Message::new()
            .layer(site.layer)
            .text(" expects a rate between 0 and 1, but is given ")
            .decimal(self.rate);
        if self.rate > 1.0 && self.rate <= 100.0 {
            message = message
                .text("\nhelp: ")
                .decimal(self.rate)
                .text(" percent are a rate of ")
                .decimal(self.rate / 100.0);
        }
        description.problem(message)
    }

    /// Calls `write` with every element of `to`, that of `from`, and its factor.
    fn choose<T: Scalar>(
        &self,
        pass: Pass,
        node: u64,
        to: &mut [T],
        from: &[T],
        write: impl Fn(&mut T, T, T),
    ) {
        // As many of the 2³² values of a random `u32` as are dropped. With a rate of 1 the last one
        // is left, whose factor is 0.
        #[expect(clippy::cast_sign_loss, reason = "a rate below 0 does not compile, and would be 0")]
        let dropped = (self.rate * 4_294_967_296.0 + 0.5) as u32;
        let kept = T::from_f64(if self.rate < 1.0 { 1.0 / (1.0 - self.rate) } else { 0.0 });
        let step = Stream::new(pass.seed).part(node).part(self.seed);
        let sample = self.input.len().max(1);
        for (index, (to, from)) in to.chunks_mut(sample).zip(from.chunks(sample)).enumerate() {
            let stream = step.part((pass.first + index) as u64);
            let mut position = 0;
            for (to, from) in to.chunks_mut(BLOCK).zip(from.chunks(BLOCK)) {
                let mut random = [0_u32; BLOCK];
                // One draw for two elements.
                for pair in random[..to.len().next_multiple_of(2)].chunks_exact_mut(2) {
                    let bits = stream.bits(position);
                    pair[0] = bits as u32;
                    pair[1] = (bits >> 32) as u32;
                    position += 1;
                }
                for ((to, from), random) in to.iter_mut().zip(from).zip(random) {
                    let factor = if random < dropped { T::ZERO } else { kept };
                    write(to, *from, factor);
                }
            }
        }
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        let input = f.input();
        if f.pass.training {
            self.choose(f.pass, f.node, f.output, input, |y, x, factor| *y = x * factor);
        } else {
            f.output.copy_from_slice(input);
        }
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let d_input = &mut b.d_inputs[0];
        if !b.pass.training {
            elementwise::pass_on(b.d_output, d_input);
        } else if d_input.accumulate {
            self.choose(b.pass, b.node, d_input.values, b.d_output, |sum, d, factor| *sum += d * factor);
        } else {
            self.choose(b.pass, b.node, d_input.values, b.d_output, |to, d, factor| *to = d * factor);
        }
    }
}

precompile!(Op);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::test::{Case, check, random};

    const SITE: Site = Site::new(["dropout", "Dropout"], ["dense", "Dense"]);

    fn run(op: &Op, pass: Pass) -> Vec<f32> {
        let inputs = [vec![1.0; op.input.len() * pass.batch]];
        let description = op.describe(SITE);
        Case { pass, ..Case::new(op, &description, pass.batch, &inputs, &[]) }.output()
    }

    #[test]
    fn keeps_the_share() {
        let shape = Shape::new(&[125, 8]);
        for rate in [0.0, 0.1, 0.2, 0.5, 0.9, 1.0] {
            let op = Op::new(&[shape], rate);
            let output = run(&op, Pass::training(100, 5));
            let scale = (1.0 / (1.0 - rate)) as f32;
            assert!(output.iter().all(|y| *y == 0.0 || *y == scale));
            let kept =
                |values: &[f32]| values.iter().filter(|y| **y != 0.0).count() as f64 / values.len() as f64;
            // Mean and variance of the share over 100 samples, within four standard deviations.
            let variance = rate * (1.0 - rate) / 1000.0;
            assert!((kept(&output) - (1.0 - rate)).abs() <= 4.0 * (variance / 100.0).sqrt(), "{rate}");
            let spread = output.chunks(1000).map(|s| (kept(s) - (1.0 - rate)).powi(2)).sum::<f64>() / 100.0;
            assert!(
                (spread - variance).abs() <= 4.0 * variance * (2.0_f64 / 100.0).sqrt(),
                "{rate}: {spread}"
            );
        }
    }

    #[test]
    fn choices_depend_on_seed_node_sample_and_element() {
        let op = Op::new(&[Shape::new(&[67])], 0.5);
        let pass = Pass::training(4, 5);
        let output = run(&op, pass);
        assert_eq!(output, run(&op, pass));
        assert_ne!(output, run(&op, Pass::training(4, 6)));
        assert_ne!(output, run(&op.seed(1), pass));
        assert_ne!(output[..67], output[67..134]);
        // In two parts as in one.
        let parts = [(0, 1), (1, 3)].map(|(first, batch)| run(&op, Pass { batch, first, ..pass }));
        assert_eq!(output, parts.concat());
        // Neighbours do not depend on each other: the product of their signs has mean 0.
        let signs: Vec<f64> =
            run(&Op::new(&[Shape::new(&[10_000])], 0.5), pass).iter().map(|y| f64::from(*y) - 1.0).collect();
        for distance in [1, 2, 64, 10_000] {
            let mean = signs.iter().zip(&signs[distance..]).map(|(a, b)| a * b).sum::<f64>() / 30_000.0;
            assert!(mean.abs() < 4.0 / 173.0, "{distance}: {mean}");
        }
    }

    #[test]
    fn keeps_the_contract() {
        for rate in [0.0, 0.4, 1.0] {
            let op = Op::new(&[Shape::new(&[5, 3])], rate);
            check(&op, &op.describe(SITE), 3, &[random(45, 1)], &[]);
        }
    }

    #[test]
    fn does_nothing_in_inference() {
        assert_eq!(run(&Op::new(&[Shape::new(&[9])], 0.5), Pass::inference(2)), [1.0; 18]);
    }

    #[test]
    fn the_rate_is_a_share() {
        let problem = |rate| Op::new(&[Shape::new(&[9])], rate).describe(SITE).problem.unwrap();
        assert_eq!(
            problem(20.0).as_str(),
            "layer `dropout` (Dropout) expects a rate between 0 and 1, but is given 20\n\
             help: 20 percent are a rate of 0.2"
        );
        assert_eq!(
            problem(-0.1).as_str(),
            "layer `dropout` (Dropout) expects a rate between 0 and 1, but is given -0.1"
        );
    }
}
