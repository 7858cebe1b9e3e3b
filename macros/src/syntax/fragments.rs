//! Expressions that a macro by example hands on.
//!
//! A fragment such as `$n:expr` arrives in a group without delimiters, and the compiler forgets such
//! groups in what a procedural macro gives back: `2 + 3` as a fragment, divided by two, would become
//! `2 + 3 / 2`. So fragments of expressions get parentheses.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::visit::Visit;
use syn::{Expr, Ident, Path};

/// An expression without groups that have no delimiters.
pub(super) fn expression(input: ParseStream<'_>) -> syn::Result<Expr> {
    let expression: Expr = input.parse()?;
    let mut check = LoneWords { found: None };
    check.visit_expr(&expression);
    if let Some(word) = check.found {
        let message = format!("expected a value, found the word `{word}`");
        return Err(syn::Error::new(word.span(), message));
    }
    let tokens = expression.to_token_stream();
    if has_fragments(&tokens) { syn::parse2(parenthesize(tokens)) } else { Ok(expression) }
}

/// Finds `crate` and `super` alone, which syn takes for paths and the compiler for nothing.
struct LoneWords {
    found: Option<Ident>,
}

impl<'a> Visit<'a> for LoneWords {
    fn visit_path(&mut self, path: &'a Path) {
        if let Some(word) = path.get_ident()
            && (word == "crate" || word == "super")
        {
            self.found = Some(word.clone());
        }
        syn::visit::visit_path(self, path);
    }
}

fn has_fragments(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::None || has_fragments(&group.stream()),
        _ => false,
    })
}

fn parenthesize(tokens: TokenStream) -> TokenStream {
    tokens.into_iter().map(token).collect()
}

fn token(token: TokenTree) -> TokenTree {
    let TokenTree::Group(group) = token else { return token };
    let inner = parenthesize(group.stream());
    let mut tokens = inner.clone().into_iter();
    let delimiter = match (group.delimiter(), tokens.next(), tokens.next()) {
        // A single token needs none.
        (Delimiter::None, Some(single), None) => return single,
        (Delimiter::None, ..) => Delimiter::Parenthesis,
        (other, ..) => other,
    };
    let mut result = Group::new(delimiter, inner);
    result.set_span(group.span());
    TokenTree::Group(result)
}

#[cfg(test)]
mod tests {
    use syn::parse::Parser as _;

    use super::*;

    #[test]
    fn fragments_get_parentheses() {
        let fragment = |text: &str| {
            let tokens: TokenStream = text.parse().unwrap();
            TokenTree::Group(Group::new(Delimiter::None, tokens))
        };
        let (sum, one) = (fragment("2 + 3"), fragment("1"));
        let parsed = expression.parse2(quote::quote!(f(#sum / #one))).unwrap();
        assert_eq!(parsed.to_token_stream().to_string(), "f ((2 + 3) / 1)");
    }
}
