//! What every operation's tests share: runs of one operation, and the checks that all must pass.
//!
//! [`check`] is the whole of it for most layers; [`Case`] runs an operation for tests by hand.

use crate::description::Description;
use crate::op::{Backward, Forward, Gradient, Op, Pass};
use crate::parts;
use crate::scalar::Scalar;
use crate::shape::Shape;
use crate::threads::Threads;

/// The step of central differences, and how far they may be off, relative to the gradient (or
/// absolutely below 1).
const STEP: f64 = 1e-5;
const TOLERANCE: f64 = 1e-7;

/// Numbers in (-1, 1), the same for the same seed.
pub(crate) fn random<T: Scalar>(len: usize, seed: u64) -> Vec<T> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678_9abc_def1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    // The first numbers of near seeds are alike.
    (0..len + 8).map(|_| T::from_f64(next())).skip(8).collect()
}

/// Checks everything that the contract of [`Op`] promises, with inputs of whole batches:
/// - forward depends on neither stale memory nor a tape; a batch is its samples one by one, bit
///   for bit; a part of a batch is the same as in the whole;
/// - gradients agree with central differences of `Σ output · d_output`, also with logits;
/// - gradients add up when asked to, and unwanted ones are left out;
/// - threads that share the work, where they can, give the same bits.
pub(crate) fn check(
    op: &impl Op<f64>,
    description: &Description,
    batch: usize,
    inputs: &[Vec<f64>],
    params: &[f64],
) {
    for training in [false, true] {
        let pass = if training { Pass::training(batch, 7) } else { Pass::inference(batch) };
        for logits in [false, true] {
            let case = Case { op, description, pass, logits, inputs, params };
            if training {
                case.check_gradients();
                case.check_accumulation();
            }
            // Statistics of a batch are no sample's.
            if !training || description.moves == 0 {
                case.check_samples();
            }
            case.check_threads();
        }
    }
}

/// An operation with inputs and weights.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a, O, T> {
    pub(crate) op: &'a O,
    pub(crate) description: &'a Description,
    pub(crate) pass: Pass,
    pub(crate) logits: bool,
    /// Each of a whole batch.
    pub(crate) inputs: &'a [Vec<T>],
    pub(crate) params: &'a [T],
}

/// The gradients of one backward pass.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gradients<T> {
    pub(crate) d_inputs: Vec<Vec<T>>,
    pub(crate) d_params: Vec<T>,
}

impl<'a, O: Op<T>, T: Scalar> Case<'a, O, T> {
    /// A training pass over a batch.
    pub(crate) fn new(
        op: &'a O,
        description: &'a Description,
        batch: usize,
        inputs: &'a [Vec<T>],
        params: &'a [T],
    ) -> Self {
        assert!(description.problem.is_none(), "{:?}", description.problem);
        assert_eq!(params.len(), description.tensors.elements(), "params");
        Self { op, description, pass: Pass::training(batch, 7), logits: false, inputs, params }
    }

    /// The same case on three threads.
    fn on_threads(&self) -> Self {
        Case { pass: Pass { threads: Threads::of(self.pass.batch.min(3)), ..self.pass }, ..*self }
    }

    fn scratch(&self) -> Vec<T> {
        let Description { scratch, inference_scratch, .. } = *self.description;
        let len = if self.pass.training { scratch } else { inference_scratch };
        nan(len * self.pass.threads.count())
    }

    /// The output and the tape, from memory full of NaN.
    pub(crate) fn forward(&self) -> (Vec<T>, Vec<T>) {
        let batch = self.pass.batch;
        let mut output = nan(self.description.output.len() * batch);
        let mut tape = nan(if self.pass.training { self.description.tape * batch } else { 0 });
        let step = Forward {
            pass: self.pass,
            node: 3,
            params: self.params,
            inputs: &self.inputs.iter().map(Vec::as_slice).collect::<Vec<_>>(),
            output: &mut output,
            tape: &mut tape,
            scratch: &mut self.scratch(),
            logits: self.logits,
        };
        match self.pass.threads {
            // An operation whose work is not cut may cut it itself.
            threads if threads != Threads::ONE && self.description.shared_work() > 0 => {
                parts::forward_on::<T, 1>(threads, self.op, step);
            }
            _ => self.op.forward(step),
        }
        (output, tape)
    }

    /// The output alone.
    pub(crate) fn output(&self) -> Vec<T> {
        self.forward().0
    }

