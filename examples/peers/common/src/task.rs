//! Workloads, and how a round of one is timed.

use std::time::Instant;

/// A round of predictions lasts about so many seconds, so that the clock is no part of it.
const ROUND: f64 = 0.05;

/// A workload as a peer does it.
pub trait Task {
    /// Outputs to compare with netform's: of predictions, or after a pass of training.
    fn outputs(&mut self) -> Vec<f32>;

    /// Seconds a unit, over one round.
    fn round(&mut self) -> f64;
}

/// A model in training.
pub trait Learner {
    /// Trains on all samples once, in their order, in batches of 32.
    fn epoch(&mut self);

    /// The outputs for the samples that are compared.
    fn predictions(&mut self) -> Vec<f32>;
}

/// A model in training that two functions share: what an epoch does, and what predictions are.
impl<E: FnMut(), P: FnMut() -> Vec<f32>> Learner for (E, P) {
    fn epoch(&mut self) {
        (self.0)();
    }

    fn predictions(&mut self) -> Vec<f32> {
        (self.1)()
    }
}

/// Training: a round is a pass over all samples, a unit is a sample.
pub fn training(samples: usize, learner: impl Learner + 'static) -> Box<dyn Task> {
    Box::new(Training { samples, learner })
}

struct Training<L> {
    samples: usize,
    learner: L,
}

impl<L: Learner> Task for Training<L> {
    fn outputs(&mut self) -> Vec<f32> {
        self.learner.epoch();
        self.learner.predictions()
    }

    fn round(&mut self) -> f64 {
        let begin = Instant::now();
        self.learner.epoch();
        begin.elapsed().as_secs_f64() / self.samples as f64
    }
}

/// Predictions: `call(i, out)` predicts batch `i` of `batches`, of `batch` samples each, and where `out` is given adds
/// the outputs to it. Batches come in order, again and again: what keeps a state from one to the next begins anew at 0.
/// A unit is a sample.
pub fn inference(
    batches: usize,
    batch: usize,
    call: impl FnMut(usize, Option<&mut Vec<f32>>) + 'static,
) -> Box<dyn Task> {
    Box::new(Inference { batches, batch, passes: 0, call })
}

struct Inference<F> {
    batches: usize,
    batch: usize,
    passes: usize,
    call: F,
}

impl<F: FnMut(usize, Option<&mut Vec<f32>>)> Inference<F> {
    /// Seconds of some passes over all batches.
    fn seconds(&mut self, passes: usize) -> f64 {
        let begin = Instant::now();
        for _ in 0..passes {
            for batch in 0..self.batches {
                (self.call)(batch, None);
            }
        }
        begin.elapsed().as_secs_f64()
    }
}

impl<F: FnMut(usize, Option<&mut Vec<f32>>)> Task for Inference<F> {
    fn outputs(&mut self) -> Vec<f32> {
        let mut outputs = Vec::new();
        (0..self.batches).for_each(|batch| (self.call)(batch, Some(&mut outputs)));
        outputs
    }

    fn round(&mut self) -> f64 {
        if self.passes == 0 {
            self.passes = 1;
            while self.seconds(self.passes) < ROUND / 2.0 {
                self.passes *= 2;
            }
        }
        let seconds = self.seconds(self.passes);
        seconds / (self.passes * self.batches * self.batch) as f64
    }
}
