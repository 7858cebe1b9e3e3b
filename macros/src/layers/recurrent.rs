//! What the recurrent layers' entries share: Keras's arguments that netform has no use for, and the
//! call's.

use super::{Argument, CallArgument, Kind};

const NO_REGULARIZER: Kind = Kind::Absent("netform does not have regularizers yet");
const NO_CONSTRAINT: Kind = Kind::Absent("netform does not have constraints yet");

/// They stand between a layer's initializers and what it returns.
pub(super) const KERNEL_REGULARIZER: Argument = Argument::optional("kernel_regularizer", NO_REGULARIZER);
pub(super) const RECURRENT_REGULARIZER: Argument =
    Argument::optional("recurrent_regularizer", NO_REGULARIZER);
pub(super) const BIAS_REGULARIZER: Argument = Argument::optional("bias_regularizer", NO_REGULARIZER);
pub(super) const ACTIVITY_REGULARIZER: Argument = Argument::optional("activity_regularizer", NO_REGULARIZER);
pub(super) const KERNEL_CONSTRAINT: Argument = Argument::optional("kernel_constraint", NO_CONSTRAINT);
pub(super) const RECURRENT_CONSTRAINT: Argument = Argument::optional("recurrent_constraint", NO_CONSTRAINT);
pub(super) const BIAS_CONSTRAINT: Argument = Argument::optional("bias_constraint", NO_CONSTRAINT);
pub(super) const DROPOUT: Argument = Argument::optional(
    "dropout",
    Kind::Absent("netform does not drop within recurrent layers yet: put `Dropout(rate)` before the layer"),
);
pub(super) const RECURRENT_DROPOUT: Argument = Argument::optional(
    "recurrent_dropout",
    Kind::Absent("netform does not drop within recurrent layers yet: put `Dropout(rate)` before the layer"),
);
pub(super) const SEED: Argument = Argument::optional(
    "seed",
    Kind::Absent("the seed is that of dropout within the layer, which netform does not have yet"),
);
pub(super) const STATEFUL: Argument = Argument::optional(
    "stateful",
    Kind::Absent(
        "states are values: take them as inputs, `initial_state = h`, and give them as outputs, `return_state = true`",
    ),
);
pub(super) const UNROLL: Argument =
    Argument::optional("unroll", Kind::Absent("the steps are a loop, which is as fast: leave `unroll` out"));
pub(super) const USE_CUDNN: Argument =
    Argument::optional("use_cudnn", Kind::Absent("netform computes on the processor: leave `use_cudnn` out"));

/// `initial_state = h`.
pub(super) const STATE: &[CallArgument] = &[CallArgument { name: "initial_state", values: &["h"] }];

/// `initial_state = (h, c)`.
pub(super) const STATES: &[CallArgument] = &[CallArgument { name: "initial_state", values: &["h", "c"] }];
