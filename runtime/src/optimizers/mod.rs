//! Optimizers, after [Keras's](https://keras.io/api/optimizers/).
//!
//! An optimizer is its arguments; what it remembers of earlier steps lies in flat *slots*, each as
//! long as the network's trainable weights, that the model keeps. An optimizer of one's own
//! implements [`Optimizer`].

#![allow(clippy::inline_always, reason = "loops have to end up in code of the instruction set")]

mod adam;
mod adamw;
mod asked;
mod clip;
mod rmsprop;
mod sgd;

pub use adam::Adam;
pub use adamw::AdamW;
#[doc(hidden)]
pub use asked::IsOptimizer;
pub use clip::Clip;
pub use rmsprop::RMSprop;
pub use sgd::SGD;

use crate::kernels::Isa;
use crate::scalar::Scalar;

/// The most slots that an optimizer can ask for.
pub const MAX_SLOTS: usize = 4;

/// One step on a contiguous run of weights.
#[derive(Debug)]
pub struct Update<'a, T> {
    /// The number of the step, from 1.
    pub step: u64,
    /// The instruction set to use.
    pub isa: Isa,
    /// The weights to change.
    pub weights: &'a mut [T],
    /// Their gradients, clipped.
    pub gradients: &'a [T],
    /// What the optimizer remembers, one slice a slot, as long as the weights and zero at first;
    /// empty past the slots that it asked for.
    pub slots: [&'a mut [T]; MAX_SLOTS],
}

impl<'a, T> Update<'a, T> {
    /// The first weights, and the others.
    pub(crate) fn split_at(self, middle: usize) -> (Self, Self) {
        let Self { step, isa, weights, gradients, slots } = self;
        let weights = weights.split_at_mut(middle);
        let gradients = gradients.split_at(middle);
        let mut others: [&'a mut [T]; MAX_SLOTS] = Default::default();
        let mut places = others.iter_mut();
        let slots = slots.map(|slot| {
            let (first, second) = slot.split_at_mut(middle.min(slot.len()));
            if let Some(place) = places.next() {
                *place = second;
            }
            first
        });
        let first = Self { step, isa, weights: weights.0, gradients: gradients.0, slots };
        (first, Self { step, isa, weights: weights.1, gradients: gradients.1, slots: others })
    }
}

/// Changes weights by their gradients.
///
/// ```
/// use netform::optimizers::{Optimizer, Update};
///
/// /// Steps of a fixed size against the gradient's sign.
/// #[derive(Clone)]
/// struct SignDescent {
///     learning_rate: f64,
/// }
///
/// impl Optimizer<f32> for SignDescent {
///     fn learning_rate(&self) -> f64 {
///         self.learning_rate
///     }
///     fn set_learning_rate(&mut self, learning_rate: f64) {
///         self.learning_rate = learning_rate;
///     }
///     fn update(&self, update: Update<'_, f32>) {
///         for (weight, gradient) in update.weights.iter_mut().zip(update.gradients) {
///             *weight -= self.learning_rate as f32 * gradient.signum();
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no optimizer",
    label = "expected an optimizer",
    note = "`compile` takes the optimizer, then the loss, then the metrics",
    note = "an optimizer is a value, such as `Adam::default()`"
)]
pub trait Optimizer<T: Scalar>: Send + Sync {
    /// How many values it remembers for every weight, at most [`MAX_SLOTS`].
    fn slots(&self) -> usize {
        0
    }

    /// True where a weight changes by its own gradient and slots alone, so that a run may be updated in
    /// parts, on several threads.
    fn is_elementwise(&self) -> bool {
        false
    }

    /// How gradients are clipped before the update.
    fn clip(&self) -> Clip {
        Clip::None
    }

    /// The learning rate.
    fn learning_rate(&self) -> f64;

    /// Sets the learning rate.
    fn set_learning_rate(&mut self, learning_rate: f64);

