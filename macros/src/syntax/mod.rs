//! From tokens to a tree, without knowledge of any layer.

mod argument;
mod budget;
mod declaration;
mod fragments;
mod generics;
mod graph;
mod header;
mod layer;
mod list;
mod recover;
mod shape;

pub(crate) use argument::Argument;
pub(crate) use declaration::{Body, Declaration, Sorted, sort_attributes};
pub(crate) use generics::{Use, used};
pub(crate) use graph::{Name, Statement};
pub(crate) use layer::{Layer, LayerCall, class_name};
pub(crate) use list::Item;
pub(crate) use shape::{Port, ShapeLiteral, parse as parse_shape};

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};

use crate::errors::Errors;

/// Parses the declarations of one macro call. What is beyond repair is reported and left out.
pub(crate) fn parse(input: TokenStream, errors: &Errors) -> Vec<Declaration> {
    let mut declarations = Vec::new();
    let all = |input: ParseStream<'_>| {
        if input.is_empty() {
            let example = "struct Name: [inputs] -> [outputs] { layers }";
            return Err(input.error(format!("expected a network: `{example}`")));
        }
        while !input.is_empty() {
            declarations.push(declaration::parse(input, errors)?);
        }
        Ok(())
    };
    if let Err(error) = all.parse2(input) {
        errors.add(error);
    }
    declarations
}