    /// All gradients, written over NaN.
    pub(crate) fn gradients(&self, d_output: &[T]) -> Gradients<T> {
        let mut gradients = Gradients {
            d_inputs: self.inputs.iter().map(|input| nan(input.len())).collect(),
            d_params: nan(self.description.gradients()),
        };
        self.backward(d_output, &mut gradients, false);
        gradients
    }

    /// Computes those gradients that are not empty.
    pub(crate) fn backward(&self, d_output: &[T], gradients: &mut Gradients<T>, accumulate: bool) {
        let (output, mut tape) = self.forward();
        let mut d_inputs: Vec<_> =
            gradients.d_inputs.iter_mut().map(|values| Gradient { values, accumulate }).collect();
        // What a layer does not read may be gone by then.
        let Description { reads_input, reads_output, .. } = *self.description;
        let inputs = self.inputs.iter().map(|input| if reads_input { &input[..] } else { &[] });
        let step = Backward {
            pass: self.pass,
            node: 3,
            params: self.params,
            inputs: &inputs.collect::<Vec<_>>(),
            output: if reads_output { &output } else { &[] },
            tape: &mut tape,
            d_output: &mut d_output.to_vec(),
            d_inputs: &mut d_inputs,
            d_params: Gradient { values: &mut gradients.d_params, accumulate },
            scratch: &mut self.scratch(),
            logits: self.logits,
        };
        match self.pass.threads {
            threads if threads != Threads::ONE && self.description.shared_work() > 0 => {
                parts::backward_on::<T, 1>(threads, self.op, step);
            }
            _ => self.op.backward(step),
        }
    }
}

impl<O: Op<f64>> Case<'_, O, f64> {
    fn check_gradients(&self) {
        let d_output: Vec<f64> = random(self.description.output.len() * self.pass.batch, 11);
        let gradients = self.gradients(&d_output);
        let sum = |case: &Case<'_, O, f64>| -> f64 {
            case.output().iter().zip(&d_output).map(|(y, d)| y * d).sum()
        };
        for (port, d_input) in gradients.d_inputs.iter().enumerate() {
            for (index, d) in d_input.iter().enumerate() {
                let mut inputs = self.inputs.to_vec();
                let difference = central(|step| {
                    inputs[port][index] = self.inputs[port][index] + step;
                    sum(&Case { inputs: &inputs, ..*self })
                });
                assert_close(*d, difference, &format!("d_input {port} at {index}, logits {}", self.logits));
            }
        }
        let mut d_params = gradients.d_params.iter();
        let mut offset = 0;
        for tensor in self.description.tensors.as_slice() {
            for index in 0..if tensor.trainable { tensor.shape.len() } else { 0 } {
                let mut params = self.params.to_vec();
                let difference = central(|step| {
                    params[offset + index] = self.params[offset + index] + step;
                    sum(&Case { params: &params, ..*self })
                });
                let d = *d_params.next().expect("a gradient for every trainable weight");
                assert_close(d, difference, &format!("d_{} at {index}, logits {}", tensor.name, self.logits));
            }
            offset += tensor.shape.len();
        }
    }

    fn check_accumulation(&self) {
        let d_output: Vec<f64> = random(self.description.output.len() * self.pass.batch, 13);
        let once = self.gradients(&d_output);
        let mut sums = Gradients {
            d_inputs: once.d_inputs.iter().map(|d| random(d.len(), 17)).collect(),
            d_params: random(once.d_params.len(), 19),
        };
        let before = sums.clone();
        self.backward(&d_output, &mut sums, true);
        let all = |g: &Gradients<f64>| [g.d_inputs.concat(), g.d_params.clone()].concat();
        for ((sum, before), once) in all(&sums).into_iter().zip(all(&before)).zip(all(&once)) {
            assert_close(sum, before + once, "an accumulated gradient");
        }

        let none = || Gradients { d_inputs: vec![Vec::new(); once.d_inputs.len()], d_params: Vec::new() };
        let mut alone = Gradients { d_params: nan(once.d_params.len()), ..none() };
        self.backward(&d_output, &mut alone, false);
        assert_eq!(alone.d_params, once.d_params, "d_params depends on d_inputs being wanted");
        for port in 0..once.d_inputs.len() {
            let mut alone = none();
            alone.d_inputs[port] = nan(once.d_inputs[port].len());
            self.backward(&d_output, &mut alone, false);
            assert_eq!(alone.d_inputs[port], once.d_inputs[port], "d_inputs[{port}] depends on the others");
        }
        self.backward(&d_output, &mut none(), false);
    }

    /// Threads share the work, where the description says that they can: the same bits.
    /// Threads that share the work give the same bits.
    pub(crate) fn check_threads(&self) {
        let parts = self.on_threads();
        assert_eq!(parts.output(), self.output(), "the output on three threads");
        if self.pass.training {
            let d_output: Vec<f64> = random(self.description.output.len() * self.pass.batch, 29);
            assert_eq!(parts.gradients(&d_output), self.gradients(&d_output), "gradients on three threads");
        }
    }

    /// A sample's outputs, of those of a batch: several lie one after another, each of all samples.
    fn outputs_of(&self, sample: usize, values: &[f64]) -> Vec<f64> {
        let batch = self.pass.batch;
        let parts = self.description.parts.as_slice();
        let lens: Vec<usize> = parts.iter().map(Shape::len).collect();
        let lens = if lens.is_empty() { vec![values.len() / batch] } else { lens };
        let mut rest = values;
        let mut own = Vec::new();
        for len in lens {
            own.extend(&rest[sample * len..][..len]);
            rest = &rest[batch * len..];
        }
        own
    }

    fn check_samples(&self) {
        let batch = self.pass.batch;
        let d_output: Vec<f64> = random(self.description.output.len() * batch, 23);
        let whole = self.output();
        assert!(whole.iter().all(|v| v.is_finite()), "the output depends on stale memory: {whole:?}");
        let gradients = self.pass.training.then(|| self.gradients(&d_output));
        for sample in 0..batch {
            let part = |values: &[f64]| {
                let len = values.len() / batch;
                values[sample * len..][..len].to_vec()
            };
            let inputs: Vec<_> = self.inputs.iter().map(|input| part(input)).collect();
            let alone =
                Case { pass: Pass { batch: 1, first: sample, ..self.pass }, inputs: &inputs, ..*self };
            assert_eq!(
                alone.output(),
                self.outputs_of(sample, &whole),
                "output of sample {sample}, alone and in a batch"
            );
            if let Some(gradients) = &gradients {
                let d_inputs: Vec<_> = gradients.d_inputs.iter().map(|d| part(d)).collect();
                let d = alone.gradients(&self.outputs_of(sample, &d_output));
                assert_eq!(d.d_inputs, d_inputs, "d_inputs of sample {sample}, alone and in a batch");
            }
        }
    }
}

