//! The models that Keras trained, declared here, in both precisions.

use netform::network::LayerInfo;
use netform_tests::case::Case;
use netform_tests::compare::compare;

macro_rules! models {
    ($module:ident, $scalar:ident) => {
        #[doc = concat!("The models in `", stringify!($scalar), "`.")]
        pub(crate) mod $module {
            use netform::network;

            network! {
                /// Keras's `mlp`.
                #[scalar($scalar)]
                pub(crate) struct Mlp: [8] -> [3] {
                    dense_1: Dense(16, activation = relu),
                    dense_2: Dense(12, activation = tanh),
                    out: Dense(3, activation = softmax),
                }
            }

            network! {
                /// Keras's `lenet`.
                #[scalar($scalar)]
                pub(crate) struct Lenet: [14, 14, 1] -> [10] {
                    conv_1: Conv2D(6, 5, padding = same, activation = tanh),
                    AveragePooling2D(2),
                    conv_2: Conv2D(8, 3, activation = relu),
                    MaxPooling2D(2),
                    Flatten,
                    dense_1: Dense(20, activation = relu),
                    out: Dense(10),
                }
            }

            network! {
                /// A layer of the shape that the optimizers' cases have.
                #[scalar($scalar)]
                pub(crate) struct Layer: [3] -> [4] {
                    Dense(4),
                }
            }

            network! {
                /// Keras's `stacked_lstm`.
                #[scalar($scalar)]
                pub(crate) struct Stacked: [6, 4] -> [2] {
                    a: LSTM(4, return_sequences = true),
                    b: LSTM(3),
                    c: Dense(2),
                }
            }

            network! {
                /// Keras's `functional_resconv`.
                #[scalar($scalar)]
                pub(crate) struct Resconv(x: [6, 6, 2]) -> [3] {
                    let c1 = Conv2D(4, 3, padding = same)(x);
                    let bn = BatchNormalization()(c1);
                    let y = ReLU()(bn);
                    let proj = Conv2D(4, 1)(x);
                    let sum = Add()(y, proj);
                    let gap = GlobalAveragePooling2D()(sum);
                    let out = Dense(3)(gap);
                    out
                }
            }

            network! {
                /// Keras's `fit`.
                #[scalar($scalar)]
                pub(crate) struct Fit: [5] -> [2] {
                    d1: Dense(8, activation = relu),
                    out: Dense(2, activation = softmax),
                }
            }
        }
    };
}

models!(single, f32);
models!(double, f64);

/// A network with a case's initial weights, once its layers are checked against the case's model.
#[allow(clippy::unnecessary_box_returns, reason = "networks live on the heap")]
pub(crate) fn load<N: netform::Network>(case: &Case) -> Box<N> {
    let layers = case.json["model"]["layers"].as_array().expect("layers");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let reference: Vec<_> = layers
        .iter()
        .map(|layer| (text(&layer["config"]["name"]), text(&layer["class_name"])))
        .filter(|(_, class)| class != "InputLayer")
        .collect();
    let own: Vec<_> = N::LAYERS.iter().map(|layer| (layer.name.to_owned(), layer.class.to_owned())).collect();
    assert_eq!(own, reference, "{}", case.name);
    let mut network = netform::__private::zeroed::<N>();
    let mut rest = network.as_mut_slice();
    for name in names::<N>(case) {
        let values = &case.tensor(&format!("initial.{name}")).values;
        let (own, after) = rest.split_at_mut(values.len());
        own.iter_mut().zip(values).for_each(|(own, value)| *own = netform::Scalar::from_f64(*value));
        rest = after;
    }
    assert!(rest.is_empty(), "{}: {} weights too many", case.name, rest.len());
    network
}

/// Compares all weights with a case's.
pub(crate) fn compare_weights<N: netform::Network>(case: &Case, prefix: &str, network: &N) {
    let mut rest = network.as_slice();
    for name in names::<N>(case) {
        let tensor = format!("{prefix}.{name}");
        let reference = &case.tensor(&tensor).values;
        let (own, after) = rest.split_at(reference.len());
        compare(&case.name, &tensor, own, reference);
        rest = after;
    }
    assert!(rest.is_empty(), "{}: {} weights too many", case.name, rest.len());
}

/// Keras's names of the weights, in the order of the network's fields.
fn names<N: netform::Network>(case: &Case) -> Vec<String> {
    let model = case.json["model"]["name"].as_str().expect("a name");
    let tensors = |layer: &'static LayerInfo| {
        let tensors = layer.description.tensors.as_slice().iter();
        tensors.map(move |tensor| format!("{model}.{}.{}", layer.name, tensor.name))
    };
    N::LAYERS.iter().flat_map(tensors).collect()
}