    /// Changes a run of weights. A step calls it once for every run, or for its parts.
    fn update(&self, update: Update<'_, T>);
}

/// Implements [`Optimizer`] by the generic inherent functions `slot_count` and `apply`, compiled
/// as layers are (see `op::precompile`), and the arguments that all of Keras's optimizers share. `inner` names the field that holds them, if not `self`.
macro_rules! optimizer {
    ($optimizer:ident $(, $inner:ident)?) => {
        impl $optimizer {
            /// The learning rate.
            #[inline]
            #[must_use]
            pub const fn learning_rate(&self) -> f64 {
                self$(.$inner)?.learning_rate
            }

            /// Sets the learning rate, of a model's optimizer between two calls.
            #[inline]
            pub const fn set_learning_rate(&mut self, learning_rate: f64) {
                self$(.$inner)?.learning_rate = learning_rate;
            }

            /// Sets `weight_decay` (decoupled): before every step, weights shrink by
            /// `weight_decay · learning_rate` of themselves.
            #[inline]
            #[must_use]
            pub const fn weight_decay(mut self, weight_decay: f64) -> Self {
                self$(.$inner)?.weight_decay = weight_decay;
                self
            }

            /// Sets `clipnorm`: the gradient of each tensor is scaled down to this norm.
            /// Replaces another clipping.
            #[inline]
            #[must_use]
            pub const fn clipnorm(mut self, clipnorm: f64) -> Self {
                self$(.$inner)?.clip = $crate::optimizers::Clip::Norm(clipnorm);
                self
            }

            /// Sets `clipvalue`: gradients are cut to `±clipvalue`. Replaces another clipping.
            #[inline]
            #[must_use]
            pub const fn clipvalue(mut self, clipvalue: f64) -> Self {
                self$(.$inner)?.clip = $crate::optimizers::Clip::Value(clipvalue);
                self
            }

            /// Sets `global_clipnorm`: all gradients together are scaled down to this norm.
            /// Replaces another clipping.
            #[inline]
            #[must_use]
            pub const fn global_clipnorm(mut self, global_clipnorm: f64) -> Self {
                self$(.$inner)?.clip = $crate::optimizers::Clip::GlobalNorm(global_clipnorm);
                self
            }
        }

        impl Default for $optimizer {
            /// Keras's defaults.
            fn default() -> Self {
                Self::new(Self::LEARNING_RATE)
            }
        }

        $crate::optimizers::optimizer!(@precision f32, [#[cfg_attr(not(debug_assertions), inline)]], $optimizer $(, $inner)?);
        $crate::optimizers::optimizer!(@precision f64, [#[inline]], $optimizer $(, $inner)?);
    };
    (@precision $scalar:ty, [$(#[$where:meta])?], $optimizer:ident $(, $inner:ident)?) => {
        #[diagnostic::do_not_recommend]
        impl $crate::optimizers::Optimizer<$scalar> for $optimizer {
            fn slots(&self) -> usize {
                self.slot_count()
            }

            fn is_elementwise(&self) -> bool {
                true
            }

            fn clip(&self) -> $crate::optimizers::Clip {
                self$(.$inner)?.clip
            }

            fn learning_rate(&self) -> f64 {
                self$(.$inner)?.learning_rate
            }

            fn set_learning_rate(&mut self, learning_rate: f64) {
                self$(.$inner)?.learning_rate = learning_rate;
            }

            $(#[$where])?
            fn update(&self, update: $crate::optimizers::Update<'_, $scalar>) {
                struct Step<'a>($optimizer, $crate::optimizers::Update<'a, $scalar>);
                impl $crate::kernels::Loop for Step<'_> {
                    #[inline(always)]
                    fn run(self) {
                        self.0.apply(self.1);
                    }
                }
                $crate::kernels::vectorise(update.isa, Step(*self, update));
            }
        }
    };
}
use optimizer;

/// Decoupled weight decay, before the step.
#[inline(always)]
fn decay<T: Scalar>(weights: &mut [T], weight_decay: f64, learning_rate: f64) {
    if weight_decay != 0.0 {
        let share = T::from_f64(weight_decay * learning_rate);
        for weight in weights {
            *weight -= *weight * share;
        }
    }
}

#[cfg(test)]
mod test {
    use super::{Isa, Optimizer, Update};

    /// Runs an optimizer on one weight that starts at 1, and gives its value after every step.
    pub(super) fn trajectory(optimizer: &impl Optimizer<f64>, gradients: &[f64]) -> Vec<f64> {
        let mut slots = [[0.0]; 4];
        let mut weight = [1.0];
        let mut values = Vec::new();
        for (index, gradient) in gradients.iter().enumerate() {
            let mut list = slots.iter_mut();
            optimizer.update(Update {
                step: index as u64 + 1,
                isa: Isa::detect(),
                weights: &mut weight,
                gradients: &[*gradient],
                slots: core::array::from_fn(|_| list.next().unwrap().as_mut_slice()),
            });
            values.push(weight[0]);
        }
        values
    }
}
