//! The struct's own methods and constants.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::names;
use crate::syntax::{Declaration, ShapeLiteral};

pub(super) fn emit(declaration: &Declaration) -> TokenStream {
    let name = &declaration.name;
    let workspace = format_ident!("{name}Workspace");
    let input = shape("INPUT", "input", &names::input(0), &declaration.inputs[0].shape);
    let output = shape("OUTPUT", "output", &names::output(0), &declaration.outputs[0].shape);
    let text = name.to_string();
    quote! {
        impl #name {
            #input
            #output
            /// The number of weights.
            pub const PARAMS: usize = <Self as ::netform::__private::Params>::LEN;
            /// The number of weights that training changes by gradients.
            pub const TRAINABLE_PARAMS: usize = <Self as ::netform::__private::Network>::TRAINABLE;

            /// Predicts one sample in memory of the caller's: never allocates, and uses next to no
            /// stack.
            pub fn predict_into(
                &self,
                input: &<Self as ::netform::__private::Network>::Input,
                output: &mut <Self as ::netform::__private::Network>::Output,
                workspace: &mut #workspace,
            ) {
                ::netform::__private::predict_into(self, input, output, workspace.as_mut_slice());
            }
        }

        ::netform::__private::inherent_methods!(#name, #text, #workspace);
    }
}

fn shape(constant: &str, noun: &str, shape: &proc_macro2::Ident, literal: &ShapeLiteral) -> TokenStream {
    let (constant, rank) = (format_ident!("{constant}"), literal.axes.len());
    let docs = format!("The per-sample shape of the {noun}.");
    quote! {
        #[doc = #docs]
        pub const #constant: [usize; #rank] = Self::#shape.to_array();
    }
}
