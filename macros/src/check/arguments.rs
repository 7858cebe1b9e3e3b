//! Matches the arguments that are given with those that there are.

use proc_macro2::{Span, TokenStream};
use syn::Ident;
use syn::ext::IdentExt as _;

use super::{Arguments, value, word};
use crate::errors::Errors;
use crate::layers::{Argument as Known, Kind};
use crate::suggest::{closest, enumerate, written};
use crate::syntax::Argument as Given;

/// Whose arguments they are.
pub(super) struct Owner<'a> {
    /// The layer's or the word's name.
    pub(super) name: &'a str,
    /// Where it stands.
    pub(super) tokens: &'a Ident,
    /// Where its last token stands.
    pub(super) end: Span,
    /// The parameters of a generic network.
    pub(super) parameters: &'a [Ident],
}

/// Binds arguments. Without `complete` (after a mistake in the list) nothing is missed.
pub(super) fn bind<'a>(
    owner: &Owner<'_>,
    known: &'static [Known],
    given: impl IntoIterator<Item = &'a Given>,
    complete: bool,
    errors: &Errors,
) -> Arguments {
    let given: Vec<&Given> = given.into_iter().collect();
    if scattered_shape(owner, known, &given, errors) {
        return Arguments::default();
    }
    let mut values: Vec<Option<(Ident, TokenStream)>> = known.iter().map(|_| None).collect();
    let mut seen = vec![false; known.len()];
    let mut position = Some(0);
    let mut activation = None;
    for argument in given {
        let Some(index) = place(owner, known, argument, &mut position, errors) else { continue };
        if std::mem::replace(&mut seen[index], true) {
            let name = known[index].name;
            match &argument.name {
                Some(tokens) => errors.at(tokens, format!("`{name}` is given twice")),
                None => errors.at(&argument.value, format!("`{name}` is given twice")),
            }
        } else {
            // The setter has the span of the name that is given, so that editors find it there.
            let span = argument.name.as_ref().map_or_else(Span::call_site, Ident::span);
            let setter = Ident::new(known[index].name, span);
            let value = value::convert(&known[index], &argument.value, owner.parameters, errors);
            values[index] = value.map(|value| (setter, value));
            if known[index].is_activation() {
                activation = word::name(&argument.value);
            }
        }
    }
    let missing: Vec<&str> = known
        .iter()
        .zip(&seen)
        .filter(|(argument, seen)| argument.is_required && !**seen)
        .map(|(argument, _)| argument.name)
        .collect();
    if complete && !missing.is_empty() {
        let message =
            format!("`{}` needs {}: `{}`", owner.name, enumerate(missing), signature(owner.name, known));
        errors.add(spanned(owner, message));
    }
    let mut arguments = Arguments { activation, ..Arguments::default() };
    for (argument, value) in known.iter().zip(values) {
        let Some((setter, value)) = value else { continue };
        if argument.is_required {
            arguments.required.push(value);
        } else {
            arguments.settings.push((setter, value));
        }
    }
    arguments
}

/// Reports a shape whose sizes are given one by one: `Reshape(28, 28, 1)`.
fn scattered_shape(owner: &Owner<'_>, known: &[Known], given: &[&Given], errors: &Errors) -> bool {
    let [Known { kind: Kind::Shape, .. }] = known else { return false };
    if given.len() < 2 || given.iter().any(|argument| argument.name.is_some()) {
        return false;
    }
    let values = given.iter().map(|argument| &argument.value);
    let sizes: Vec<String> = values.clone().map(written).collect();
    let message =
        format!("a shape is one argument, in parentheses: `{}(({}))`", owner.name, sizes.join(", "));
    errors.at(quote::quote!(#(#values),*), message);
    true
}

/// Which argument is meant. `position` is the next one by position, none after a name.
fn place(
    owner: &Owner<'_>,
    known: &[Known],
    given: &Given,
    position: &mut Option<usize>,
    errors: &Errors,
) -> Option<usize> {
    if let Some(name) = &given.name {
        *position = None;
        let written = name.unraw().to_string();
        let index = known.iter().position(|argument| argument.name == written);
        if index.is_none() {
            errors.at(name, unknown(owner.name, known, &written));
        }
        return index;
    }
    let Some(index) = position else {
        errors.at(&given.value, "an argument without a name stands before those with one");
        return None;
    };
    let place = *index;
    *index += 1;
    // Those that netform does not have are not asked for by their place.
    let count = known.iter().rposition(is_listed).map_or(0, |last| last + 1);
    if place < count {
        return Some(place);
    }
    // The first one too many says it for all.
    if place == count {
        errors.at(&given.value, too_many(owner.name, known));
    }
    None
}

fn unknown(owner: &str, known: &[Known], written: &str) -> String {
    let names = || known.iter().filter(|argument| is_listed(argument)).map(|argument| argument.name);
    if names().next().is_none() {
        return format!("`{owner}` takes no arguments");
    }
    match closest(written, names()) {
        Some(name) => format!("`{owner}` has no argument `{written}`: did you mean `{name}`?"),
        None => format!("`{owner}` has no argument `{written}`: it takes {}", enumerate(names())),
    }
}

fn too_many(owner: &str, known: &[Known]) -> String {
    if known.iter().any(is_listed) {
        format!("too many arguments: `{}`", signature(owner, known))
    } else {
        format!("`{owner}` takes no arguments")
    }
}

/// `Conv2D(filters, kernel_size, ..)`: the required arguments.
fn signature(owner: &str, known: &[Known]) -> String {
    let required = known.iter().filter(|argument| argument.is_required).map(|argument| argument.name);
    let mut names: Vec<&str> = required.collect();
    let optional = known.iter().filter(|argument| !argument.is_required && is_listed(argument)).count();
    if names.is_empty() {
        names.extend(known.iter().filter(|argument| is_listed(argument)).map(|argument| argument.name));
    } else if optional > 0 {
        names.push("..");
    }
    format!("{owner}({})", names.join(", "))
}

fn is_listed(argument: &Known) -> bool {
    !matches!(argument.kind, Kind::Absent(_))
}

/// An error from the owner's first token to its last.
fn spanned(owner: &Owner<'_>, message: String) -> syn::Error {
    let end = Ident::new("end", owner.end);
    let start = owner.tokens;
    syn::Error::new_spanned(quote::quote!(#start #end), message)
}
