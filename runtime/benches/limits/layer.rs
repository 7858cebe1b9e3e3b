//! One layer's passes on a batch, each alone, as a training step runs them.

use core::hint::black_box;
use core::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

use super::machine;
use netform::__private::{Backward, Description, Forward, Gradient, Op, Pass};

/// Rounds of which the best counts, and the least time of one.
const ROUNDS: usize = 40;
const ROUND: Duration = Duration::from_millis(1);

/// How long a call takes.
#[derive(Clone, Copy)]
pub(crate) struct Timed {
    /// Of the fastest round.
    pub(crate) seconds: f64,
    /// The operations that the core does in registers in that time. Both are measured in every round, and the median
    /// counts: a core's clock is not the same from one moment to another.
    pub(crate) possible: f64,
}

/// Times rounds of many calls; just one call in a test.
pub(crate) fn timed(is_measured: bool, mut run: impl FnMut()) -> Timed {
    let mut time = |calls: usize| {
        let begin = Instant::now();
        (0..calls).for_each(|_| run());
        begin.elapsed()
    };
    // The first call fills caches.
    let [_, once] = [time(1), time(1)];
    if !is_measured {
        return Timed { seconds: once.as_secs_f64(), possible: 1.0 };
    }
    let calls = 1 + (ROUND.as_nanos() / once.as_nanos().max(1)) as usize;
    let mut rounds: Vec<_> = (0..ROUNDS)
        .map(|_| {
            // The peak before and after it: a call that was measured between two clocks is neither's.
            let before = machine::rate();
            let seconds = time(calls).as_secs_f64() / calls as f64;
            Timed { seconds, possible: seconds * (before + machine::rate()) / 2.0 }
        })
        .collect();
    rounds.sort_by(|a, b| a.possible.total_cmp(&b.possible));
    let seconds = rounds.iter().map(|round| round.seconds).fold(f64::INFINITY, f64::min);
    Timed { seconds, possible: rounds[ROUNDS / 2].possible }
}

/// Numbers of −0.5 to 0.5 that begin at a line of the cache, as the weights and the memory of training do.
struct Numbers {
    all: Vec<f32>,
    first: usize,
    count: usize,
}

impl Numbers {
    fn new(count: usize) -> Self {
        let all: Vec<f32> = (0..count + 16).map(|i| (i as f32 * 0.618_034).fract() - 0.5).collect();
        let first = all.as_ptr().align_offset(64).min(16);
        Self { all, first, count }
    }
}

impl Deref for Numbers {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.all[self.first..][..self.count]
    }
}

impl DerefMut for Numbers {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.all[self.first..][..self.count]
    }
}

/// What a pass takes, and the bytes that it reads and writes.
pub(crate) struct Measured {
    pub(crate) time: Timed,
    pub(crate) bytes: usize,
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
    /// The forward pass, the weights' gradients and the input's.
    pub(crate) fn passes(&self, is_measured: bool) -> [Measured; 3] {
        let Self { op, description, batch, .. } = *self;
        let pass = Pass::training(batch, 1);
        let x = Numbers::new(self.input * batch);
        let params = &*Numbers::new(description.tensors.elements());
        let mut output = Numbers::new(description.output.len() * batch);
        let mut tape = Numbers::new(description.tape * batch);
        let mut scratch = Numbers::new(description.scratch.max(description.inference_scratch));
        let forward = timed(is_measured, || {
            let (inputs, output, tape, scratch) = (&[&x[..]], &mut *output, &mut *tape, &mut *scratch);
            op.forward(Forward { pass, node: 0, params, inputs, output, tape, scratch, logits: false });
            black_box(output);
        });
        let mut d_output = Numbers::new(output.len());
        let (mut d_x, mut d_weights) = (Numbers::new(x.len()), Numbers::new(params.len()));
        let mut backward = |d_x: &mut [f32], d_weights: &mut [f32]| {
            let gradient = |values| Gradient { values, accumulate: false };
            op.backward(Backward {
                pass,
                node: 0,
                params,
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
        let d_params = timed(is_measured, || {
            backward(&mut [], &mut d_weights);
            black_box(&d_weights);
        });
        let d_input = timed(is_measured, || {
            backward(&mut d_x, &mut []);
            black_box(&d_x);
        });
        let [x, y, weights] = [x.len(), d_output.len(), params.len()];
        [(forward, x + weights + y), (d_params, x + y + weights), (d_input, y + weights + x)]
            .map(|(time, numbers)| Measured { time, bytes: 4 * numbers })
    }
}
