//! From a checked network to the struct, its tables and its passes.
//!
//! The macro does not know sizes: constants are opaque to it. So it emits expressions, and the
//! compiler evaluates them. `runtime/tests/expansion.rs` shows a whole expansion, with reasons.

mod backward;
mod checks;
mod forward;
mod generics;
mod memory;
mod methods;
mod names;
mod operations;
mod phase;
mod samples;
mod structure;
mod tables;
mod training;
mod unrolled;

use proc_macro2::TokenStream;
use quote::quote;

use crate::check::Network;
use crate::graph::Graph;
use crate::syntax::Declaration;

/// The expansion of a declaration without mistakes.
pub(crate) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let structure = structure::emit(declaration, network);
    let operations = operations::emit(declaration, network);
    let checks = checks::emit(declaration, network);
    let implementation = tables::emit(declaration, network);
    let (samples, methods) = (samples::emit(declaration), methods::emit(declaration));
    quote! { #structure #operations #checks #implementation #samples #methods }
}

/// The public items of a declaration with mistakes: they have the right types and do nothing.
pub(crate) fn stub(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let structure = structure::stub(declaration, network);
    let unknown = unknown(declaration);
    let empty = Graph::default();
    let nothing = Network::new(&empty, Vec::new(), declaration.scalar.clone());
    let operations = operations::emit(declaration, &nothing);
    let implementation = tables::emit(declaration, &nothing);
    let (samples, methods) = (samples::emit(declaration), methods::emit(declaration));
    quote! { #unknown #structure #operations #implementation #samples #methods }
}

/// The mistake of a header as a type, which the compiler takes for an error that it has told: it says
/// nothing of whatever else has to do with the type. (Of an erroneous length all projections are
/// errors; in the place of a type, `compile_error!` would be `()`.)
fn unknown(declaration: &Declaration) -> Option<TokenStream> {
    let name = names::unknown(&declaration.name);
    let mut mistakes = declaration.unknown.iter().flat_map(syn::Error::clone).map(|it| it.to_compile_error());
    let first = mistakes.next()?;
    Some(quote! {
        #[allow(non_camel_case_types, dead_code)]
        type #name = <[(); { #first }] as ::core::ops::Deref>::Target;
        #(#mistakes)*
    })
}
