//! Names that users bring from Keras and other libraries.

use super::{LAYERS, find};
use crate::suggest::{closest, enumerate};
use crate::words::ACTIVATIONS;

/// Other libraries' names, and what to write instead.
const FOREIGN: &[(&str, &str)] = &[
    ("Linear", "Dense"),
    ("FullyConnected", "Dense"),
    ("Fc", "Dense"),
    ("MaxPool2d", "MaxPooling2D"),
    ("AvgPool2d", "AveragePooling2D"),
    ("AdaptiveAvgPool2d", "GlobalAveragePooling2D"),
    ("BatchNorm1d", "BatchNormalization"),
    ("BatchNorm2d", "BatchNormalization"),
    ("Concat", "Concatenate"),
    ("ConvTranspose2d", "Conv2DTranspose"),
    ("Dropout2d", "SpatialDropout2D"),
    ("GroupNorm", "GroupNormalization"),
    ("LayerNorm", "LayerNormalization"),
    ("Upsample", "UpSampling2D"),
    ("View", "Reshape"),
    ("LeakyRelu", "LeakyReLU"),
    ("Elu", "ELU"),
];

/// Keras's classes that describe what the header does.
const HEADER: &[&str] = &["Input", "InputLayer", "Model"];

/// Keras's layers that are not here yet.
const KERAS: &[&str] = &[
    "AdditiveAttention",
    "AlphaDropout",
    "Attention",
    "Bidirectional",
    "CategoryEncoding",
    "Conv1DTranspose",
    "Conv2DTranspose",
    "Conv3D",
    "Cropping2D",
    "Embedding",
    "GaussianDropout",
    "GaussianNoise",
    "GroupNormalization",
    "LayerNormalization",
    "Masking",
    "MultiHeadAttention",
    "Normalization",
    "PReLU",
    "Permute",
    "RMSNormalization",
    "RepeatVector",
    "SeparableConv2D",
    "SpatialDropout2D",
    "TimeDistributed",
    "UpSampling2D",
];

/// What to say of a class that can be no type of the user's: one that is close to a layer's, or
/// known from elsewhere.
pub(crate) fn mistaken(class: &str) -> Option<String> {
    if HEADER.contains(&class) {
        return Some(format!(
            "there is no `{class}`: the header declares the input, `struct Name: [inputs] -> [outputs]`"
        ));
    }
    if class == "Sequential" {
        return Some(
            "there is no `Sequential`: a list of layers in parentheses is one layer, `(Dense(64), Dense(10))`".to_owned(),
        );
    }
    if KERAS.contains(&class) {
        let layers = enumerate(LAYERS.iter().map(|layer| layer.class));
        return Some(format!("netform does not have the layer `{class}` yet: it has {layers}"));
    }
    let foreign = FOREIGN.iter().find(|(name, _)| *name == class).map(|(_, layer)| *layer);
    if let Some(layer) = foreign.filter(|layer| find(layer).is_none()) {
        return Some(format!(
            "there is no layer `{class}`: it is `{layer}`, which netform does not have yet"
        ));
    }
    if let Some(layer) = foreign.or_else(|| closest(class, LAYERS.iter().map(|layer| layer.class))) {
        return Some(format!("there is no layer `{class}`: did you mean `{layer}`?"));
    }
    let function = class.to_lowercase();
    ACTIVATIONS.find(&function)?;
    Some(format!("there is no layer `{class}`: did you mean `Activation({function})`?"))
}
