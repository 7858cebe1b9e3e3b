//! One training step.

use super::batch::Pick;
use super::data::Data;
use super::error::{Part, TrainingError};
use super::halves;
use super::targets::Truth;
use super::trainer::Trainer;
use crate::losses::{LabelKind, Loss, Rows, Takes};
use crate::metrics::Metrics;
use crate::network::{LayerInfo, Memory, Network};
use crate::op::Pass;
use crate::optimizers::Optimizer;
use crate::pool::enter;
use crate::random::mix;
use crate::scalar::Scalar;
use crate::threads::Threads;

/// The multiply-adds of a step, roughly: three products a layer, and some for each value.
pub(super) fn work<N: Network>(batch: usize) -> usize {
    batch.saturating_mul(const { plus_values(work_of(N::LAYERS).saturating_mul(3), &N::TRAINING) })
}

/// Some multiply-adds a sample, and some for each value in memory.
pub(super) const fn plus_values(work: usize, memory: &Memory) -> usize {
    work.saturating_add(memory.per_sample.saturating_mul(4))
}

/// The multiply-adds of some layers' predictions.
pub(super) const fn work_of(layers: &[LayerInfo]) -> usize {
    let (mut work, mut index) = (0, 0);
    while index < layers.len() {
        let layer = &layers[index];
        work = layer.description.work.saturating_add(work_of(layer.layers)).saturating_add(work);
        index += 1;
    }
    work
}

impl<N, O, L, M> Trainer<N, O, L, M>
where
    N: Network,
    O: Optimizer<N::Scalar>,
    L: Loss<N::Scalar>,
    M: Metrics<N::Scalar, L::Labels>,
{
    /// One step on one batch, after
    /// [Keras's `train_on_batch`](https://keras.io/api/models/model_training_apis/#trainonbatch-method).
    /// Returns the loss before the step.
    ///
    /// # Errors
    /// What is wrong with the data, or a loss or gradients that are not finite. The model is then
    /// as it was.
    pub fn train_on_batch<Y>(&mut self, x: &[N::Input], y: &[Y]) -> Result<f64, TrainingError>
    where
        L::Labels: Takes<Y, N>,
        Y: Sync,
    {
        let data = Data::new(Part::Given, x, y);
        data.check(&self.loss, self.buffers.targets.labels.of::<L::Labels>())?;
        self.metrics.reset();
        enter(Threads::for_work(work::<N>(x.len())), || {
            let threads = Threads::here().worth(work::<N>(x.len()));
            let loss = self.differentiate(threads, &data, &Pick::all(x), 0);
            if !loss.is_finite() {
                return Err(TrainingError::Loss { epoch: 1, step: 1, found: loss });
            }
            if !N::Scalar::all_finite(self.tape.gradients()) {
                return Err(TrainingError::Gradients);
            }
            self.descend(threads);
            Ok(loss)
        })
    }

    /// Forward, loss, metrics and backward on a batch: leaves the gradients on the tape and
    /// returns the loss. Gradients are not computed for a loss that is not finite.
    pub(super) fn differentiate<Y: Sync>(
        &mut self,
        threads: Threads,
        data: &Data<'_, N, Y>,
        pick: &Pick<'_>,
        seed: u64,
    ) -> f64
    where
        L::Labels: Takes<Y, N>,
    {
        let seed = mix(seed ^ mix(self.state.steps));
        if let Some(middle) = halves::middle::<N>(pick.len()) {
            return self.in_halves(threads, data, pick, (middle, seed));
        }
        let fused = self.loss.fuses(N::HEADS[0].activation);
        let (inputs, truth) = self.buffers.load::<N, Y, L::Labels>(threads, data, pick);
        let pass = Pass { threads, ..Pass::training(pick.len(), seed) };
        self.tape.run_forward(&self.network, pass, &inputs, fused);
        let loss = judge::<N, L, M>(&self.loss, &mut self.metrics, fused, truth, self.tape.head(0));
        if loss.is_finite() {
            self.tape.run_backward(&self.network, &inputs, fused);
        }
        loss
    }

    /// Changes the weights by the gradients on the tape.
    pub(super) fn descend(&mut self, threads: Threads) {
        let (weights, gradients) = (self.network.as_mut_slice(), self.tape.gradients.as_mut_slice());
        self.state.apply(&self.optimizer, weights, gradients, &self.segments, threads);
    }
}

/// Loss and metrics of a batch, and the gradient of the loss unless that is not finite.
pub(super) fn judge<N, L, M>(
    loss: &L,
    metrics: &mut M,
    fused: bool,
    truth: Truth<'_, N::Scalar, <L::Labels as LabelKind<N::Scalar>>::Element>,
    (y_pred, d_y_pred): (&mut [N::Scalar], &mut [N::Scalar]),
) -> f64
where
    N: Network,
    L: Loss<N::Scalar>,
    M: Metrics<N::Scalar, L::Labels>,
{
    let last = N::OUTPUT_PORTS[0].shape.last();
    let rows = y_pred.len() / last.max(1);
    // With all rows ignored the sum is 0, and so is the loss.
    let count = L::Labels::count(truth.labels, rows, loss.ignored()).max(1) as f64;
    let sum = loss.run(Rows {
        y_true: truth.labels,
        y_pred,
        last,
        fused,
        weights: truth.weights,
        scale: N::Scalar::from_f64(1.0 / count),
        d_y_pred: &mut *d_y_pred,
    });
    let loss = sum / count;
    if loss.is_finite() {
        // From these on all gradients are products: subnormal numbers among them would make each step of training
        // many times as slow, and change nothing.
        for d in d_y_pred.iter_mut() {
            *d = d.unless_below(N::Scalar::negligible());
        }
        metrics.update(truth.labels, y_pred, last);
    }
    loss
}
