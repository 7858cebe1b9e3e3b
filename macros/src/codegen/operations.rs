//! The chain of shapes: one operation and one description a node, each from its producer's.
//!
//! Nothing here fails, so that one mistake stays one error: the checks stand apart.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{memory, names};
use crate::check::{Layer, Network};
use crate::graph::Value;
use crate::syntax::{Declaration, Port};

pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let name = &declaration.name;
    let inputs =
        declaration.inputs.iter().enumerate().map(|(index, port)| port_shape(&names::input(index), port));
    let outputs =
        declaration.outputs.iter().enumerate().map(|(index, port)| port_shape(&names::output(index), port));
    let nodes = (0..network.nodes.len()).map(|node| operation(network, node));
    let plans = memory::emit(network);
    quote! {
        #[doc(hidden)]
        impl #name {
            #(#inputs)*
            #(#outputs)*
            #(#nodes)*
            #plans
        }
    }
}

fn port_shape(name: &proc_macro2::Ident, port: &Port) -> TokenStream {
    let axes = &port.shape.axes;
    quote! {
        const #name: ::netform::__private::Shape = ::netform::__private::Shape::new(&[#(#axes),*]);
    }
}

/// The shape of a value.
pub(super) fn shape(value: Value) -> TokenStream {
    match value {
        Value::Input(index) => {
            let input = names::input(index);
            quote!(Self::#input)
        }
        Value::Node(node) => {
            let description = names::description(node);
            quote!(Self::#description.output)
        }
    }
}

fn operation(network: &Network<'_>, node: usize) -> TokenStream {
    let (operation, description) = (names::operation(node), names::description(node));
    let layer = &network.layers[network.nodes[node].layer];
    let Some(spec) = layer.spec else { return TokenStream::new() };
    let module = format_ident!("{}", spec.module);
    let inputs = network.nodes[node].inputs.iter().map(|value| shape(*value));
    let required = &layer.arguments.required;
    let settings = layer.arguments.settings.iter().map(|(name, value)| {
        let setter = format_ident!("{name}");
        quote!(.#setter(#value))
    });
    let site = site(network, node);
    quote! {
        const #operation: ::netform::layers::#module::Op =
            ::netform::layers::#module::Op::new(&[#(#inputs),*] #(, #required)*) #(#settings)*;
        const #description: &'static ::netform::__private::Description =
            &Self::#operation.describe(#site);
    }
}

/// How messages call a node and its producer.
pub(super) fn site(network: &Network<'_>, node: usize) -> TokenStream {
    let (name, class) = called(&network.layers[network.nodes[node].layer]);
    let (producer, producer_class) = match network.nodes[node].inputs.first() {
        Some(Value::Node(producer)) => called(&network.layers[network.nodes[*producer].layer]),
        _ => (String::new(), ""),
    };
    quote!(::netform::__private::Site::new([#name, #class], [#producer, #producer_class]))
}

/// A layer's name and class.
pub(super) fn called(layer: &Layer<'_>) -> (String, &'static str) {
    use syn::ext::IdentExt as _;
    (layer.named.field.unraw().to_string(), layer.spec.map_or("", |spec| spec.class))
}
