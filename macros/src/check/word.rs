//! Words: `same`, `relu`, `he_normal(seed = 1)`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Expr, Ident, Lit};

use super::arguments::{Owner, bind};
use crate::errors::Errors;
use crate::suggest::{alternatives, enumerate, written};
use crate::syntax::Argument;
use crate::words::Words;

/// The constructor call for a word; none for a mistake, which is reported.
pub(super) fn convert(
    words: &Words,
    name: &str,
    value: &Expr,
    parameters: &[Ident],
    errors: &Errors,
) -> Option<TokenStream> {
    let (path, given) = match value {
        Expr::Paren(inner) => return convert(words, name, &inner.expr, parameters, errors),
        Expr::Path(path) => (path, Vec::new()),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => (path, call.args.iter().map(Argument::of_call).collect()),
            other => return wrong(words, name, other, errors),
        },
        other => return wrong(words, name, other, errors),
    };
    let Some(ident) = path.path.get_ident() else { return wrong(words, name, value, errors) };
    let written = ident.unraw().to_string();
    let Some(word) = words.find(&written) else {
        errors.at(ident, unknown(words, &written));
        return None;
    };
    let owner = Owner { name: word.name, tokens: ident, end: ident.span(), parameters };
    let arguments = bind(&owner, word.arguments, &given, true, errors);
    let ty = format_ident!("{}", words.ty);
    let constructor = Ident::new(word.name, ident.span());
    let required = arguments.required;
    let setters = arguments.settings.into_iter().map(|(setter, value)| quote!(.#setter(#value)));
    Some(quote!(::netform::__private::#ty::#constructor(#(#required),*)#(#setters)*))
}

/// The word of a value, without its arguments.
pub(super) fn name(value: &Expr) -> Option<String> {
    match value {
        Expr::Path(path) => path.path.get_ident().map(Ident::to_string),
        Expr::Call(call) => name(&call.func),
        _ => None,
    }
}

fn unknown(words: &Words, written: &str) -> String {
    let noun = words.noun;
    if let Some((_, why)) = words.elsewhere.iter().find(|(word, _)| *word == written) {
        return (*why).to_owned();
    }
    match words.meant(written) {
        Some(word) => format!("there is no {noun} `{written}`: did you mean `{word}`?"),
        None => format!("there is no {noun} `{written}`: netform has {}", enumerate(words.names())),
    }
}

/// Reports something that is no word.
fn wrong(words: &Words, name: &str, value: &Expr, errors: &Errors) -> Option<TokenStream> {
    if let Expr::Lit(literal) = value
        && let Lit::Str(text) = &literal.lit
    {
        let quoted = text.value();
        let message = match words.find(&quoted).map(|word| word.name).or_else(|| words.meant(&quoted)) {
            Some(word) => format!("words are not quoted: `{name} = {word}`"),
            None => unknown(words, &quoted),
        };
        errors.at(value, message);
    } else {
        let (noun, found) = (words.noun, written(value));
        let names: Vec<&str> = words.names().collect();
        let message = if names.len() > 3 {
            let example = names[1];
            // `Dense(784, 10)`, as in other libraries.
            let is_size = matches!(value, Expr::Lit(literal) if matches!(literal.lit, Lit::Int(_)));
            let hint = if is_size { ": sizes of inputs are computed and never given" } else { "" };
            format!("`{name}` takes an {noun}, such as `{name} = {example}`, found `{found}`{hint}")
        } else {
            format!("`{name}` takes {}, found `{found}`", alternatives(names))
        };
        errors.at(value, message);
    }
    None
}
