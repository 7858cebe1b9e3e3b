//! The arguments that all recurrent layers have, and what follows from them alone.

use super::Recurrence;
use super::problem::problem;
use crate::activations::Activation;
use crate::description::{Description, Tensor};
use crate::initializers::Initializer;
use crate::message::Site;
use crate::shape::{Shape, UNKNOWN, known};

/// The arguments of all recurrent layers, with Keras's defaults.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "these are Keras's arguments")]
pub(in crate::layers) struct Settings {
    pub(in crate::layers) input: Shape,
    /// The shapes of the given states, and how many there are.
    pub(in crate::layers) initial: ([Shape; 2], usize),
    pub(in crate::layers) units: usize,
    pub(in crate::layers) activation: Activation,
    pub(in crate::layers) use_bias: bool,
    pub(in crate::layers) kernel_initializer: Initializer,
    pub(in crate::layers) recurrent_initializer: Initializer,
    pub(in crate::layers) bias_initializer: Initializer,
    pub(in crate::layers) return_sequences: bool,
    pub(in crate::layers) return_state: bool,
    pub(in crate::layers) go_backwards: bool,
    /// How many values the results are bound to.
    pub(in crate::layers) bound: usize,
}

impl Settings {
    #[inline]
    pub(in crate::layers) const fn new(inputs: &[Shape], units: usize) -> Self {
        let mut initial = [Shape::new(&[units]); 2];
        let mut index = 0;
        while index < 2 && index + 1 < inputs.len() {
            initial[index] = inputs[index + 1];
            index += 1;
        }
        Self {
            input: inputs[0],
            initial: (initial, index),
            units,
            activation: Activation::Tanh,
            use_bias: true,
            kernel_initializer: Initializer::GlorotUniform,
            recurrent_initializer: Initializer::orthogonal(),
            bias_initializer: Initializer::Zeros,
            return_sequences: false,
            return_state: false,
            go_backwards: false,
            bound: 1,
        }
    }

    /// The features of a step; 0 where a mistake has made them unknowable.
    #[inline(always)]
    pub(in crate::layers) const fn inputs(&self) -> usize {
        if self.input.rank() == 2 { known(self.input.last()) } else { 0 }
    }

    /// The sizes of a layer whose kernels have so many rows a unit, and whose columns have so many
    /// elements a unit.
    #[inline(always)]
    pub(in crate::layers) const fn sizes(&self, rows: usize, width: usize, states: usize) -> Recurrence {
        Recurrence {
            steps: if self.input.rank() == 2 { known(self.input.axis(0)) } else { 0 },
            features: self.inputs(),
            units: self.units,
            rows: self.units.saturating_mul(rows),
            width: self.units.saturating_mul(width),
            states,
            own: 0,
            go_backwards: self.go_backwards,
            return_sequences: self.return_sequences,
            return_state: self.return_state,
        }
    }

    /// What a layer of these sizes needs and gives, with a bias of a shape. `has_kernels` says that its
    /// activations are those that the kernels of a step have.
    #[inline]
    pub(in crate::layers) const fn describe(
        &self,
        sizes: &Recurrence,
        bias: Shape,
        has_kernels: bool,
        site: Site,
    ) -> Description {
        let steps = if self.input.rank() == 2 { self.input.axis(0) } else { UNKNOWN };
        let own =
            if self.return_sequences { Shape::new(&[steps, self.units]) } else { Shape::new(&[self.units]) };
        let state = Shape::new(&[self.units]);
        // After a mistake in the number of results, each is what it would be.
        let mut description = if self.return_state && self.bound > 1 {
            let total = if own.is_known() { own.len() + sizes.states * self.units } else { UNKNOWN };
            let several = Description::new(Shape::new(&[total]));
            if sizes.states == 2 { several.parts(&[own, state, state]) } else { several.parts(&[own, state]) }
        } else if self.bound > 1 {
            Description::new(own).parts(&[own])
        } else {
            Description::new(own)
        };
        let (kernel, recurrent) = ([sizes.features, sizes.rows], [self.units, sizes.rows]);
        let bias_fans =
            if bias.rank() == 2 { [bias.axis(0), bias.axis(1)] } else { [bias.len(), bias.len()] };
        description = description
            .backward_reads(true, false)
            .tape(sizes.tape())
            .scratch(sizes.training_scratch())
            .inference_scratch(sizes.scratch())
            .tensor(tensor("kernel", Shape::new(&kernel), self.kernel_initializer, kernel))
            .tensor(tensor("recurrent_kernel", Shape::new(&recurrent), self.recurrent_initializer, recurrent))
            .tensor(tensor("bias", bias, self.bias_initializer, bias_fans));
        let work = sizes.rows.saturating_mul(sizes.features.saturating_add(sizes.units));
        description = if sizes.steps == 1 && has_kernels {
            description.unrolls(work, sizes.unrolled_scratch())
        } else {
            // What is kept lies step by step.
            description.work_in_one(work.saturating_mul(sizes.steps))
        };
        match problem(self, sizes.states, site) {
            Some(message) => description.problem(message),
            None => description,
        }
    }
}

#[inline]
const fn tensor(name: &'static str, shape: Shape, initializer: Initializer, fans: [usize; 2]) -> Tensor {
    Tensor { name, shape, initializer, fans, trainable: true }
}

/// The setters of an operation whose field `settings` has these arguments.
macro_rules! settings {
    ($op:ident) => {
        $crate::layers::recurrence::settings! {
            @ $op
            activation: $crate::activations::Activation,
            use_bias: bool,
            kernel_initializer: $crate::initializers::Initializer,
            recurrent_initializer: $crate::initializers::Initializer,
            bias_initializer: $crate::initializers::Initializer,
            return_sequences: bool,
            return_state: bool,
            go_backwards: bool,
        }

        impl $op {
            /// Says how many values the results are bound to.
            #[inline]
            #[must_use]
            pub const fn bound(mut self, bound: usize) -> Self {
                self.settings.bound = bound;
                self
            }

            /// The type's `IN`.
            #[inline]
            #[must_use]
            pub const fn inputs(&self) -> usize {
                self.settings.inputs()
            }

            /// The type's `UNITS`.
            #[inline]
            #[must_use]
            pub const fn units(&self) -> usize {
                self.settings.units
            }
        }
    };
    (@ $op:ident $($name:ident: $type:ty,)*) => {
        impl $op {
            $(
                #[doc = concat!("Sets `", stringify!($name), "`.")]
                #[must_use]
                pub const fn $name(mut self, value: $type) -> Self {
                    self.settings.$name = value;
                    self
                }
            )*
        }
    };
}
pub(in crate::layers) use settings;
