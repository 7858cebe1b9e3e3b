//! The types of inputs and outputs: a matrix, or a struct of matrices where there are several.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::{generics, names};
use crate::syntax::{Declaration, Port};

/// The structs of several inputs or outputs.
pub(super) fn emit(declaration: &Declaration) -> TokenStream {
    let inputs = structure(declaration, "Input", "inputs", &declaration.inputs, names::input);
    let outputs = structure(declaration, "Output", "outputs", &declaration.outputs, names::output);
    quote! { #inputs #outputs }
}

/// The type of an input sample.
pub(super) fn input(declaration: &Declaration) -> TokenStream {
    sample(declaration, "Input", &declaration.inputs, &names::input(0))
}

/// The type of an output sample.
pub(super) fn output(declaration: &Declaration) -> TokenStream {
    sample(declaration, "Output", &declaration.outputs, &names::output(0))
}

fn sample(declaration: &Declaration, suffix: &str, ports: &[Port], first: &Ident) -> TokenStream {
    if let [port] = ports {
        return generics::matrix(declaration, port, first);
    }
    generics::with_parameters(declaration, &format_ident!("{}{suffix}", declaration.name))
}

fn structure(
    declaration: &Declaration,
    suffix: &str,
    noun: &str,
    ports: &[Port],
    shape: impl Fn(usize) -> Ident,
) -> TokenStream {
    if ports.len() == 1 {
        return TokenStream::new();
    }
    let (visibility, scalar, count) = (&declaration.visibility, &declaration.scalar, ports.len());
    let name = format_ident!("{}{suffix}", declaration.name);
    let (parameters, ty) = (generics::parameters(declaration), generics::with_parameters(declaration, &name));
    let docs = format!("One sample of the {noun} of [`{}`].", declaration.name);
    let fields: Vec<&Ident> = ports.iter().filter_map(|port| port.name.as_ref()).collect();
    let types =
        ports.iter().enumerate().map(|(index, port)| generics::matrix(declaration, port, &shape(index)));
    let field_docs = ports.iter().map(|port| {
        let axes = &port.shape.axes;
        format!("`[{}]`.", axes.iter().map(crate::suggest::written).collect::<Vec<_>>().join(", "))
    });
    let indices = 0..count;
    quote! {
        #[doc = #docs]
        #[derive(Clone, Debug, PartialEq)]
        #visibility struct #name #parameters {
            #(
                #[doc = #field_docs]
                pub #fields: #types,
            )*
        }

        impl #parameters ::netform::__private::Sample<#scalar> for #ty {
            const PARTS: usize = #count;

            fn zeros() -> Self {
                Self { #(#fields: ::netform::nalgebra::SMatrix::from_element(0.0),)* }
            }

            #[inline]
            fn part(&self, index: usize) -> &[#scalar] {
                match index {
                    #(#indices => self.#fields.as_slice(),)*
                    _ => &[],
                }
            }

            #[inline]
            fn parts_mut(&mut self) -> [&mut [#scalar]; ::netform::__private::MAX_PARTS] {
                let mut parts = ::core::iter::IntoIterator::into_iter([#(self.#fields.as_mut_slice()),*]);
                ::core::array::from_fn(|_| ::core::iter::Iterator::next(&mut parts).unwrap_or_default())
            }

            fn flat(_batch: &[Self]) -> ::core::option::Option<&[#scalar]> {
                ::core::option::Option::None
            }
        }
    }
}