/// Asserts that two slices agree within `tolerance` of the largest expected value.
pub(crate) fn assert_all_close<T: Scalar>(found: &[T], expected: &[T], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "lengths");
    let max = expected.iter().fold(0.0, |max: f64, v| max.max(v.to_f64().abs()));
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found.to_f64() - expected.to_f64()).abs();
        assert!(error <= tolerance * max.max(1e-30), "at {index}: {found}, expected {expected}");
    }
}

fn assert_close(found: f64, expected: f64, what: &str) {
    let error = (found - expected).abs();
    assert!(error <= TOLERANCE * expected.abs().max(1.0), "{what}: {found}, expected {expected}");
}

fn central(mut at: impl FnMut(f64) -> f64) -> f64 {
    (at(STEP) - at(-STEP)) / (2.0 * STEP)
}

fn nan<T: Scalar>(len: usize) -> Vec<T> {
    vec![T::from_f64(f64::NAN); len]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activations::Activation;
    use crate::layers::dense;
    use crate::message::Site;

    #[test]
    fn a_dense_layer_passes() {
        for (units, use_bias) in [(4, true), (1, true), (1, false)] {
            let op = dense::Op::new(&[Shape::new(&[2, 3])], units);
            let op = op.activation(Activation::Sigmoid).use_bias(use_bias);
            let description = op.describe(Site::new(["dense", "Dense"], ["", ""]));
            check(&op, &description, 3, &[random(18, 1)], &random(3 * units + op.biases(), 2));
        }
    }

    #[test]
    #[should_panic(expected = "d_input 0 at 0")]
    fn a_wrong_gradient_is_found() {
        struct Wrong;
        impl Op<f64> for Wrong {
            fn forward(&self, f: Forward<'_, f64>) {
                f.output.copy_from_slice(f.input());
            }
            fn backward(&self, b: Backward<'_, f64>) {
                b.d_inputs[0].values.fill(0.5);
            }
        }
        check(&Wrong, &Description::new(Shape::new(&[2])), 1, &[vec![1.0, 2.0]], &[]);
    }
}
