//! Going on after a mistake.

use syn::Token;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;

use crate::errors::Errors;

/// Parses items between commas; `noun` is what they are. A mistake in one is reported, and the next
/// one is still parsed. The flag is false when there was a mistake.
pub(crate) fn items<T>(
    input: ParseStream<'_>,
    noun: &str,
    errors: &Errors,
    mut parse: impl FnMut(ParseStream<'_>) -> syn::Result<T>,
) -> (Vec<T>, bool) {
    let mut items = Vec::new();
    let mut whole = true;
    while !input.is_empty() {
        let parsed = parse(input).and_then(|item| {
            if input.is_empty() || input.peek(Token![,]) {
                Ok(item)
            } else {
                Err(input.error(format!("expected `,`, which separates {noun}")))
            }
        });
        match parsed {
            Ok(item) => items.push(item),
            Err(error) => {
                errors.add(error);
                whole = false;
                while !input.is_empty() && !input.peek(Token![,]) && skip_token(input) {}
            }
        }
        // Whoever is here stands before a comma or at the end.
        let _ = input.parse::<Option<Token![,]>>();
    }
    (items, whole)
}

/// Goes behind the next token or group; false at the end.
pub(super) fn skip_token(input: ParseStream<'_>) -> bool {
    let skipped = input.step(|cursor| match cursor.token_tree() {
        Some((_, rest)) => Ok(((), rest)),
        None => Err(cursor.error("end of input")),
    });
    skipped.is_ok()
}

/// The expressions between commas.
pub(crate) fn expressions(input: ParseStream<'_>) -> syn::Result<Vec<syn::Expr>> {
    Ok(Punctuated::<syn::Expr, Token![,]>::parse_terminated(input)?.into_iter().collect())
}
