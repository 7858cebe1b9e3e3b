//! Names that users bring from Keras and other libraries.

use super::LAYERS;
use crate::suggest::{closest, enumerate};
use crate::words::ACTIVATIONS;

/// Other libraries' names, and what to write instead.
const FOREIGN: &[(&str, &str)] = &[
    ("Linear", "Dense"),
    ("FullyConnected", "Dense"),
    ("Fc", "Dense"),
    ("MaxPool2d", "MaxPooling2D"),
    ("AvgPool2d", "AveragePooling2D"),
    ("View", "Reshape"),
    ("LeakyRelu", "LeakyReLU"),
    ("Elu", "ELU"),
];

/// Keras's classes that describe what the header does.
const HEADER: &[&str] = &["Input", "InputLayer", "Sequential", "Model"];

/// What to say of a class that is no layer.
pub(crate) fn explain(class: &str) -> String {
    if HEADER.contains(&class) {
        return format!(
            "there is no `{class}`: the header declares the input, `struct Name: [inputs] -> [outputs]`"
        );
    }
    let foreign = FOREIGN.iter().find(|(name, _)| *name == class).map(|(_, layer)| *layer);
    if let Some(layer) = foreign.or_else(|| closest(class, LAYERS.iter().map(|layer| layer.class))) {
        return format!("there is no layer `{class}`: did you mean `{layer}`?");
    }
    let function = class.to_lowercase();
    if ACTIVATIONS.find(&function).is_some() {
        return format!("there is no layer `{class}`: did you mean `Activation({function})`?");
    }
    format!("there is no layer `{class}`: netform has {}", enumerate(LAYERS.iter().map(|layer| layer.class)))
}
