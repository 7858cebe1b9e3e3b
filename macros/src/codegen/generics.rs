//! How a network is named in generated code, with its parameters where it has some.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::names;
use crate::check::symbolic;
use crate::syntax::{Declaration, Port};

/// `Mlp<H>`.
pub(super) fn ty(declaration: &Declaration) -> TokenStream {
    with_parameters(declaration, &declaration.name)
}

/// A type beside the network's that has its parameters too: `MlpInput<H>`.
pub(super) fn with_parameters(declaration: &Declaration, name: &Ident) -> TokenStream {
    let parameters = &declaration.parameters;
    if parameters.is_empty() { quote!(#name) } else { quote!(#name<#(#parameters),*>) }
}

/// `<const H: usize>`, for an implementation. It stands where it is written, so that the compiler
/// shows no more than that.
pub(super) fn parameters(declaration: &Declaration) -> TokenStream {
    let Some(first) = declaration.parameters.first() else { return TokenStream::new() };
    let each = declaration.parameters.iter().map(|name| quote_spanned!(name.span()=> const #name: usize));
    quote_spanned!(first.span()=> <#(#each),*>)
}

/// The matrix of a declared shape.
pub(super) fn matrix(declaration: &Declaration, port: &Port, shape: &Ident) -> TokenStream {
    if !port.shape.is_known {
        let unknown = names::unknown(&declaration.name);
        return quote!(#unknown);
    }
    let (name, scalar) = (&declaration.name, &declaration.scalar);
    if declaration.parameters.is_empty() {
        return quote!(::netform::nalgebra::SMatrix<#scalar, { #name::#shape.rows() }, { #name::#shape.columns() }>);
    }
    let axes = symbolic::axes(&port.shape);
    let columns = match axes.as_slice() {
        [] | [_] => quote!(1),
        [columns, _] => columns.clone(),
        [columns @ .., _] => quote!({ 1 #(* #columns)* }),
    };
    let rows = axes.last().cloned().unwrap_or_else(|| quote!(1));
    quote!(::netform::nalgebra::SMatrix<#scalar, #rows, #columns>)
}

/// A declared shape as a type.
pub(super) fn dims(declaration: &Declaration, port: &Port, shape: &Ident) -> TokenStream {
    let (name, rank) = (&declaration.name, port.shape.axes.len());
    let ty = quote::format_ident!("D{rank}");
    let axes: Vec<TokenStream> = if declaration.parameters.is_empty() {
        (0..rank).map(|axis| quote!({ #name::#shape.axis(#axis) })).collect()
    } else {
        symbolic::axes(&port.shape)
    };
    quote!(::netform::dims::#ty<#(::netform::dims::Const<#axes>),*>)
}
