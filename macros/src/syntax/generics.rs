//! The parameters of a generic network: `<const H: usize>`.

use crate::errors::Errors;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{Expr, GenericParam, Generics, Ident, Type};

/// Parses `<const H: usize, ..>`: sizes, and nothing else. What is none is a mistake and left out.
pub(super) fn parse(input: ParseStream<'_>, mistakes: &mut Vec<syn::Error>) -> syn::Result<Vec<Ident>> {
    let generics: Generics = input.parse()?;
    let mut sizes = Vec::new();
    for parameter in &generics.params {
        match size(parameter) {
            Ok(name) => sizes.push(name),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    Ok(sizes)
}

fn size(parameter: &GenericParam) -> syn::Result<Ident> {
    match parameter {
        GenericParam::Const(size) if matches!(&size.ty, Type::Path(ty) if ty.path.is_ident("usize")) => {
            Ok(size.ident.clone())
        }
        GenericParam::Const(size) => Err(syn::Error::new_spanned(
            &size.ty,
            format!("a network's parameters are sizes: `const {}: usize`", size.ident),
        )),
        other => Err(syn::Error::new_spanned(
            other,
            "a network's parameters are sizes, `<const H: usize>`: its number type is set by `#[scalar(f64)]`",
        )),
    }
}

/// Reports sizes that the tokens of a declaration name no second time.
pub(super) fn check_unused(parameters: &[Ident], declaration: &TokenStream, errors: &Errors) {
    for parameter in parameters {
        if count(parameter, declaration) < 2 {
            errors.at(parameter, format!("size `{parameter}` is never used: use it or remove it"));
        }
    }
}

fn count(name: &Ident, tokens: &TokenStream) -> usize {
    let own = |token| match token {
        TokenTree::Group(group) => count(name, &group.stream()),
        TokenTree::Ident(ident) => usize::from(ident == *name),
        _ => 0,
    };
    tokens.clone().into_iter().map(own).sum()
}

/// How an expression uses the parameters of a generic network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Not at all.
    None,
    /// It is one.
    Plain,
    /// It computes with one, which Rust cannot in a type.
    Arithmetic,
}

/// How an expression uses some parameters.
pub(crate) fn used(expression: &Expr, parameters: &[Ident]) -> Use {
    if let Expr::Paren(inner) = expression {
        return used(&inner.expr, parameters);
    }
    if let Expr::Path(path) = expression
        && path.path.get_ident().is_some_and(|name| parameters.contains(name))
    {
        return Use::Plain;
    }
    let tokens = expression.to_token_stream();
    let is_named = parameters.iter().any(|parameter| count(parameter, &tokens) > 0);
    if is_named { Use::Arithmetic } else { Use::None }
}
