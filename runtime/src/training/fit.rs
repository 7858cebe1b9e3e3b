//! The training loop.

use super::batch::Pick;
use super::data::Data;
use super::error::TrainingError;
use super::history::History;
use super::options::Fit;
use super::order::shuffle;
use super::progress::Progress;
use super::step::work;
use super::trainer::Trainer;
use crate::losses::{Loss, Takes};
use crate::metrics::Metrics;
use crate::network::Network;
use crate::optimizers::Optimizer;
use crate::pool::enter;
use crate::scalar::Scalar;
use crate::threads::Threads;

impl<N, O, L, M> Trainer<N, O, L, M>
where
    N: Network,
    O: Optimizer<N::Scalar> + Clone,
    L: Loss<N::Scalar>,
    M: Metrics<N::Scalar, L::Labels> + Clone,
{
    /// Trains on some data, after
    /// [Keras's `fit`](https://keras.io/api/models/model_training_apis/#fit-method).
    ///
    /// All data is read and checked before the first step. The history's loss and metrics of an
    /// epoch are means over its steps, each with the weights as they then were; those under
    /// `val_` come after the epoch. Of the loss's gradient, what is nearer to 0 than 2⁻¹⁰⁰ (2⁻⁹⁹⁶ in double precision)
    /// counts as 0: its products would be subnormal numbers, with which processors compute many times more slowly.
    ///
    /// # Errors
    /// What is wrong with the data or the options, or a loss that becomes infinite or NaN. The
    /// model is then as it was before the call; for this, the call keeps a copy of the weights
    /// and of the optimizer's state while it runs.
    #[allow(clippy::needless_pass_by_value, reason = "built for the one call")]
    pub fn fit<Y>(
        &mut self,
        x: &[N::Input],
        y: &[Y],
        options: Fit<'_, N, Y>,
    ) -> Result<History, TrainingError>
    where
        L::Labels: Takes<Y, N>,
        Y: Sync,
    {
        let mut weights = Vec::new();
        let (data, validation) = options.resolve(&self.loss, x, y, &mut weights)?;
        if options.epochs == 0 {
            return Ok(History::default());
        }
        let backup = self.backup();
        let threads = Threads::for_work(work::<N>(options.batch_size.min(data.len())));
        let result = enter(threads, || self.run(&data, validation.as_ref(), &options));
        if result.is_err() {
            self.restore(backup);
        }
        result
    }

    fn run<Y: Sync>(
        &mut self,
        data: &Data<'_, N, Y>,
        validation: Option<&Data<'_, N, Y>>,
        options: &Fit<'_, N, Y>,
    ) -> Result<History, TrainingError>
    where
        L::Labels: Takes<Y, N>,
    {
        let mut history = History::default();
        let mut order = Vec::new();
        let steps = data.len().div_ceil(options.batch_size);
        let mut progress = Progress::new(options.progress, options.epochs, steps);
        for epoch in 1..=options.epochs {
            progress.begin(epoch);
            if options.shuffle {
                // From the same start every time, so that the order depends on the step alone.
                order.clear();
                order.extend(0..data.len());
                shuffle(&mut order, options.seed, self.state.steps);
            }
            // Anew, since threads that found no work for long have left.
            let threads = Threads::here().worth(work::<N>(options.batch_size.min(data.len())));
            let loss = enter(threads, || self.epoch(data, &order, epoch, options, &mut progress))?;
            let training = self.scores(loss);
            let validation = validation.map(|data| self.score(data, options.batch_size)).transpose()?;
            progress.end(&training, validation.as_ref());
            history.push(&training, validation.as_ref());
        }
        Ok(history)
    }

    /// One pass over the data; returns its mean loss.
    fn epoch<Y: Sync>(
        &mut self,
        data: &Data<'_, N, Y>,
        order: &[usize],
        epoch: usize,
        options: &Fit<'_, N, Y>,
        progress: &mut Progress,
    ) -> Result<f64, TrainingError>
    where
        L::Labels: Takes<Y, N>,
    {
        self.metrics.reset();
        let (mut total, mut first, mut step) = (0.0, 0, 0);
        while first < data.len() {
            let end = data.len().min(first + options.batch_size);
            let pick = if options.shuffle { Pick::List(&order[first..end]) } else { Pick::Range(first..end) };
            step += 1;
            let threads = Threads::here().worth(work::<N>(pick.len()));
            let loss = self.differentiate(threads, data, &pick, options.seed);
            if !loss.is_finite() {
                return Err(TrainingError::Loss { epoch, step, found: loss });
            }
            self.descend(threads);
            total += loss * (end - first) as f64;
            first = end;
            progress.step(step, total / first as f64, &self.metrics);
        }
        // The last step's loss was finite, but its gradients need not have been.
        if !N::Scalar::all_finite(self.network.as_slice()) {
            return Err(TrainingError::Gradients);
        }
        Ok(total / data.len() as f64)
    }
}
