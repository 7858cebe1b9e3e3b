//! Batch normalisation.

use nalgebra::SVector;

use crate::description::{Description, Tensor};
use crate::initializers::Initializer;
use crate::layers::axis::{around, missing, position};
use crate::message::{Message, Site};
use crate::op::{Backward, Forward, Pass, precompile};
use crate::params::Params;
use crate::scalar::Scalar;
use crate::shape::{Shape, known};
use statistics::{CenteredSquares, Channels, Products, Values};

mod statistics;
#[cfg(test)]
mod tests;

/// Normalises each channel: `y = gamma · (x − mean) / √(variance + epsilon) + beta`, after
/// [Keras's `BatchNormalization`](https://keras.io/api/layers/normalization_layers/batch_normalization/)
/// (Ioffe and Szegedy 2015).
///
/// # Arguments
/// `BatchNormalization(axis = -1, momentum = 0.99, epsilon = 0.001, center = true, scale = true,
/// beta_initializer = zeros, gamma_initializer = ones, moving_mean_initializer = zeros,
/// moving_variance_initializer = ones)`
///
/// `axis` is that of the channels: 1 is the first of a sample, -1 the last. Without `center` there
/// is no beta, without `scale` no gamma.
///
/// # Shapes
/// Any, and the same.
///
/// # Statistics
/// Training takes mean and (biased) variance over the batch and all axes but the channels', and
/// moves the moving ones towards them with every step of the optimizer: `moving += (1 − momentum) ·
/// (batch's − moving)`. A prediction takes the moving ones. So does a layer with `trainable =
/// false`, and one within a network that is frozen, in training too, and moves nothing; their
/// weights and all others' are then trained as if the statistics were constants.
///
/// A layer that is applied to several values normalises each by its own statistics and moves
/// towards all of them: the moves add up.
///
/// # Gradients
/// With `x̂ = (x − mean) / √(variance + epsilon)`, summed over what the statistics are taken over:
/// `d_beta = Σ d_output`, `d_gamma = Σ d_output · x̂`, and in training, over `n` values, `d_input =
/// gamma / √(variance + epsilon) · (d_output − d_beta / n − x̂ · d_gamma / n)`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct BatchNormalization<
    const CHANNELS: usize,
    const SCALES: usize = CHANNELS,
    const CENTERS: usize = CHANNELS,
    T = f32,
> {
    /// The scale; empty with `scale = false`.
    pub gamma: SVector<T, SCALES>,
    /// The shift; empty with `center = false`.
    pub beta: SVector<T, CENTERS>,
    /// The mean that predictions take. Training moves it, but no gradient does.
    pub moving_mean: SVector<T, CHANNELS>,
    /// The variance that predictions take. Training moves it, but no gradient does.
    pub moving_variance: SVector<T, CHANNELS>,
}

// SAFETY: `repr(C)` of matrices of `T` alone.
unsafe impl<const CHANNELS: usize, const SCALES: usize, const CENTERS: usize, T: Scalar> Params
    for BatchNormalization<CHANNELS, SCALES, CENTERS, T>
{
    type Scalar = T;
}

/// The operation of [`BatchNormalization`].
///
/// The tape has the batch's mean and variance: computed again they would cost two more ways
/// through the input. They are in the first sample's part; that of the others is not used.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    input: Shape,
    axis: isize,
    momentum: f64,
    epsilon: f64,
    center: bool,
    scale: bool,
    beta_initializer: Initializer,
    gamma_initializer: Initializer,
    moving_mean_initializer: Initializer,
    moving_variance_initializer: Initializer,
}

impl Op {
    /// `BatchNormalization()` of an input.
    #[must_use]
    pub const fn new(inputs: &[Shape]) -> Self {
        Self {
            input: inputs[0],
            axis: -1,
            momentum: 0.99,
            epsilon: 0.001,
            center: true,
            scale: true,
            beta_initializer: Initializer::Zeros,
            gamma_initializer: Initializer::Ones,
            moving_mean_initializer: Initializer::Zeros,
            moving_variance_initializer: Initializer::Ones,
        }
    }

    /// Sets `axis`.
    #[must_use]
    pub const fn axis(mut self, axis: isize) -> Self {
        self.axis = axis;
        self
    }

    /// Sets `momentum`.
    #[must_use]
    pub const fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// Sets `epsilon`.
    #[must_use]
    pub const fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// Sets `center`.
    #[must_use]
    pub const fn center(mut self, center: bool) -> Self {
        self.center = center;
        self
    }

