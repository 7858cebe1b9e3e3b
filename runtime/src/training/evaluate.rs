//! Loss and metrics of a network as it is.

use super::batch::{Inputs, Pick};
use super::data::Data;
use super::error::{Part, TrainingError};
use super::history::Scores;
use super::step::work;
use super::trainer::Trainer;
use crate::losses::{LabelKind, Loss, Rows, Takes};
use crate::metrics::Metrics;
use crate::network::Network;
use crate::op::Pass;
use crate::optimizers::Optimizer;
use crate::pool::{enter, join};
use crate::scalar::Scalar;
use crate::threads::Threads;

/// Keras's default batch size.
pub(super) const BATCH_SIZE: usize = 32;

impl<N, O, L, M> Trainer<N, O, L, M>
where
    N: Network,
    O: Optimizer<N::Scalar>,
    L: Loss<N::Scalar>,
    M: Metrics<N::Scalar, L::Labels>,
{
    /// The loss and the metrics on some data, after
    /// [Keras's `evaluate`](https://keras.io/api/models/model_training_apis/#evaluate-method).
    /// The network predicts (dropout does not drop), and the loss is computed from its
    /// predictions, so a crossentropy clips probabilities.
    ///
    /// # Errors
    /// What is wrong with the data, or a loss that is infinite or NaN: of weights that are so, most
    /// often.
    pub fn evaluate<Y>(&mut self, x: &[N::Input], y: &[Y]) -> Result<Scores, TrainingError>
    where
        L::Labels: Takes<Y, N>,
        Y: Sync,
    {
        let data = Data::new(Part::Given, x, y);
        data.check(&self.loss, self.buffers.targets.labels.of::<L::Labels>())?;
        enter(Threads::for_work(work::<N>(data.len().min(BATCH_SIZE))), || self.score(&data, BATCH_SIZE))
    }

    /// Evaluates checked data.
    pub(super) fn score<Y: Sync>(
        &mut self,
        data: &Data<'_, N, Y>,
        batch_size: usize,
    ) -> Result<Scores, TrainingError>
    where
        L::Labels: Takes<Y, N>,
    {
        let output = N::OUTPUT_PORTS[0].shape;
        self.metrics.reset();
        let mut total = 0.0;
        let mut first = 0;
        while first < data.len() {
            let end = data.len().min(first + batch_size);
            let len = end - first;
            let threads = Threads::here().worth(work::<N>(len));
            let (inputs, truth) =
                self.buffers.load::<N, Y, L::Labels>(threads, data, &Pick::Range(first..end));
            first = end;
            let y_pred = self.outputs.grown(len * output.len());
            let threads = threads.sharing(work::<N>(len), len);
            let memory = self.tape.memory.grown(N::INFERENCE.on(threads, len));
            let pass = Pass::inference(len);
            infer(&**self.network, Pass { threads, ..pass }, &inputs, &mut *y_pred, memory);
            let rows = y_pred.len() / output.last().max(1);
            let count = L::Labels::count(truth.labels, rows, self.loss.ignored()).max(1) as f64;
            self.metrics.update(truth.labels, y_pred, output.last());
            let sum = self.loss.run(Rows {
                y_true: truth.labels,
                y_pred,
                last: output.last(),
                fused: false,
                weights: truth.weights,
                scale: N::Scalar::ZERO,
                d_y_pred: &mut [],
            });
            // As Keras: the mean of the batches' losses, weighted by their samples.
            total += sum / count * len as f64;
        }
        let loss = total / data.len() as f64;
        if !loss.is_finite() {
            return Err(TrainingError::Evaluation { part: data.part, found: loss });
        }
        Ok(self.scores(loss))
    }

    /// A loss with the metrics as they stand.
    pub(super) fn scores(&self, loss: f64) -> Scores {
        let mut metrics = Vec::new();
        self.metrics.visit(&mut |name, value| metrics.push((name, value)));
        Scores { loss, metrics }
    }
}

/// Predicts a batch, of which each thread takes a part through the whole network.
fn infer<N: Network>(
    network: &N,
    pass: Pass,
    inputs: &Inputs<'_, N::Scalar>,
    y_pred: &mut [N::Scalar],
    memory: &mut [N::Scalar],
) {
    let Some(groups) = pass.threads.halves() else {
        return network.infer(pass, inputs.as_slice(), &mut [y_pred], memory);
    };
    let middle = Threads::middle(groups, pass.batch);
    let first = Pass { batch: middle, threads: groups[0], ..pass };
    let others = Pass { batch: pass.batch - middle, threads: groups[1], ..pass };
    let (first_inputs, other_inputs) = inputs.split_at::<N>(middle);
    let (y_first, y_others) = y_pred.split_at_mut(y_pred.len() / pass.batch * middle);
    let (memory, other_memory) = memory.split_at_mut(N::INFERENCE.on(groups[0], middle));
    join(
        || infer(network, first, &first_inputs, y_first, memory),
        || infer(network, others, &other_inputs, y_others, other_memory),
    );
}
