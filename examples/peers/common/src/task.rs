//! Workloads, and how a round of one is timed.

use std::time::Instant;

/// A round of predictions lasts about so many seconds, so that the clock is no part of it.
const ROUND: f64 = 0.05;

/// Batches of training before outputs are compared: so many that every mistake shows, so few that roundings do not.
const COMPARED: usize = 50;

/// A workload as a peer does it.
pub trait Task {
    /// Outputs to compare with netform's: of predictions, or after some training.
    fn outputs(&mut self) -> Vec<f32>;

    /// Seconds a unit, over one round.
    fn round(&mut self) -> f64;
}

/// A model in training.
pub trait Learner {
    /// Trains on the first batches of 32 samples, once, in their order.
    fn train(&mut self, batches: usize);

    /// The outputs for the samples that are compared.
    fn predictions(&mut self) -> Vec<f32>;
}

/// A model in training that two functions share.
impl<T: FnMut(usize), P: FnMut() -> Vec<f32>> Learner for (T, P) {
    fn train(&mut self, batches: usize) {
        (self.0)(batches);
    }

    fn predictions(&mut self) -> Vec<f32> {
        (self.1)()
    }
}

/// Training: a round is a pass over all batches, a unit is a sample.
pub fn training(batches: usize, learner: impl Learner + 'static) -> Box<dyn Task> {
    Box::new(Training { batches, learner })
}

struct Training<L> {
    batches: usize,
    learner: L,
}

impl<L: Learner> Task for Training<L> {
    fn outputs(&mut self) -> Vec<f32> {
        self.learner.train(COMPARED);
        self.learner.predictions()
    }

    fn round(&mut self) -> f64 {
        let begin = Instant::now();
        self.learner.train(self.batches);
        begin.elapsed().as_secs_f64() / (32 * self.batches) as f64
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
