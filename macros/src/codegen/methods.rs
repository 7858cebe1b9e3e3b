//! The struct's own methods and constants.
//!
//! Those that depend on netform's features are handed to macros of the runtime's, which drop what
//! its features leave out: generated code cannot see them. The methods have the span of the
//! network's name, where notes of the compiler then point.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt as _;

use super::{checks, generics, names, samples, training};
use crate::syntax::{Declaration, Port};

pub(super) fn emit(declaration: &Declaration) -> TokenStream {
    let always = always(declaration);
    let (heap, bytes) = (heap(declaration), bytes(declaration));
    let (training, files) = (training::emit(declaration), files(declaration));
    quote! {
        #always
        ::netform::__private::if_alloc! { #heap #bytes }
        ::netform::__private::if_std! { #training #files }
    }
}

/// What needs neither heap nor standard library.
fn always(declaration: &Declaration) -> TokenStream {
    let name = &declaration.name;
    let (parameters, ty) = (generics::parameters(declaration), generics::ty(declaration));
    let (checked, predict_into) = (checks::run(declaration), predict_into(declaration));
    let input = shapes(declaration, "INPUT", "input", &declaration.inputs, names::input);
    let output = shapes(declaration, "OUTPUT", "output", &declaration.outputs, names::output);
    quote_spanned! {name.span()=>
        #[allow(dead_code, unreachable_pub, clippy::pedantic)]
        impl #parameters #ty {
            #input
            #output
            /// The number of weights, those that training leaves alone among them.
            pub const PARAMS: usize = <Self as ::netform::__private::Params>::LEN;
            /// The number of weights that training changes by gradients.
            pub const TRAINABLE_PARAMS: usize = <Self as ::netform::__private::Network>::TRAINABLE;

            #predict_into

            /// Fills all weights in place by the layers' initializers, Keras's by default. The
            /// same seed gives the same bits on every machine.
            pub fn initialize(&mut self, seed: u64) {
                #checked
                ::netform::__private::initialize(self, seed);
            }

            /// The table of layers, with their shapes, weights and memory, to print.
            #[must_use]
            pub const fn summary() -> ::netform::Summary {
                ::netform::Summary::of::<Self>()
            }
        }
    }
}

/// `predict_into`, with the network's own workspace, or for a generic network with any that is
/// large enough.
fn predict_into(declaration: &Declaration) -> TokenStream {
    let (name, scalar) = (&declaration.name, &declaration.scalar);
    let (input, output) = (samples::input(declaration), samples::output(declaration));
    let checked = checks::run(declaration);
    let (parameters, ty, check) = if declaration.parameters.is_empty() {
        let workspace = format_ident!("{name}Workspace");
        (TokenStream::new(), quote!(#workspace), TokenStream::new())
    } else {
        let text = format!("the workspace is smaller than `{name}::WORKSPACE`");
        let check = quote!(const { ::core::assert!(LEN >= Self::WORKSPACE, #text) };);
        (quote!(<const LEN: usize>), quote!(::netform::Workspace<#scalar, LEN>), check)
    };
    quote_spanned! {name.span()=>
        /// The elements of the workspace of a prediction.
        pub const WORKSPACE: usize = <Self as ::netform::__private::Network>::INFERENCE.elements(1);

        /// Predicts one sample in memory of the caller's: never allocates, and uses next to no
        /// stack.
        pub fn predict_into #parameters (&self, input: &#input, output: &mut #output, workspace: &mut #ty) {
            #checked
            #check
            ::netform::__private::predict_into(self, input, output, workspace.as_mut_slice());
        }
    }
}

/// `predict`, whose workspace is on the stack. A generic network's is of the next larger size that
/// can be named.
fn predict(declaration: &Declaration) -> TokenStream {
    let (name, checked) = (&declaration.name, checks::run(declaration));
    // With the span of the function, whose `self` and `input` it otherwise does not see where a macro
    // by example gives the name.
    let call = if declaration.parameters.is_empty() {
        quote_spanned!(name.span()=> ::netform::__private::predict::<Self, { #name::WORKSPACE }>(self, input))
    } else {
        quote_spanned!(name.span()=> ::netform::__private::predict_generic(self, input))
    };
    quote_spanned! {name.span()=>
        /// Predicts one sample. The workspace is on the stack where it fits 64 KiB.
        #[must_use]
        pub fn predict(
            &self,
            input: &<Self as ::netform::__private::Network>::Input,
        ) -> <Self as ::netform::__private::Network>::Output {
            #checked
            #call
        }
    }
}

/// What needs a heap.
fn heap(declaration: &Declaration) -> TokenStream {
    let (predict, checked) = (predict(declaration), checks::run(declaration));
    let name = &declaration.name;
    let (parameters, ty) = (generics::parameters(declaration), generics::ty(declaration));
    quote_spanned! {name.span()=>
        #[allow(dead_code, unreachable_pub, clippy::pedantic)]
        impl #parameters #ty {
            /// A new network on the heap, made in place, its weights by the layers' initializers,
            /// Keras's by default. The same seed gives the same bits on every machine.
            #[must_use]
            pub fn new(seed: u64) -> ::netform::__private::Box<Self> {
                #checked
                ::netform::__private::boxed(seed)
            }

            #predict

            /// A copy on the heap, made in place.
            #[must_use]
            pub fn clone(self: &::netform::__private::Box<Self>) -> ::netform::__private::Box<Self> {
                ::netform::__private::boxed_copy(&**self)
            }
        }
    }
}

/// Weights as bytes, which needs a heap.
fn bytes(declaration: &Declaration) -> TokenStream {
    let name = &declaration.name;
    let checked = checks::run(declaration);
    let (parameters, ty) = (generics::parameters(declaration), generics::ty(declaration));
    quote_spanned! {name.span()=>
        #[allow(dead_code, unreachable_pub, clippy::pedantic)]
        impl #parameters #ty {
            /// All weights, as the bytes of a safetensors file.
            #[must_use]
            pub fn to_bytes(&self) -> ::netform::__private::Vec<u8> {
                ::netform::files::to_bytes(self)
            }

            /// A network with the weights of a safetensors file, made in place on the heap.
            ///
            /// # Errors
            /// Where the bytes are not the weights of this network.
            pub fn from_bytes(
                bytes: &[u8],
            ) -> ::core::result::Result<::netform::__private::Box<Self>, ::netform::files::WeightsError> {
                #checked
                ::netform::files::from_bytes(bytes)
            }

            /// Replaces all weights by those of a safetensors file.
            ///
            /// # Errors
            /// Where the bytes are not the weights of this network, which then is as before.
            pub fn load_weights_from_bytes(
                &mut self,
                bytes: &[u8],
            ) -> ::core::result::Result<(), ::netform::files::WeightsError> {
                ::netform::files::load_weights_from_bytes(self, bytes)
            }
        }
    }
}

/// Weights in files, which needs the standard library.
fn files(declaration: &Declaration) -> TokenStream {
    let name = &declaration.name;
    let checked = checks::run(declaration);
    let (parameters, ty) = (generics::parameters(declaration), generics::ty(declaration));
    quote_spanned! {name.span()=>
        #[allow(dead_code, unreachable_pub, clippy::pedantic)]
        impl #parameters #ty {
            /// Writes all weights to a safetensors file. A file that is there is replaced at once,
            /// or, where something fails, left as it is.
            ///
            /// # Errors
            /// Where the file cannot be written.
            pub fn save(
                &self,
                path: impl ::core::convert::AsRef<::netform::__private::Path>,
            ) -> ::core::result::Result<(), ::netform::files::FileError> {
                ::netform::files::save(self, path.as_ref())
            }

            /// A network with the weights of a safetensors file, made in place on the heap.
            ///
            /// # Errors
            /// Where the file cannot be read or does not hold the weights of this network.
            pub fn load(
                path: impl ::core::convert::AsRef<::netform::__private::Path>,
            ) -> ::core::result::Result<::netform::__private::Box<Self>, ::netform::files::FileError> {
                #checked
                ::netform::files::load(path.as_ref())
            }

            /// Replaces all weights by those of a safetensors file.
            ///
            /// # Errors
            /// Where the file cannot be read or does not hold the weights of this network, which
            /// then is as before.
            pub fn load_weights(
                &mut self,
                path: impl ::core::convert::AsRef<::netform::__private::Path>,
            ) -> ::core::result::Result<(), ::netform::files::FileError> {
                ::netform::files::load_weights(self, path.as_ref())
            }
        }
    }
}

/// `INPUT`, or `INPUTS` with names where there are several.
fn shapes(
    declaration: &Declaration,
    constant: &str,
    noun: &str,
    ports: &[Port],
    shape: impl Fn(usize) -> Ident,
) -> TokenStream {
    if let [port] = ports {
        let (constant, shape, rank) = (format_ident!("{constant}"), shape(0), port.shape.axes.len());
        let docs = format!("The per-sample shape of the {noun}.");
        let ty = if port.shape.is_known {
            quote!([usize; #rank])
        } else {
            let unknown = names::unknown(&declaration.name);
            quote!(#unknown)
        };
        return quote! {
            #[doc = #docs]
            pub const #constant: #ty = Self::#shape.to_array();
        };
    }
    let (constant, count) = (format_ident!("{constant}S"), ports.len());
    let docs = format!("The names and per-sample shapes of the {noun}s.");
    let list = ports.iter().enumerate().map(|(index, port)| {
        let name = port.name.as_ref().map(|name| name.unraw().to_string()).unwrap_or_default();
        let shape = shape(index);
        quote!((#name, Self::#shape.axes()))
    });
    quote! {
        #[doc = #docs]
        pub const #constant: [(&'static str, &'static [usize]); #count] = [#(#list),*];
    }
}
