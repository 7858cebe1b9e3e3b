//! The implementation of `Network`: tables of the network, and its passes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;

use super::memory::Buffers;
use super::phase::Phase;
use super::{backward, forward, names, samples, structure};
use crate::check::Network;
use crate::graph::{Field, Value};
use crate::syntax::{Declaration, Port};

pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let (name, scalar) = (&declaration.name, &declaration.scalar);
    let text = name.unraw().to_string();
    let (input, output) = (samples::input(declaration), samples::output(declaration));
    let input_ports = ports(&declaration.inputs, names::input);
    let output_ports = ports(&declaration.outputs, names::output);
    let layers = network.graph.fields.iter().map(|field| layer_info(network, field));
    let heads = network.heads().iter().enumerate().map(|(index, _)| head(network, index));
    let trained = backward::trained_layers(network).into_iter().map(|(_, node)| {
        let description = names::description(node);
        quote!(+ Self::#description.tensors.trainable())
    });
    let passes = passes(network, scalar);
    let (inference, training) = (names::inference(), names::training());
    quote! {
        impl ::netform::__private::Network for #name {
            type Input = #input;
            type Output = #output;

            const NAME: &'static str = #text;
            const INPUT_PORTS: &'static [::netform::__private::Port] = &[#(#input_ports),*];
            const OUTPUT_PORTS: &'static [::netform::__private::Port] = &[#(#output_ports),*];
            const LAYERS: &'static [::netform::__private::LayerInfo] = &[#(#layers),*];
            const TRAINABLE: usize = 0 #(#trained)*;
            const HEADS: &'static [::netform::__private::Head] = &[#(#heads),*];
            const INFERENCE: ::netform::__private::Memory = ::netform::__private::Memory {
                per_sample: Self::#inference.len,
                scratch: Self::__SCRATCH,
            };
            const TRAINING: ::netform::__private::Memory = ::netform::__private::Memory {
                per_sample: Self::#training.len,
                scratch: Self::__SCRATCH,
            };

            #passes
        }
    }
}

fn ports(ports: &[Port], shape: impl Fn(usize) -> proc_macro2::Ident) -> Vec<TokenStream> {
    let port = |(index, port): (usize, &Port)| {
        let name = port.name.as_ref().map(|name| name.unraw().to_string()).unwrap_or_default();
        let shape = shape(index);
        quote!(::netform::__private::Port { name: #name, shape: Self::#shape })
    };
    ports.iter().enumerate().map(port).collect()
}

fn layer_info(network: &Network<'_>, field: &Field) -> TokenStream {
    let name = field.name().unraw().to_string();
    match field {
        Field::Layer { layer, .. } => {
            let node = network.first_node(*layer).unwrap_or(*layer);
            let (class, description) = (network.called(node).1, names::description(node));
            let trainable = network.layers[*layer].trainable;
            quote! {
                ::netform::__private::LayerInfo {
                    name: #name,
                    class: #class,
                    description: Self::#description,
                    layers: &[],
                    trainable: #trainable,
                }
            }
        }
        Field::Block { fields, .. } => {
            let layers = fields.iter().map(|field| layer_info(network, field));
            // A group gives what its last layer gives.
            let last = structure::layers(fields).last().and_then(|layer| network.first_node(*layer));
            let description = names::description(last.unwrap_or_default());
            quote! {
                ::netform::__private::LayerInfo {
                    name: #name,
                    class: "Sequential",
                    description: Self::#description,
                    layers: &[#(#layers),*],
                    trainable: true,
                }
            }
        }
    }
}

fn head(network: &Network<'_>, index: usize) -> TokenStream {
    let plan = names::training();
    let buffers = Buffers::training(network);
    let Value::Node(node) = Phase::Training.root(network, network.heads()[index]) else {
        return TokenStream::new();
    };
    let (output, d_output) = (buffers.value(&plan, node), buffers.gradient(&plan, node));
    let activation = if forward::fused_head(network, node) == Some(index) {
        let description = names::description(node);
        quote!(Self::#description.activation)
    } else {
        quote!(::netform::__private::Activation::linear())
    };
    quote! {
        ::netform::__private::Head { activation: #activation, output: #output, d_output: #d_output }
    }
}

fn passes(network: &Network<'_>, scalar: &proc_macro2::Ident) -> TokenStream {
    let (infer, forward, backward) =
        (forward::inference(network), forward::training(network), backward::emit(network));
    let (inference, training) = (names::inference(), names::training());
    let variable = names::variable;
    let (pass, memory, arena) = (variable("pass"), variable("memory"), variable("arena"));
    let (inputs, outputs, logits) = (variable("inputs"), variable("outputs"), variable("logits"));
    let gradients = variable("gradients");
    quote! {
        #[allow(unused_mut, unused_variables)]
        fn infer(
            &self,
            #pass: ::netform::__private::Pass,
            #inputs: &[&[#scalar]],
            #outputs: &mut [&mut [#scalar]],
            #memory: &mut [#scalar],
        ) {
            let mut #arena = ::netform::__private::Arena::new(#memory, #pass.batch, Self::#inference.len);
            #infer
        }

        #[allow(unused_mut, unused_variables)]
        fn forward(
            &self,
            #pass: ::netform::__private::Pass,
            #inputs: &[&[#scalar]],
            #logits: &[bool],
            #memory: &mut [#scalar],
        ) {
            let mut #arena = ::netform::__private::Arena::new(#memory, #pass.batch, Self::#training.len);
            #forward
        }

        #[allow(unused_mut, unused_variables)]
        fn backward(
            &self,
            #pass: ::netform::__private::Pass,
            #inputs: &[&[#scalar]],
            #logits: &[bool],
            #memory: &mut [#scalar],
            #gradients: &mut [#scalar],
        ) {
            let mut #arena = ::netform::__private::Arena::new(#memory, #pass.batch, Self::#training.len);
            #backward
        }
    }
}
