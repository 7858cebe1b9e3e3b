//! Expressions that a macro by example hands on.
//!
//! A fragment such as `$n:expr` arrives in a group without delimiters, and the compiler forgets such
//! groups in what a procedural macro gives back: `2 + 3` as a fragment, divided by two, would become
//! `2 + 3 / 2`. So fragments of expressions get parentheses.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{Expr, Ident};

/// An expression without groups that have no delimiters.
pub(super) fn expression(input: ParseStream<'_>) -> syn::Result<Expr> {
    let expression: Expr = input.parse()?;
    let tokens = expression.to_token_stream();
    if let Some(word) = lone_word(&tokens) {
        let message = format!("expected a value, found the word `{word}`");
        return Err(syn::Error::new(word.span(), message));
    }
    if has_fragments(&tokens) { syn::parse2(parenthesize(tokens)) } else { Ok(expression) }
}

/// The first `crate` or `super` alone, which syn takes for paths and the compiler for nothing.
fn lone_word(tokens: &TokenStream) -> Option<Ident> {
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            // Of an item in a block: `pub(crate)`.
            TokenTree::Ident(word) if word == "pub" => {
                tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
            }
            TokenTree::Ident(word) if (word == "crate" || word == "super") && !is(':', tokens.peek()) => {
                return Some(word);
            }
            // A macro's arguments are its own.
            TokenTree::Ident(_) if is('!', tokens.peek()) => {
                tokens.next();
                tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
            }
            TokenTree::Group(group) => {
                if let Some(word) = lone_word(&group.stream()) {
                    return Some(word);
                }
            }
            _ => {}
        }
    }
    None
}

fn is(punctuation: char, token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == punctuation)
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

    #[test]
    fn words_that_begin_paths_are_no_values() {
        let parse = |text: &str| expression.parse_str(text).map(drop).map_err(|error| error.to_string());
        let found = |text: &str| parse(text).unwrap_err();
        assert_eq!(found("crate"), "expected a value, found the word `crate`");
        assert_eq!(found("(1 + f(super)) / 2"), "expected a value, found the word `super`");
        for text in
            ["crate::A", "super::super::A / 2", "{ pub(crate) const A: usize = 1; A }", "size!(crate)"]
        {
            assert!(parse(text).is_ok(), "{text}");
        }
    }
}
