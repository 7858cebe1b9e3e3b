//! A network's header and body.

use proc_macro2::TokenStream;
use syn::buffer::Cursor;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Token, Visibility, braced, token};

use super::budget::{self, Budget};
use super::generics;
use super::graph::{self, Statement};
use super::header::{self, Header};
use super::list::{self, Item};
use super::shape::Port;
use crate::errors::Errors;

/// `/// Docs. #[derive(Debug)] pub struct Churn: [100] -> [1] { .. }`.
pub(crate) struct Declaration {
    /// Attributes that the struct gets, documentation among them.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// The names of its const parameters: `H` of `<const H: usize>`.
    pub(crate) parameters: Vec<Ident>,
    /// `f32` or `f64`.
    pub(crate) scalar: Ident,
    /// Sizes that it promises to keep.
    pub(crate) budgets: Vec<Budget>,
    pub(crate) inputs: Vec<Port>,
    pub(crate) outputs: Vec<Port>,
    /// True for `-> { y: [..], .. }`.
    pub(crate) named_outputs: bool,
    pub(crate) body: Body,
    /// False when a mistake was found in it.
    pub(crate) is_whole: bool,
    /// False where inputs or outputs are missing: what is said of a graph would follow from that.
    pub(crate) is_complete: bool,
    /// The first mistake of the header where a shape could not be read, not reported yet.
    pub(crate) unknown: Option<syn::Error>,
}

/// What is between the braces.
pub(crate) enum Body {
    /// Layers, each applied to the one before.
    List(Vec<Item>),
    /// Statements that apply layers to values.
    Graph(Vec<Statement>),
}

pub(super) fn parse(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Declaration> {
    let begin = input.cursor();
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility: Visibility = input.parse()?;
    let header = header::parse(input)?;
    let (body, mut is_whole) = parse_body(input, &header, errors)?;
    if is_whole {
        generics::check_unused(&header.parameters, &between(begin, input.cursor()), errors);
    }
    let Sorted { passed: attributes, scalar, budgets, is_whole: right } = sort_attributes(attributes, errors);
    is_whole &= right && header.mistakes.is_empty();
    let Header { name, parameters, inputs, outputs, named_outputs, is_complete, mut mistakes, .. } = header;
    let is_known = inputs.iter().chain(&outputs).all(|port| port.shape.is_known);
    // The mistake takes the place of the type that is not known.
    let unknown = (!is_known && !mistakes.is_empty()).then(|| mistakes.remove(0));
    for mistake in mistakes {
        errors.add(mistake);
    }
    Ok(Declaration {
        attributes,
        visibility,
        name,
        parameters,
        scalar,
        budgets,
        inputs,
        outputs,
        named_outputs,
        body,
        is_whole,
        is_complete,
        unknown,
    })
}

/// The tokens from one place to another.
fn between(mut begin: Cursor<'_>, end: Cursor<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    while begin != end
        && let Some((token, rest)) = begin.token_tree()
    {
        tokens.extend([token]);
        begin = rest;
    }
    tokens
}

fn parse_body(input: ParseStream<'_>, header: &Header, errors: &Errors) -> syn::Result<(Body, bool)> {
    if !input.peek(token::Brace) {
        // What comes after a mistake in the header can be anything.
        if header.mistakes.is_empty() {
            let end = header.outputs.last().map_or(header.name.span(), |port| port.shape.span());
            let span = if input.is_empty() { end } else { input.span() };
            errors.at_span(span, "expected the layers in braces");
        }
        return Ok((Body::List(Vec::new()), false));
    }
    let content;
    let braces = braced!(content in input);
    if content.is_empty() {
        errors.at_span(braces.span.join(), "a network has at least one layer");
        return Ok((Body::List(Vec::new()), false));
    }
    let is_graph = header.named_inputs
        || !header.is_complete && header::looks_like_a_graph(&content.fork().parse::<TokenStream>()?);
    if is_graph {
        let (statements, is_whole) = graph::parse(&content, errors);
        return Ok((Body::Graph(statements), is_whole));
    }
    if content.peek(Token![let]) {
        errors.at_span(
            content.span(),
            "`let` belongs to a graph, whose input has a name: `struct Name(x: [inputs]) -> [outputs] { .. }`",
        );
        let _: TokenStream = content.parse()?;
        return Ok((Body::List(Vec::new()), false));
    }
    let (items, is_whole) = list::parse(&content, errors);
    Ok((Body::List(items), is_whole))
}

/// A declaration's attributes.
pub(crate) struct Sorted {
    /// Those that the struct gets.
    pub(crate) passed: Vec<Attribute>,
    pub(crate) scalar: Ident,
    pub(crate) budgets: Vec<Budget>,
    /// False when a mistake was found in one.
    pub(crate) is_whole: bool,
}

/// Takes out the macro's own attributes, and finds those that cannot be.
pub(crate) fn sort_attributes(attributes: Vec<Attribute>, errors: &Errors) -> Sorted {
    let scalar = Ident::new("f32", proc_macro2::Span::call_site());
    let mut sorted = Sorted { passed: Vec::new(), scalar, budgets: Vec::new(), is_whole: true };
    for attribute in attributes {
        let path = attribute.path();
        let mistake = if path.is_ident("scalar") {
            match attribute.parse_args_with(Ident::parse) {
                Ok(given) if given == "f32" || given == "f64" => {
                    sorted.scalar = given;
                    None
                }
                _ => Some(syn::Error::new_spanned(
                    &attribute,
                    "a network computes in `f32` or `f64`: `#[scalar(f64)]`",
                )),
            }
        } else if path.is_ident("repr") {
            let message = "a network is `repr(C)` already: its weights lie one after another";
            Some(syn::Error::new_spanned(&attribute, message))
        } else if path.is_ident("budget") {
            match budget::parse(&attribute) {
                Ok(budgets) => {
                    sorted.budgets.extend(budgets);
                    None
                }
                Err(error) => Some(error),
            }
        } else {
            sorted.passed.push(attribute);
            None
        };
        if let Some(error) = mistake {
            errors.add(error);
            sorted.is_whole = false;
        }
    }
    sorted
}
