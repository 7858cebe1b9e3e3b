//! `Dense(units, activation, use_bias, kernel_initializer, bias_initializer)`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Argument, Kind, Layer, Weights};
use crate::check::Arguments;
use crate::check::symbolic::{Sizes, argument};
use crate::words::{ACTIVATIONS, INITIALIZERS};

pub(super) const LAYER: Layer = Layer {
    arguments: &[
        Argument::required("units", Kind::Size),
        Argument::optional("activation", Kind::Word(&ACTIVATIONS)),
        Argument::optional("use_bias", Kind::Bool),
        Argument::optional("kernel_initializer", Kind::Word(&INITIALIZERS)),
        Argument::optional("bias_initializer", Kind::Word(&INITIALIZERS)),
    ],
    weights: Weights::Sized(&["inputs", "units", "biases"]),
    symbolic: Some(sizes),
    ..Layer::new("Dense", "dense")
};

/// `[.., in]` becomes `[.., units]`.
fn sizes(input: &[TokenStream], arguments: &Arguments) -> Option<Sizes> {
    let units = argument(arguments.required.first()?);
    let without_bias = arguments.setting("use_bias").is_some_and(|value| value.to_string() == "false");
    let biases = if without_bias { quote!(0) } else { units.clone() };
    let (inputs, others) = input.split_last()?;
    let output = others.iter().cloned().chain([units.clone()]).collect();
    Some(Sizes { parameters: vec![inputs.clone(), units, biases], output })
}
