//! Turns a written value into the expression that the runtime takes.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Ident, Lit, UnOp};

use super::{symbolic, word};
use crate::errors::Errors;
use crate::graph::Place;
use crate::layers::{Argument, Kind};
use crate::suggest::written;
use crate::syntax::{Use, used};

/// The expression for an argument; none for a mistake, which is reported, and for `None`, which
/// means the default.
pub(super) fn convert(
    argument: &Argument,
    value: &Expr,
    parameters: &[Ident],
    errors: &Errors,
) -> Option<TokenStream> {
    let name = argument.name;
    match used(value, parameters) {
        Use::Plain => return Some(value.to_token_stream()),
        Use::Arithmetic => {
            errors.at(value, symbolic::arithmetic(&symbolic::enumerate_names(parameters)));
            return None;
        }
        Use::None => {}
    }
    if is_word(value, "None") && !argument.is_required {
        return None;
    }
    match argument.kind {
        Kind::Size => size(name, value, errors),
        Kind::Pair => pair(name, value, errors),
        Kind::Bool => boolean(name, value, errors),
        Kind::Number => number(name, value, errors),
        Kind::Seed => size(name, value, errors).map(|seed| cast(value, &seed, "u64")),
        Kind::Axis => axis(name, value, errors),
        Kind::Axes => axes(name, value, errors),
        Kind::Sides => sides(name, value, errors),
        Kind::Shape => shape(name, value, errors),
        Kind::Word(words) => word::convert(words, name, value, parameters, errors),
        Kind::Absent(why) => {
            errors.at(value, why);
            None
        }
    }
}

fn is_word(value: &Expr, word: &str) -> bool {
    matches!(value, Expr::Path(path) if path.path.is_ident(word))
}

/// A literal, with its sign.
fn literal(value: &Expr) -> Option<(&Lit, bool)> {
    match value {
        Expr::Lit(literal) => Some((&literal.lit, false)),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            literal(&unary.expr).map(|(literal, negative)| (literal, !negative))
        }
        Expr::Paren(inner) => literal(&inner.expr),
        Expr::Group(inner) => literal(&inner.expr),
        _ => None,
    }
}

/// Reports a value of the wrong kind.
fn wrong(name: &str, expected: &str, value: &Expr, errors: &Errors) {
    let found = written(value);
    errors.at(value, format!("`{name}` takes {expected}, found `{found}`"));
}

fn size(name: &str, value: &Expr, errors: &Errors) -> Option<TokenStream> {
    let fits = match (literal(value), value) {
        (Some((Lit::Int(_), negative)), _) => !negative,
        (Some(_), _) | (None, Expr::Tuple(_) | Expr::Array(_)) => false,
        _ => true,
    };
    if fits {
        return Some(typed(value, &quote!(usize)));
    }
    wrong(name, "a size, such as `3` or a constant", value, errors);
    None
}

