//! A layer with its arguments, `Conv2D(8, 3, padding = same)`, or several in parentheses.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{ExprPath, Ident, Token, parenthesized, token};

use super::argument::{self, Argument};
use super::list::{self, Item};
use super::recover;
use crate::errors::Errors;

/// A layer as it is written in a list.
pub(crate) enum Layer {
    /// `Dense(64)`.
    Call(LayerCall),
    /// `(Conv2D(8, 3), Flatten)`: one layer of several.
    Block { items: Vec<Item>, parentheses: token::Paren, is_whole: bool },
}

/// A class with arguments.
#[derive(Clone)]
pub(crate) struct LayerCall {
    pub(crate) class: ExprPath,
    pub(crate) arguments: Vec<Argument>,
    /// Where its last token stands.
    pub(crate) end: Span,
    /// False when a mistake was found in it.
    pub(crate) is_whole: bool,
}

impl LayerCall {
    /// The class without its path.
    pub(crate) fn name(&self) -> &Ident {
        class_name(&self.class)
    }
}

/// The last name of a path; a path has at least one.
pub(crate) fn class_name(class: &ExprPath) -> &Ident {
    &class.path.segments[class.path.segments.len() - 1].ident
}

impl Layer {
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Self::Call(call) => call.is_whole,
            Self::Block { is_whole, .. } => *is_whole,
        }
    }
}

pub(super) fn parse(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Layer> {
    if input.peek(token::Paren) {
        let content;
        let parentheses = parenthesized!(content in input);
        if content.is_empty() {
            return Err(syn::Error::new(parentheses.span.join(), "a group has at least one layer"));
        }
        let (items, is_whole) = list::parse(&content, errors);
        return Ok(Layer::Block { items, parentheses, is_whole });
    }
    let begins_path = input.peek(Ident) || input.peek(Token![::]) || input.peek2(Token![::]);
    if !begins_path {
        return Err(input.error("expected a layer, as in `Dense(64, activation = relu)`"));
    }
    let class: ExprPath = input.parse()?;
    if syn::parse_str::<Ident>(&class_name(&class).to_string()).is_err() {
        return Err(syn::Error::new_spanned(class, "expected a layer, as in `Dense(64, activation = relu)`"));
    }
    if !input.peek(token::Paren) {
        let end = class_name(&class).span();
        return Ok(Layer::Call(LayerCall { class, arguments: Vec::new(), end, is_whole: true }));
    }
    let content;
    let parentheses = parenthesized!(content in input);
    let (arguments, mut is_whole) = recover::items(&content, "arguments", errors, argument::parse);
    if input.peek(Token![.]) {
        return Err(input.error("a layer has no methods: what it is set to stands in its parentheses, `Dense(64, use_bias = false)`"));
    }
    if input.peek(token::Paren) {
        errors.at_span(input.span(), "in a list, a layer is not applied: its input is the layer before it");
        let applied;
        parenthesized!(applied in input);
        drop(applied.parse::<proc_macro2::TokenStream>());
        is_whole = false;
    }
    Ok(Layer::Call(LayerCall { class, arguments, end: parentheses.span.close(), is_whole }))
}
