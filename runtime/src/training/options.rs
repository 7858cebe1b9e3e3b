//! What `fit` takes beside the data.

use super::data::{Data, check_weights};
use super::error::{Part, TrainingError};
use super::evaluate::BATCH_SIZE;
use super::targets::label_elements;
use crate::losses::{LabelKind, Loss, Takes};
use crate::network::Network;
use crate::scalar::Scalar;

/// What to train on, and what to validate on.
type Parts<'a, N, Y> = (Data<'a, N, Y>, Option<Data<'a, N, Y>>);

/// The arguments of [`fit`](super::Trainer::fit), with
/// [Keras's names and defaults](https://keras.io/api/models/model_training_apis/#fit-method).
///
/// ```
/// use netform::prelude::*;
///
/// network! {
///     struct Sum: [2] -> [1] {
///         Dense(1),
///     }
/// }
///
/// # fn main() -> Result<(), TrainingError> {
/// let x: Vec<SVector<f32, 2>> = (0..100).map(|n| SVector::from([n as f32 * 0.01, 0.5])).collect();
/// let y: Vec<f32> = x.iter().map(|x| x.sum()).collect();
/// let mut model = Sum::new(1).compile(Adam::default(), MeanSquaredError::default(), ());
/// let history = model.fit(&x, &y, Fit::epochs(10).batch_size(20).validation_split(0.2))?;
/// assert_eq!(history.get("val_loss").unwrap().len(), 10);
/// assert_eq!(model.steps(), 10 * 4);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Fit<'a, N: Network, Y> {
    pub(super) epochs: usize,
    pub(super) batch_size: usize,
    validation_split: f64,
    validation_data: Option<(&'a [N::Input], &'a [Y])>,
    pub(super) shuffle: bool,
    pub(super) seed: u64,
    class_weight: &'a [(usize, N::Scalar)],
    sample_weight: Option<&'a [N::Scalar]>,
    pub(super) progress: bool,
}

impl<'a, N: Network, Y> Fit<'a, N, Y> {
    /// Passes over the data, with the defaults of everything else. With 0 nothing happens.
    #[must_use]
    pub fn epochs(epochs: usize) -> Self {
        Self {
            epochs,
            batch_size: BATCH_SIZE,
            validation_split: 0.0,
            validation_data: None,
            shuffle: true,
            seed: 0,
            class_weight: &[],
            sample_weight: None,
            progress: true,
        }
    }

    /// Samples a step; default 32. The last step of an epoch takes what is left.
    #[must_use]
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// Keeps the last part of the data, a share in `[0, 1)`, from training, and evaluates the
    /// model on it after every epoch. The cut is made before shuffling. Default 0: none.
    #[must_use]
    pub fn validation_split(mut self, validation_split: f64) -> Self {
        self.validation_split = validation_split;
        self
    }

    /// Evaluates the model on this data after every epoch. As in Keras, a `validation_split`
    /// beside it has no effect.
    #[must_use]
    pub fn validation_data(mut self, x: &'a [N::Input], y: &'a [Y]) -> Self {
        self.validation_data = Some((x, y));
        self
    }

    /// Whether every epoch takes the samples in a new order; default true.
    #[must_use]
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.shuffle = shuffle;
        self
    }

    /// The seed of all randomness of the call, the samples' order and dropout; default 0. It is
    /// mixed with the number of steps so far, so that the next call goes on with other numbers,
    /// and two calls give the same bits as one of as many epochs.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// What the loss of a sample is multiplied with, by its class; 1 for classes not listed. The
    /// class of a vector is the position of its largest element. Applies to training, not to the
    /// validation, and multiplies with `sample_weight`.
    #[must_use]
    pub fn class_weight(mut self, class_weight: &'a [(usize, N::Scalar)]) -> Self {
        self.class_weight = class_weight;
        self
    }

    /// What the loss of each sample is multiplied with. As in Keras the loss is still divided by
    /// the number of samples, and metrics do not take part.
    #[must_use]
    pub fn sample_weight(mut self, sample_weight: &'a [N::Scalar]) -> Self {
        self.sample_weight = Some(sample_weight);
        self
    }

    /// Whether to show a progress line; default true. It is written to the standard error, and
    /// only where that is a terminal.
    #[must_use]
    pub fn progress(mut self, progress: bool) -> Self {
        self.progress = progress;
        self
    }

    /// Checks everything, and cuts the data into what to train on and what to validate on.
    /// `weights` holds the samples' weights where they have to be computed.
    pub(super) fn resolve<'d, L>(
        &self,
        loss: &L,
        x: &'d [N::Input],
        y: &'d [Y],
        weights: &'d mut Vec<N::Scalar>,
    ) -> Result<Parts<'d, N, Y>, TrainingError>
    where
        'a: 'd,
        L: Loss<N::Scalar, Labels: Takes<Y, N>>,
    {
        if self.batch_size == 0 {
            return Err(TrainingError::BatchSize);
        }
        let split = self.validation_split;
        if !(0.0..1.0).contains(&split) {
            return Err(TrainingError::ValidationSplit { found: split });
        }
        let mut label = Vec::new();
        let mut data = Data::new(Part::Given, x, y);
        data.check(loss, &mut label)?;
        if let Some(sample_weight) = self.sample_weight {
            check_weights(sample_weight, x.len())?;
            data.weights = sample_weight;
        }
        let validation = match self.validation_data {
            Some((x, y)) => {
                let validation = Data::new(Part::Validation, x, y);
                validation.check(loss, &mut label)?;
                Some(validation)
            }
            None if split > 0.0 => {
                let samples = data.len();
                // Keras's own arithmetic, so that the cut falls where it does there.
                #[allow(clippy::cast_sign_loss, reason = "a share of a length")]
                let middle = (samples as f64 * (1.0 - split)) as usize;
                if middle == 0 || middle == samples {
                    return Err(TrainingError::SplitTooSmall { samples, split });
                }
                let (training, validation) = data.split_at(middle);
                data = training;
                Some(validation)
            }
            None => None,
        };
        if !self.class_weight.is_empty() {
            self.weigh_classes::<L>(&data, weights)?;
            data.weights = weights;
        }
        Ok((data, validation))
    }

    /// Computes the samples' weights from their classes.
    fn weigh_classes<L>(
        &self,
        data: &Data<'_, N, Y>,
        weights: &mut Vec<N::Scalar>,
    ) -> Result<(), TrainingError>
    where
        L: Loss<N::Scalar, Labels: Takes<Y, N>>,
    {
        let output = N::OUTPUT_PORTS[0].shape;
        let rows = output.len() / output.last().max(1);
        if rows != 1 {
            return Err(TrainingError::ClassWeights { rows });
        }
        for (index, (_, weight)) in self.class_weight.iter().enumerate() {
            if !(weight.is_finite() && *weight >= N::Scalar::ZERO) {
                return Err(TrainingError::Weight { index, found: weight.to_f64() });
            }
        }
        let mut elements = vec![Default::default(); label_elements::<N, L::Labels>()];
        weights.extend(data.y.iter().enumerate().map(|(index, label)| {
            L::Labels::write(label, &mut elements);
            let class = L::Labels::class(&elements);
            let listed = self.class_weight.iter().find(|(listed, _)| *listed == class);
            let own = data.weights.get(index).copied().unwrap_or(N::Scalar::ONE);
            listed.map_or(own, |(_, weight)| own * *weight)
        }));
        Ok(())
    }
}