/// A value as a constant of its own, so that a wrong type is reported at the user's tokens alone,
/// and not as an argument of the runtime's function.
fn typed(value: &Expr, ty: &TokenStream) -> TokenStream {
    if literal(value).is_some() {
        quote!(#value)
    } else {
        quote!({ const __NETFORM_VALUE: #ty = #value; __NETFORM_VALUE })
    }
}

/// A conversion that stands at the value, where the compiler reports that it cannot be.
fn cast(value: &Expr, converted: &TokenStream, ty: &str) -> TokenStream {
    let span = Place::of(value).start.resolved_at(Span::mixed_site());
    let ty = Ident::new(ty, span);
    quote_spanned!(span=> (#converted) as #ty)
}

fn pair(name: &str, value: &Expr, errors: &Errors) -> Option<TokenStream> {
    let (Expr::Tuple(syn::ExprTuple { elems: sizes, .. }) | Expr::Array(syn::ExprArray { elems: sizes, .. })) =
        value
    else {
        let both = size(name, value, errors)?;
        return Some(quote!([#both, #both]));
    };
    if sizes.len() != 2 {
        wrong(name, "one size for both axes, or a pair `(height, width)`", value, errors);
        return None;
    }
    let sizes: Vec<TokenStream> = sizes.iter().filter_map(|each| size(name, each, errors)).collect();
    (sizes.len() == 2).then(|| quote!([#(#sizes),*]))
}

fn boolean(name: &str, value: &Expr, errors: &Errors) -> Option<TokenStream> {
    if is_word(value, "True") || is_word(value, "False") {
        let plain = written(value).to_lowercase();
        errors.at(value, format!("in Rust it is `{plain}`: `{name} = {plain}`"));
        return None;
    }
    match literal(value) {
        None | Some((Lit::Bool(_), false)) => Some(typed(value, &quote!(bool))),
        Some(_) => {
            wrong(name, "`true` or `false`", value, errors);
            None
        }
    }
}

fn number(name: &str, value: &Expr, errors: &Errors) -> Option<TokenStream> {
    match (literal(value), value) {
        (Some((Lit::Int(_) | Lit::Float(_), _)), _) => Some(cast(value, &quote!(#value), "f64")),
        (Some(_), _) | (None, Expr::Tuple(_) | Expr::Array(_)) => {
            wrong(name, "a number, such as `0.5`", value, errors);
            None
        }
        _ => Some(cast(value, &quote!(#value), "f64")),
    }
}

fn axis(name: &str, value: &Expr, errors: &Errors) -> Option<TokenStream> {
    match (literal(value), value) {
        (Some((Lit::Int(_), _)), _) => Some(cast(value, &quote!(#value), "isize")),
        (Some(_), _) | (None, Expr::Tuple(_) | Expr::Array(_)) => {
            wrong(name, "an axis, such as `-1` for the last one", value, errors);
            None
        }
        _ => Some(cast(value, &quote!(#value), "isize")),
    }
}

/// The values of a tuple or an array.
fn elements(value: &Expr) -> Option<Vec<&Expr>> {
    match value {
        Expr::Tuple(tuple) => Some(tuple.elems.iter().collect()),
        Expr::Array(array) => Some(array.elems.iter().collect()),
        _ => None,
    }
}

fn axes(name: &str, value: &Expr, errors: &Errors) -> Option<TokenStream> {
    match elements(value).as_deref() {
        None => axis(name, value, errors).map(|both| quote!([#both, #both])),
        Some([first, second]) => {
            let (first, second) = (axis(name, first, errors), axis(name, second, errors));
            Some((first?, second?)).map(|(first, second)| quote!([#first, #second]))
        }
        Some(_) => {
            wrong(name, "an axis, such as `-1` for the last one, or a pair of axes", value, errors);
            None
        }
    }
}

fn sides(name: &str, value: &Expr, errors: &Errors) -> Option<TokenStream> {
    match elements(value).as_deref() {
        None => size(name, value, errors).map(|all| quote!([[#all, #all], [#all, #all]])),
        Some([first, second]) => {
            // A plain size is for both sides.
            let (first, second) = (pair(name, first, errors), pair(name, second, errors));
            Some((first?, second?)).map(|(first, second)| quote!([#first, #second]))
        }
        Some(_) => {
            let expected = "one size for all sides, `(height, width)`, or `((top, bottom), (left, right))`";
            wrong(name, expected, value, errors);
            None
        }
    }
}

fn shape(name: &str, value: &Expr, errors: &Errors) -> Option<TokenStream> {
    let axes: Vec<&Expr> = match value {
        Expr::Tuple(tuple) => tuple.elems.iter().collect(),
        Expr::Array(array) => array.elems.iter().collect(),
        Expr::Paren(inner) => vec![&inner.expr],
        Expr::Lit(_) | Expr::Unary(_) | Expr::Path(_) => {
            let found = written(value);
            errors.at(value, format!("`{name}` takes a shape in parentheses: `({found},)`"));
            return None;
        }
        _ => {
            wrong(name, "a shape in parentheses, such as `(7, 7, 2)`", value, errors);
            return None;
        }
    };
    let mut sizes = Vec::new();
    for axis in &axes {
        match literal(axis) {
            Some((Lit::Int(size), true)) if size.base10_digits() != "1" => {
                wrong(name, "sizes, and `-1` for one that follows from the others", axis, errors);
            }
            None | Some((Lit::Int(_), _)) => sizes.push(cast(axis, &quote!(#axis), "isize")),
            Some(_) => wrong(name, "sizes, and `-1` for one that follows from the others", axis, errors),
        }
    }
    (sizes.len() == axes.len()).then(|| quote!(&[#(#sizes),*]))
}
