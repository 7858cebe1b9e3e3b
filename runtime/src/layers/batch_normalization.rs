//! Batch normalisation.

use nalgebra::SVector;

use crate::description::{Description, Tensor};
use crate::initializers::Initializer;
use crate::layers::axis::{around, missing, position};
use crate::layers::parts::PARTS;
use crate::message::{Message, Site};
use crate::op::precompile;
use crate::params::Params;
use crate::scalar::Scalar;
use crate::shape::{Shape, known};
use statistics::Channels;

mod passes;
mod statistics;
#[cfg(test)]
mod tests;
mod values;

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
    #[inline]
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
    #[inline]
    #[must_use]
    pub const fn axis(mut self, axis: isize) -> Self {
        self.axis = axis;
        self
    }

    /// Sets `momentum`.
    #[inline]
    #[must_use]
    pub const fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// Sets `epsilon`.
    #[inline]
    #[must_use]
    pub const fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// Sets `center`.
    #[inline]
    #[must_use]
    pub const fn center(mut self, center: bool) -> Self {
        self.center = center;
        self
    }

    /// Sets `scale`.
    #[inline]
    #[must_use]
    pub const fn scale(mut self, scale: bool) -> Self {
        self.scale = scale;
        self
    }

    /// Sets `beta_initializer`.
    #[inline]
    #[must_use]
    pub const fn beta_initializer(mut self, initializer: Initializer) -> Self {
        self.beta_initializer = initializer;
        self
    }

    /// Sets `gamma_initializer`.
    #[inline]
    #[must_use]
    pub const fn gamma_initializer(mut self, initializer: Initializer) -> Self {
        self.gamma_initializer = initializer;
        self
    }

    /// Sets `moving_mean_initializer`.
    #[inline]
    #[must_use]
    pub const fn moving_mean_initializer(mut self, initializer: Initializer) -> Self {
        self.moving_mean_initializer = initializer;
        self
    }

    /// Sets `moving_variance_initializer`.
    #[inline]
    #[must_use]
    pub const fn moving_variance_initializer(mut self, initializer: Initializer) -> Self {
        self.moving_variance_initializer = initializer;
        self
    }

    /// The type's `CHANNELS`.
    #[inline]
    #[must_use]
    pub const fn channels(&self) -> usize {
        match position(self.axis, self.input.rank()) {
            Some(axis) => known(self.input.axis(axis)),
            None => 0,
        }
    }

    /// The type's `SCALES`.
    #[inline]
    #[must_use]
    pub const fn scales(&self) -> usize {
        if self.scale { self.channels() } else { 0 }
    }

    /// The type's `CENTERS`.
    #[inline]
    #[must_use]
    pub const fn centers(&self) -> usize {
        if self.center { self.channels() } else { 0 }
    }

    /// What the operation needs and gives.
    #[inline]
    #[must_use]
    pub const fn describe(&self, site: Site) -> Description {
        let channels = self.channels();
        let description = Description::new(self.input)
            .together()
            .backward_reads(true, false)
            .tape(2 * channels)
            .scratch((2 + 2 * PARTS) * channels)
            .inference_scratch(4 * channels)
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

    #[inline]
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
    #[inline]
    const fn places(&self) -> Channels {
        let [_, channels, behind] = match position(self.axis, self.input.rank()) {
            Some(axis) if self.input.is_known() => around(self.input, axis),
            _ => [0, 0, 0],
        };
        Channels { channels, behind }
    }
}

/// A vector of the channels' weights.
#[inline]
const fn tensor(name: &'static str, len: usize, initializer: Initializer, trainable: bool) -> Tensor {
    Tensor { name, shape: Shape::new(&[len]), initializer, fans: [len, len], trainable }
}

precompile!(Op);
