//! The body of a list: layers between commas.

use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, Token};

use super::layer::{self, Layer};
use super::recover;
use crate::errors::Errors;

/// `/// Docs. hidden: Dense(64)`, or `Dense(64)` alone.
pub(crate) struct Item {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) name: Option<Ident>,
    pub(crate) layer: Layer,
}

pub(super) fn parse(input: ParseStream<'_>, errors: &Errors) -> (Vec<Item>, bool) {
    let mut is_whole = true;
    let (items, complete) = recover::items(input, "layers", errors, |input| {
        let docs = input.call(Attribute::parse_outer)?;
        if let Some(other) = docs.iter().find(|attribute| !attribute.path().is_ident("doc")) {
            errors.at(other, "a layer takes a doc comment and no other attribute");
            is_whole = false;
        }
        let named = input.peek(Ident::peek_any) && input.peek2(Token![:]) && !input.peek2(Token![::]);
        let name = if named {
            let name = parse_name(input)?;
            input.parse::<Token![:]>()?;
            Some(name)
        } else {
            None
        };
        if input.peek(Ident::peek_any) && input.peek2(Token![=]) {
            let name = Ident::parse_any(input)?;
            let message = format!("a layer is named with `:`, as in `{name}: Dense(64)`");
            return Err(syn::Error::new(input.span(), message));
        }
        let layer = layer::parse(input, errors)?;
        is_whole &= layer.is_whole();
        if input.peek(Token![;]) {
            return Err(input.error("layers are separated by `,`"));
        }
        Ok(Item { docs, name, layer })
    });
    (items, complete && is_whole)
}

/// A field's name; a keyword is told apart from other mistakes.
fn parse_name(input: ParseStream<'_>) -> syn::Result<Ident> {
    let name = Ident::parse_any(input)?;
    if syn::parse_str::<Ident>(&name.to_string()).is_err() || name == "_" {
        let mut message = format!("`{name}` is a word of Rust's and cannot name a layer");
        if syn::parse_str::<Ident>(&format!("r#{name}")).is_ok() {
            message = format!("{message}: choose another name, or write `r#{name}`");
        }
        return Err(syn::Error::new(name.span(), message));
    }
    Ok(name)
}
