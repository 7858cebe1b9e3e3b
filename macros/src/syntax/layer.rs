//! A layer with its arguments: `Conv2D(8, 3, padding = same)`.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Ident, Token, parenthesized, token};

use super::argument::{self, Argument};
use super::recover;
use crate::errors::Errors;

/// A layer as it is written.
pub(crate) struct LayerCall {
    pub(crate) class: Ident,
    pub(crate) arguments: Vec<Argument>,
    /// The parentheses, where there are some.
    pub(crate) parentheses: Option<token::Paren>,
    /// False when a mistake was found in it.
    pub(crate) is_whole: bool,
}

impl LayerCall {
    /// Where the last token stands.
    pub(crate) fn end(&self) -> Span {
        self.parentheses.as_ref().map_or(self.class.span(), |parentheses| parentheses.span.close())
    }
}

pub(super) fn parse(input: ParseStream<'_>, errors: &Errors) -> syn::Result<LayerCall> {
    if input.peek(token::Paren) {
        return Err(
            input.error("a group of layers in parentheses is not possible yet: write its layers in the list")
        );
    }
    if !input.peek(Ident) {
        return Err(input.error("expected a layer, as in `Dense(64, activation = relu)`"));
    }
    let class: Ident = input.parse()?;
    if input.peek(Token![::]) {
        return Err(input.error("layers of one's own are not possible yet: expected a layer of netform's"));
    }
    if !input.peek(token::Paren) {
        return Ok(LayerCall { class, arguments: Vec::new(), parentheses: None, is_whole: true });
    }
    let content;
    let parentheses = parenthesized!(content in input);
    let (arguments, mut is_whole) = recover::items(&content, errors, argument::parse);
    if input.peek(token::Paren) {
        errors.at_span(input.span(), "in a list, a layer is not applied: its input is the layer before it");
        let applied;
        parenthesized!(applied in input);
        drop(applied.parse::<proc_macro2::TokenStream>());
        is_whole = false;
    }
    Ok(LayerCall { class, arguments, parentheses: Some(parentheses), is_whole })
}
