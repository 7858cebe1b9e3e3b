//! `BatchNormalization(axis, momentum, epsilon, center, scale, ..)`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Argument, Kind, Layer, Weights};
use crate::check::Arguments;
use crate::check::symbolic::Sizes;
use crate::words::INITIALIZERS;

const RENORM: Kind = Kind::Absent("netform does not have batch renormalization: leave it out");

pub(super) const LAYER: Layer = Layer {
    arguments: &[
        Argument::optional("axis", Kind::Axis),
        Argument::optional("momentum", Kind::Number),
        Argument::optional("epsilon", Kind::Number),
        Argument::optional("center", Kind::Bool),
        Argument::optional("scale", Kind::Bool),
        Argument::optional("beta_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional("gamma_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional("moving_mean_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional("moving_variance_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional(
            "synchronized",
            Kind::Absent("a network trains on one machine: leave `synchronized` out"),
        ),
        Argument::optional("renorm", RENORM),
        Argument::optional("renorm_clipping", RENORM),
        Argument::optional("renorm_momentum", RENORM),
    ],
    weights: Weights::Sized(&["channels", "scales", "centers"]),
    symbolic: Some(sizes),
    ..Layer::new("BatchNormalization", "batch_normalization")
};

/// The output has the input's axes, one of which is the channels'.
fn sizes(input: &[TokenStream], arguments: &Arguments) -> Option<Sizes> {
    let axis = match arguments.setting("axis") {
        None => input.len().checked_sub(1)?,
        // The literal of `1 as isize`, or of a negative one.
        Some(axis) => {
            let text = axis.to_string().replace([' ', '(', ')'], "");
            let axis: isize = text.strip_suffix("asisize")?.parse().ok()?;
            let last = isize::try_from(input.len()).ok()?;
            usize::try_from(if axis < 0 { last + axis } else { axis - 1 }).ok()?
        }
    };
    let channels = input.get(axis)?;
    let without = |name| arguments.setting(name).is_some_and(|value| value.to_string() == "false");
    let size = |is_absent: bool| if is_absent { quote!(0) } else { channels.clone() };
    let parameters = vec![channels.clone(), size(without("scale")), size(without("center"))];
    Some(Sizes { parameters, output: input.to_vec() })
}
