//! How many values each layer is applied to.

use quote::quote;
use syn::Ident;

use crate::errors::Errors;
use crate::graph::{Class, Graph, Node};
use crate::layers::Inputs;

pub(super) fn check(graph: &Graph, errors: &Errors) {
    for node in &graph.nodes {
        let layer = &graph.layers[node.layer];
        let Some(spec) = layer.spec() else { continue };
        let given = node.inputs.len() - node.named;
        let expected = match spec.inputs {
            Inputs::One if given != 1 => "one value",
            Inputs::Two if given != 2 => "two values",
            Inputs::TwoOrMore if given < 2 => "two or more values",
            _ => continue,
        };
        let name = match &layer.class {
            Class::Named { field, .. } => format!("layer `{field}` ({})", spec.class),
            Class::Operation { text, .. } => format!("`{text}`"),
        };
        let hint = if given == 1 && matches!(layer.class, Class::Operation { .. }) {
            String::new()
        } else if given == 1 {
            let class = spec.class;
            format!(": in a graph, `{class}()(a, b)`")
        } else if let Some(argument) = spec.call.first().filter(|_| node.named == 0) {
            let values = argument.values.join(", ");
            let values = if argument.values.len() == 1 { values } else { format!("({values})") };
            format!(": states are given by name, `{} = {values}`", argument.name)
        } else if spec.inputs == Inputs::One {
            ": join them first, `concat(a, b)`".to_owned()
        } else {
            String::new()
        };
        at(node, &format!("{name} takes {expected}, found {given}{hint}"), errors);
    }
}

fn at(node: &Node, message: &str, errors: &Errors) {
    let (start, end) = (Ident::new("start", node.place.start), Ident::new("end", node.place.end));
    errors.at(quote!(#start #end), message);
}
