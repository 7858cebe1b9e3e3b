//! The implementation of `Network`: tables of the network, and its passes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;

use super::memory::Buffers;
use super::phase::Phase;
use super::training as compiled;
use super::{backward, checks, forward, generics, names, operations, samples, structure, unrolled};
use crate::check::Network;
use crate::graph::{Field, Value};
use crate::syntax::{Declaration, Port};

pub(super) fn emit(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let name = &declaration.name;
    let text = name.unraw().to_string();
    let (parameters, ty) = (generics::parameters(declaration), generics::ty(declaration));
    let (input, output) = (samples::input(declaration), samples::output(declaration));
    let ending = ending(network);
    let methods = compiled::associated();
    let input_ports = ports(&declaration.inputs, names::input);
    let output_ports = ports(&declaration.outputs, names::output);
    let layers = network.graph.fields.iter().map(|field| layer_info(network, field));
    let heads = |plan: proc_macro2::Ident| {
        let heads = (0..network.heads().len()).map(|index| head(network, index, &plan));
        quote!(&[#(#heads),*])
    };
    let (heads, nested_heads) = (heads(names::training()), heads(names::nested()));
    let trained = backward::trained_layers(network).into_iter().map(|(layer, node)| {
        let count = backward::trainable(network, layer, node);
        quote!(+ #count)
    });
    let written = backward::trained_layers(network).into_iter().map(|(layer, node)| {
        let count = backward::gradients(network, layer, node);
        quote!(+ #count)
    });
    let passes = passes(declaration, network);
    let (inference, training, nested) = (names::inference(), names::training(), names::nested());
    let layer_input = dims(declaration, &declaration.inputs, names::input);
    let layer_output = dims(declaration, &declaration.outputs, names::output);
    let unrolled = unrolled::emit(declaration, network);
    quote! {
        impl #parameters ::netform::__private::Network for #ty {
            type Input = #input;
            type Output = #output;
            type Ending = #ending;
            type LayerInput = #layer_input;
            type LayerOutput = #layer_output;
            ::netform::__private::if_std! { #methods }

            const NAME: &'static str = #text;
            const INPUT_PORTS: &'static [::netform::__private::Port] = &[#(#input_ports),*];
            const OUTPUT_PORTS: &'static [::netform::__private::Port] = &[#(#output_ports),*];
            const LAYERS: &'static [::netform::__private::LayerInfo] = &[#(#layers),*];
            const TRAINABLE: usize = 0 #(#trained)*;
            const GRADIENTS: usize = 0 #(#written)*;
            const HEADS: &'static [::netform::__private::Head] = #heads;
            const NESTED_HEADS: &'static [::netform::__private::Head] = #nested_heads;
            const INFERENCE: ::netform::__private::Memory = ::netform::__private::Memory {
                per_sample: Self::#inference.len,
                scratch: Self::__INFERENCE_SCRATCH,
            };
            const TRAINING: ::netform::__private::Memory = ::netform::__private::Memory {
                per_sample: Self::#training.len,
                scratch: Self::__SCRATCH,
            };
            const NESTED: ::netform::__private::Memory = ::netform::__private::Memory {
                per_sample: Self::#nested.len,
                scratch: Self::__SCRATCH,
            };

            #passes
            #unrolled
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
            let (class, description) = (network.class(*layer), names::description(node));
            let trainable = network.layers[*layer].trainable;
            let layers = if let Some(custom) = &network.layers[*layer].custom {
                operations::as_layer(network, custom, &quote!(TABLE.layers))
            } else {
                quote!(&[])
            };
            quote! {
                ::netform::__private::LayerInfo {
                    name: #name,
                    class: #class,
                    description: Self::#description,
                    layers: #layers,
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

/// The last activation as a type.
fn ending(network: &Network<'_>) -> TokenStream {
    let last = network.heads().first().map(|head| Phase::Training.root(network, *head));
    let activation = match last {
        Some(Value::Node(node)) => network.activation(node),
        _ => None,
    };
    let ty = match activation {
        None | Some("linear") => quote!(Linear),
        Some("sigmoid") => quote!(Sigmoid),
        Some("softmax") => quote!(Softmax),
        Some(_) => quote!(Other),
    };
    quote!(::netform::activations::ending::#ty)
}

fn head(network: &Network<'_>, index: usize, plan: &proc_macro2::Ident) -> TokenStream {
    let buffers = Buffers::training(network);
    let root = Phase::Training.root(network, network.heads()[index]);
    let Value::Node(node) = root else { return TokenStream::new() };
    let (output, d_output) = (buffers.value(network, root), buffers.gradient(network, root));
    let activation = if forward::fused_head(network, node) == Some(index) {
        let description = names::description(node);
        quote!(Self::#description.activation)
    } else {
        quote!(::netform::__private::Activation::linear())
    };
    let variable = names::variable("plan");
    quote! {
        {
            let #variable = Self::#plan;
            ::netform::__private::Head { activation: #activation, output: #output, d_output: #d_output }
        }
    }
}

/// The shapes of inputs or outputs as types.
fn dims(
    declaration: &Declaration,
    ports: &[Port],
    shape: impl Fn(usize) -> proc_macro2::Ident,
) -> TokenStream {
    let types =
        ports.iter().enumerate().map(|(index, port)| generics::dims(declaration, port, &shape(index)));
    let types: Vec<TokenStream> = types.collect();
    match types.as_slice() {
        [one] => one.clone(),
        several => quote!((#(#several,)*)),
    }
}

fn passes(declaration: &Declaration, network: &Network<'_>) -> TokenStream {
    let (scalar, count, check) = (&declaration.scalar, declaration.inputs.len(), checks::run(declaration));
    let (infer, forward, backward) =
        (forward::inference(network), forward::training(network), backward::emit(network, count));
    let (inference, training, nested) = (names::inference(), names::training(), names::nested());
    let variable = names::variable;
    let (pass, memory, scratch, arena) =
        (variable("pass"), variable("memory"), variable("scratch"), variable("arena"));
    let (inputs, outputs, logits, plan) =
        (variable("inputs"), variable("outputs"), variable("logits"), variable("plan"));
    let (gradients, accumulate, d_inputs) =
        (variable("gradients"), variable("accumulate"), variable("d_inputs"));
    let begin = quote! {
        let mut #arena = ::netform::__private::Arena::new(#memory, #scratch, #pass.batch, #plan.len);
    };
    quote! {
        #[allow(unused_mut, unused_variables)]
        fn run_infer(
            &self,
            #pass: ::netform::__private::Pass,
            #inputs: &[&[#scalar]],
            #outputs: &mut [&mut [#scalar]],
            #memory: &mut [#scalar],
            #scratch: &mut [#scalar],
        ) {
            #check
            let #plan = Self::#inference;
            #begin
            #infer
        }

        #[allow(unused_mut, unused_variables)]
        fn run_forward<const NESTED: bool>(
            &self,
            #pass: ::netform::__private::Pass,
            #inputs: &[&[#scalar]],
            #logits: &[bool],
            #memory: &mut [#scalar],
            #scratch: &mut [#scalar],
        ) {
            #check
            let #plan = if NESTED { Self::#nested } else { Self::#training };
            #begin
            #forward
        }

        #[allow(unused_mut, unused_variables)]
        fn run_backward<const NESTED: bool>(
            &self,
            #pass: ::netform::__private::Pass,
            #inputs: &[&[#scalar]],
            #logits: &[bool],
            #memory: &mut [#scalar],
            #scratch: &mut [#scalar],
            mut #gradients: &mut [#scalar],
            #accumulate: bool,
            #d_inputs: &mut [::netform::layer::Gradient<'_, #scalar>],
        ) {
            let #plan = if NESTED { Self::#nested } else { Self::#training };
            #begin
            let mut #d_inputs = #d_inputs.iter_mut();
            #backward
        }
    }
}
