//! The macro as a function on tokens.

use proc_macro2::TokenStream;

use crate::errors::Errors;
use crate::syntax::Body;
use crate::{check, codegen, graph, syntax};

/// Expands the declarations within `network! { .. }`.
///
/// A declaration with mistakes expands to all of their errors and to a stub with the same public
/// items, so that the rest of the program compiles as if it were right.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let declarations = syntax::parse(input, &errors);
    let errors = errors.finish();
    declarations.iter().map(expand_one).chain(errors).collect()
}

fn expand_one(declaration: &syntax::Declaration) -> TokenStream {
    let errors = Errors::new();
    let graph = graph::build(declaration, &errors);
    let network = check::check(declaration, &graph, &errors);
    match (errors.finish(), declaration.is_whole) {
        (None, true) => codegen::emit(declaration, &network),
        (errors, _) => {
            // Of a graph whose inputs are not known, there is nothing to say.
            let errors =
                errors.filter(|_| declaration.is_complete || matches!(declaration.body, Body::List(_)));
            let stub = codegen::stub(declaration, &network);
            quote::quote! { #errors #stub }
        }
    }
}
