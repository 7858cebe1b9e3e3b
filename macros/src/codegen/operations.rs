//! The chain of shapes: one operation and one description a node, each from its producer's.
//!
//! Nothing here fails, so that one mistake stays one error: the checks stand apart.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ExprPath;

use super::{checks, generics, memory, names, unrolled};
use crate::check::Network;
use crate::graph::Value;
use crate::layers::Outputs;
use crate::syntax::{Declaration, Port};

pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let (parameters, ty) = (generics::parameters(declaration), generics::ty(declaration));
    let checks = checks::generic(declaration, network);
    let inputs =
        declaration.inputs.iter().enumerate().map(|(index, port)| port_shape(&names::input(index), port));
    let outputs =
        declaration.outputs.iter().enumerate().map(|(index, port)| port_shape(&names::output(index), port));
    let nodes = (0..network.nodes().len()).map(|node| operation(network, node));
    let plans = memory::emit(network);
    let unrolls = unrolled::constant(declaration, network);
    quote! {
        #[doc(hidden)]
        impl #parameters #ty {
            #(#inputs)*
            #(#outputs)*
            #(#nodes)*
            #plans
            #unrolls
            #checks
        }
    }
}

fn port_shape(name: &proc_macro2::Ident, port: &Port) -> TokenStream {
    let axes = &port.shape.axes;
    quote! {
        const #name: ::netform::__private::Shape = ::netform::__private::Shape::new(&[#(#axes),*]);
    }
}

/// The shape of a value, within the network's implementation.
fn shape(checked: &Network<'_>, value: Value) -> TokenStream {
    shape_in(checked, &quote!(Self), value)
}

/// The shape of a value of a network.
pub(super) fn shape_in(checked: &Network<'_>, network: &impl quote::ToTokens, value: Value) -> TokenStream {
    match value {
        Value::Input(index) => {
            let input = names::input(index);
            quote!(#network::#input)
        }
        Value::Node(node) => {
            let description = names::description(node);
            quote!(#network::#description.output)
        }
        Value::Part { node, part } => {
            let Some(custom) = &checked.layer_of(node).custom else {
                let description = names::description(node);
                return quote!(#network::#description.parts.shape(#part));
            };
            let table = as_layer(checked, custom, &quote!(TABLE));
            quote!(::netform::__private::output_shape(#table, #part))
        }
    }
}

/// An item of a type as a layer, where the type is written: there the compiler says that it is none.
pub(super) fn as_layer(network: &Network<'_>, custom: &ExprPath, item: &TokenStream) -> TokenStream {
    let scalar = &network.scalar;
    let start = custom.path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span());
    quote_spanned! {start.resolved_at(Span::mixed_site())=>
        <#custom as ::netform::__private::IsLayer<#scalar>>::#item
    }
}

fn operation(network: &Network<'_>, node: usize) -> TokenStream {
    let (operation, description) = (names::operation(node), names::description(node));
    let layer = network.layer_of(node);
    let inputs: Vec<TokenStream> =
        network.nodes()[node].inputs.iter().map(|value| shape(network, *value)).collect();
    let site = site(network, node);
    if let Some(custom) = &layer.custom {
        let outputs = network.nodes()[node].outputs;
        let table = as_layer(network, custom, &quote!(TABLE));
        return quote! {
            const #description: &'static ::netform::__private::Description =
                &::netform::__private::describe(#table, &[#(#inputs),*], #outputs, #site);
        };
    }
    let Some(spec) = layer.spec else { return TokenStream::new() };
    let module = format_ident!("{}", spec.module);
    let required = &layer.arguments.required;
    let settings = layer.arguments.settings.iter().map(|(setter, value)| quote!(.#setter(#value)));
    let bound = (spec.outputs == Outputs::Several).then(|| {
        let outputs = network.nodes()[node].outputs;
        quote!(.bound(#outputs))
    });
    quote! {
        const #operation: ::netform::layers::#module::Op =
            ::netform::layers::#module::Op::new(&[#(#inputs),*] #(, #required)*) #(#settings)* #bound;
        const #description: &'static ::netform::__private::Description =
            &Self::#operation.describe(#site);
    }
}

/// How messages call a node and its producers.
pub(super) fn site(network: &Network<'_>, node: usize) -> TokenStream {
    let (name, class) = network.called(node);
    let mut producers = network.nodes()[node].inputs.iter().map(|input| producer(network, *input));
    let (producer, producer_class) = producers.next().unwrap_or_default();
    let others: Vec<_> = producers.map(|(name, class)| quote!([#name, #class])).collect();
    let others = (!others.is_empty()).then(|| quote!(.and(&[#(#others),*])));
    quote!(::netform::__private::Site::new([#name, #class], [#producer, #producer_class]) #others)
}

fn producer(network: &Network<'_>, value: Value) -> (String, String) {
    match value {
        Value::Node(node) | Value::Part { node, .. } => network.called(node),
        Value::Input(index) => (network.input_names.get(index).cloned().unwrap_or_default(), String::new()),
    }
}
