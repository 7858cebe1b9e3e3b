//! A network's header and body.

use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Token, Visibility, braced, token};

use super::list::{self, Item};
use super::shape::{self, Port};
use crate::errors::Errors;

/// `/// Docs. #[derive(Debug)] pub struct Churn: [100] -> [1] { .. }`.
pub(crate) struct Declaration {
    /// Attributes that the struct gets, documentation among them.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// `f32` or `f64`.
    pub(crate) scalar: Ident,
    pub(crate) inputs: Vec<Port>,
    pub(crate) outputs: Vec<Port>,
    pub(crate) items: Vec<Item>,
    /// False when a mistake was found in it.
    pub(crate) is_whole: bool,
}

pub(super) fn parse(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Declaration> {
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility: Visibility = input.parse()?;
    if !input.peek(Token![struct]) {
        return Err(input.error(
            "expected `struct`: a network is declared as `struct Name: [inputs] -> [outputs] { layers }`",
        ));
    }
    input.parse::<Token![struct]>()?;
    let name: Ident = input.parse()?;
    if input.peek(Token![<]) {
        return Err(input.error("a network has no type parameters: write the sizes as constants"));
    }
    if input.peek(token::Paren) {
        return Err(input.error(
            "expected `:` and the input's shape, as in `struct Name: [inputs] -> [outputs] { layers }`",
        ));
    }
    if !input.peek(Token![:]) {
        return Err(input.error(format!(
            "expected `:` and the shapes of input and output, as in `struct {name}: [inputs] -> [outputs]`"
        )));
    }
    input.parse::<Token![:]>()?;
    let inputs = vec![Port { name: None, shape: shape::parse(input)? }];
    if !input.peek(Token![->]) {
        return Err(input.error("expected `->` and the output's shape"));
    }
    input.parse::<Token![->]>()?;
    let outputs = vec![Port { name: None, shape: shape::parse(input)? }];
    if !input.peek(token::Brace) {
        return Err(input.error("expected the layers in braces"));
    }
    let (items, mut is_whole) = parse_body(input, errors)?;
    let (attributes, scalar, right) = sort_attributes(attributes, errors);
    is_whole &= right;
    Ok(Declaration { attributes, visibility, name, scalar, inputs, outputs, items, is_whole })
}

fn parse_body(input: ParseStream<'_>, errors: &Errors) -> syn::Result<(Vec<Item>, bool)> {
    let content;
    let braces = braced!(content in input);
    if content.is_empty() {
        errors.at_span(braces.span.join(), "a network has at least one layer");
        return Ok((Vec::new(), false));
    }
    Ok(list::parse(&content, errors))
}

/// Takes out the macro's own attributes, and finds those that cannot be.
fn sort_attributes(attributes: Vec<Attribute>, errors: &Errors) -> (Vec<Attribute>, Ident, bool) {
    let mut scalar = Ident::new("f32", proc_macro2::Span::call_site());
    let mut passed = Vec::new();
    let mut is_whole = true;
    for attribute in attributes {
        let path = attribute.path();
        if path.is_ident("scalar") {
            match attribute.parse_args_with(Ident::parse) {
                Ok(given) if given == "f32" || given == "f64" => scalar = given,
                _ => {
                    errors.at(&attribute, "a network computes in `f32` or `f64`: `#[scalar(f64)]`");
                    is_whole = false;
                }
            }
        } else if path.is_ident("repr") {
            errors.at(&attribute, "a network is `repr(C)` already: its weights lie one after another");
            is_whole = false;
        } else if path.is_ident("budget") {
            errors.at(path.to_token_stream(), "netform does not have `budget` yet");
            is_whole = false;
        } else {
            passed.push(attribute);
        }
    }
    (passed, scalar, is_whole)
}