    /// Sets `scale`.
    #[must_use]
    pub const fn scale(mut self, scale: bool) -> Self {
        self.scale = scale;
        self
    }

    /// Sets `beta_initializer`.
    #[must_use]
    pub const fn beta_initializer(mut self, initializer: Initializer) -> Self {
        self.beta_initializer = initializer;
        self
    }

    /// Sets `gamma_initializer`.
    #[must_use]
    pub const fn gamma_initializer(mut self, initializer: Initializer) -> Self {
        self.gamma_initializer = initializer;
        self
    }

    /// Sets `moving_mean_initializer`.
    #[must_use]
    pub const fn moving_mean_initializer(mut self, initializer: Initializer) -> Self {
        self.moving_mean_initializer = initializer;
        self
    }

    /// Sets `moving_variance_initializer`.
    #[must_use]
    pub const fn moving_variance_initializer(mut self, initializer: Initializer) -> Self {
        self.moving_variance_initializer = initializer;
        self
    }

    /// The type's `CHANNELS`.
    #[must_use]
    pub const fn channels(&self) -> usize {
        match position(self.axis, self.input.rank()) {
            Some(axis) => known(self.input.axis(axis)),
            None => 0,
        }
    }

    /// The type's `SCALES`.
    #[must_use]
    pub const fn scales(&self) -> usize {
        if self.scale { self.channels() } else { 0 }
    }

    /// The type's `CENTERS`.
    #[must_use]
    pub const fn centers(&self) -> usize {
        if self.center { self.channels() } else { 0 }
    }

