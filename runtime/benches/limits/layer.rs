//! One layer's passes on a batch, each alone, as a training step runs them.

use core::hint::black_box;
use std::time::{Duration, Instant};

use netform::__private::{Backward, Description, Forward, Gradient, Op, Pass};

/// Rounds of which the best counts, and the least time of one.
const ROUNDS: usize = 40;
const ROUND: Duration = Duration::from_millis(1);

/// The fastest call's seconds, over rounds of many calls; just one call in a test.
pub(crate) fn best(is_measured: bool, mut run: impl FnMut()) -> f64 {
    let mut time = |calls: usize| {
        let begin = Instant::now();
        (0..calls).for_each(|_| run());
        begin.elapsed()
    };
    // The first call fills caches.
    let [_, once] = [time(1), time(1)];
    if !is_measured {
        return once.as_secs_f64();
    }
    let calls = 1 + (ROUND.as_nanos() / once.as_nanos().max(1)) as usize;
    let best = (0..ROUNDS).map(|_| time(calls)).min();
    best.unwrap_or_default().as_secs_f64() / calls as f64
}

/// Numbers of −0.5 to 0.5.
pub(crate) fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| (i as f32 * 0.618_034).fract() - 0.5).collect()
}

/// A layer and its batch.
pub(crate) struct Layer<'a> {
    pub(crate) op: &'a dyn Op<f32>,
    pub(crate) description: &'a Description,
    /// The elements of a sample.
    pub(crate) input: usize,
    pub(crate) batch: usize,
}

impl Layer<'_> {
    /// The seconds of the forward pass, of the weights' gradients and of the input's.
    pub(crate) fn seconds(&self, is_measured: bool) -> [f64; 3] {
        let Self { op, description, batch, .. } = *self;
        let pass = Pass::training(batch, 1);
        let (x, params) = (numbers(self.input * batch), numbers(description.tensors.elements()));
        let mut output = numbers(description.output.len() * batch);
        let mut tape = numbers(description.tape * batch);
        let mut scratch = numbers(description.scratch.max(description.inference_scratch));
        let forward = best(is_measured, || {
            let (inputs, output, tape, scratch) = (&[&x[..]], &mut output, &mut tape, &mut scratch);
            op.forward(Forward {
                pass,
                node: 0,
                params: &params,
                inputs,
                output,
                tape,
                scratch,
                logits: false,
            });
            black_box(output);
        });
        let mut d_output = numbers(output.len());
        let (mut d_x, mut d_weights) = (numbers(x.len()), numbers(params.len()));
        let mut backward = |d_x: &mut [f32], d_weights: &mut [f32]| {
            let gradient = |values| Gradient { values, accumulate: false };
            op.backward(Backward {
                pass,
                node: 0,
                params: &params,
                inputs: &[&x[..]],
                output: &output,
                tape: &mut tape,
                d_output: &mut d_output,
                d_inputs: &mut [gradient(d_x)],
                d_params: gradient(d_weights),
                scratch: &mut scratch,
                logits: false,
            });
        };
        let d_params = best(is_measured, || {
            backward(&mut [], &mut d_weights);
            black_box(&d_weights);
        });
        let d_input = best(is_measured, || {
            backward(&mut d_x, &mut []);
            black_box(&d_x);
        });
        [forward, d_params, d_input]
    }
}
