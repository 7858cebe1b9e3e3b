//! The implementation of `Network`: tables of the network, and its passes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;

use super::memory::Buffers;
use super::phase::Phase;
use super::{backward, forward, names, operations};
use crate::check::Network;
use crate::graph::Value;
use crate::syntax::{Declaration, Port};

pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let (name, scalar) = (&declaration.name, &declaration.scalar);
    let text = name.unraw().to_string();
    let (input, output) = (matrix(declaration, &names::input(0)), matrix(declaration, &names::output(0)));
    let input_ports = ports(&declaration.inputs, names::input);
    let output_ports = ports(&declaration.outputs, names::output);
    let layers = (0..network.layers.len()).map(|layer| layer_info(network, layer));
    let heads = network.heads.iter().enumerate().map(|(index, _)| head(network, index));
    let trained = backward::trained_layers(network).map(|(_, node)| {
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

fn matrix(declaration: &Declaration, shape: &proc_macro2::Ident) -> TokenStream {
    let (name, scalar) = (&declaration.name, &declaration.scalar);
    quote!(::netform::nalgebra::SMatrix<#scalar, { #name::#shape.rows() }, { #name::#shape.columns() }>)
}

fn ports(ports: &[Port], shape: impl Fn(usize) -> proc_macro2::Ident) -> Vec<TokenStream> {
    let port = |(index, port): (usize, &Port)| {
        let name = port.name.as_ref().map(|name| name.unraw().to_string()).unwrap_or_default();
        let shape = shape(index);
        quote!(::netform::__private::Port { name: #name, shape: Self::#shape })
    };
    ports.iter().enumerate().map(port).collect()
}

fn layer_info(network: &Network<'_>, layer: usize) -> TokenStream {
    let (name, class) = operations::called(&network.layers[layer]);
    let node = network.nodes.iter().position(|node| node.layer == layer).unwrap_or(layer);
    let description = names::description(node);
    let trainable = network.layers[layer].trainable;
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

fn head(network: &Network<'_>, index: usize) -> TokenStream {
    let plan = names::training();
    let buffers = Buffers::training(network);
    let Value::Node(node) = Phase::Training.root(network, network.heads[index]) else {
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