    /// What the operation needs and gives.
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let channels = self.channels();
        let description = Description::new(self.input)
            .backward_reads(true, false)
            .tape(2 * channels)
            .scratch(4 * channels)
            .moves(2 * channels)
            .tensor(tensor("gamma", self.scales(), self.gamma_initializer, true))
            .tensor(tensor("beta", self.centers(), self.beta_initializer, true))
            .tensor(tensor("moving_mean", channels, self.moving_mean_initializer, false))
            .tensor(tensor("moving_variance", channels, self.moving_variance_initializer, false));
        match self.problem(site) {
            Some(problem) => description.problem(problem),
            None => description,
        }
    }

    const fn problem(&self, site: Site) -> Option<Message> {
        if !(self.momentum >= 0.0 && self.momentum <= 1.0) {
            let message =
                Message::new().layer(site.layer).text(" expects a momentum from 0 to 1, but is given ");
            return Some(message.decimal(self.momentum));
        }
        if !(self.epsilon >= 0.0 && self.epsilon < f64::INFINITY) {
            let message =
                Message::new().layer(site.layer).text(" expects an epsilon of at least 0, but is given ");
            return Some(message.decimal(self.epsilon));
        }
        if self.input.rank() > 0 && position(self.axis, self.input.rank()).is_none() {
            return Some(missing(site, self.axis, site.producer, self.input));
        }
        None
    }

    /// The channels of a batch; none where the input is a mistake.
    const fn places(&self) -> Channels {
        let [_, channels, behind] = match position(self.axis, self.input.rank()) {
            Some(axis) if self.input.is_known() => around(self.input, axis),
            _ => [0, 0, 0],
        };
        Channels { channels, behind }
    }

    /// Whether the batch's own statistics are taken.
    const fn takes_batch(pass: &Pass) -> bool {
        pass.training && !pass.frozen
    }

    /// The weights: gamma, beta and the moving statistics.
    fn weights<'a, T>(&self, params: &'a [T]) -> [&'a [T]; 4] {
        let (gamma, rest) = params.split_at(self.scales());
        let (beta, rest) = rest.split_at(self.centers());
        let (mean, variance) = rest.split_at(self.channels());
        [gamma, beta, mean, variance]
    }

    /// Writes `1 / √(variance + epsilon)`.
    fn invert<T: Scalar>(&self, variance: &[T], inverse: &mut [T]) {
        let epsilon = T::from_f64(self.epsilon);
        for (inverse, variance) in inverse.iter_mut().zip(variance) {
            *inverse = T::ONE / (*variance + epsilon).sqrt();
        }
    }

    fn run<T: Scalar>(&self, f: Forward<'_, T>) {
        let (places, channels, x) = (self.places(), self.channels(), f.input());
        if x.is_empty() || channels == 0 {
            return;
        }
        let [gamma, beta, moving_mean, moving_variance] = self.weights(f.params);
        let (scale, rest) = f.scratch.split_at_mut(channels);
        let (shift, sums) = rest.split_at_mut(channels);
        let (mean, variance) = if Self::takes_batch(&f.pass) {
            let (mean, rest) = f.tape.split_at_mut(channels);
            let variance = &mut rest[..channels];
            let sums = &mut sums[..2 * channels];
            let count = T::from_f64((x.len() / channels) as f64);
            mean.fill(T::ZERO);
            places.sum(f.pass.isa, Values, [x, x], mean, sums);
            mean.iter_mut().zip(&*sums).for_each(|(mean, sum)| *mean = *sum / count);
            // Around the mean a large one does not cancel; its own rounding is corrected.
            places.sum(f.pass.isa, CenteredSquares, [x, x], mean, sums);
            let (offsets, squares) = sums.split_at(channels);
            let sums = offsets.iter().zip(squares);
            for ((mean, variance), (offset, square)) in mean.iter_mut().zip(&mut *variance).zip(sums) {
                let offset = *offset / count;
                *mean += offset;
                *variance = *square / count - offset * offset;
            }
            (&*mean, &*variance)
        } else {
            (moving_mean, moving_variance)
        };
        self.invert(variance, scale);
        scale.iter_mut().zip(gamma).for_each(|(scale, gamma)| *scale *= *gamma);
        shift.fill(T::ZERO);
        shift.iter_mut().zip(beta).for_each(|(shift, beta)| *shift = *beta);
        places.normalise(f.pass.isa, [mean, scale, shift], x, f.output);
    }

    fn run_backward<T: Scalar>(&self, b: Backward<'_, T>) {
        let (places, channels, x) = (self.places(), self.channels(), b.input());
        let takes_batch = Self::takes_batch(&b.pass);
        let [gamma, _, moving_mean, moving_variance] = self.weights(b.params);
        let d_params = b.d_params;
        if !d_params.accumulate {
            d_params.values.fill(T::ZERO);
        }
        if x.is_empty() || channels == 0 {
            return;
        }
        let (mean, variance) = if takes_batch {
            let (mean, rest) = b.tape.split_at(channels);
            (mean, &rest[..channels])
        } else {
            (moving_mean, moving_variance)
        };
        let (inverse, sums) = b.scratch.split_at_mut(channels);
        let (sums, scale) = sums.split_at_mut(2 * channels);
        let scale = &mut scale[..channels];
        self.invert(variance, inverse);
        let [d_input, ..] = b.d_inputs else { return };
        if takes_batch && d_input.is_wanted() || d_params.is_wanted() {
            places.sum(b.pass.isa, Products, [x, b.d_output], mean, sums);
        }
        let (d_sum, product) = sums.split_at_mut(channels);
        if d_params.is_wanted() {
            let (d_gamma, rest) = d_params.values.split_at_mut(self.scales());
            let (d_beta, moves) = rest.split_at_mut(self.centers());
            for ((d, product), inverse) in d_gamma.iter_mut().zip(&*product).zip(&*inverse) {
                *d += *product * *inverse;
            }
            d_beta.iter_mut().zip(&*d_sum).for_each(|(d, sum)| *d += *sum);
            if takes_batch {
                let rate = T::from_f64(1.0 - self.momentum);
                let (moving, batch) =
                    (moving_mean.iter().chain(moving_variance), mean.iter().chain(variance));
                for (step, (moving, batch)) in moves.iter_mut().zip(moving.zip(batch)) {
                    *step += rate * (*batch - *moving);
                }
            }
        }
        if !d_input.is_wanted() {
            return;
        }
        scale.copy_from_slice(inverse);
        scale.iter_mut().zip(gamma).for_each(|(scale, gamma)| *scale *= *gamma);
        if takes_batch {
            let count = T::from_f64((x.len() / channels) as f64);
            d_sum.iter_mut().for_each(|sum| *sum /= count);
            for (product, inverse) in product.iter_mut().zip(&*inverse) {
                *product = *product * (*inverse * *inverse) / count;
            }
        } else {
            d_sum.fill(T::ZERO);
            product.fill(T::ZERO);
        }
        places.differentiate(b.pass.isa, [mean, d_sum, product, scale], [x, b.d_output], d_input);
    }
}

/// A vector of the channels' weights.
const fn tensor(name: &'static str, len: usize, initializer: Initializer, trainable: bool) -> Tensor {
    Tensor { name, shape: Shape::new(&[len]), initializer, fans: [len, len], trainable }
}

precompile!(Op);
