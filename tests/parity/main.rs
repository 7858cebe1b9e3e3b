//! netform against Keras: every case of `cases/`, in single and in double precision.
//!
//! A *family* is the cases of one class. The table below has a test for each; a case that no
//! family claims, and a family without a case, fail.

mod activations;
mod fits;
mod initializers;
mod layers;
mod losses;
mod metrics;
mod models;
mod optimizers;
mod recurrent;
mod stacks;
mod trainings;

use netform_tests::case::Case;

macro_rules! families {
    ($($test:ident: $kind:literal $class:literal => $check:path;)*) => {
        const FAMILIES: &[(&str, &str)] = &[$(($kind, $class)),*];

        $(
            #[test]
            fn $test() {
                check_family(($kind, $class), $check);
            }
        )*
    };
}

families! {
    dense: "layer" "Dense" => layers::check;
    flatten: "layer" "Flatten" => layers::check_view;
    reshape: "layer" "Reshape" => layers::check_view;
    activation: "layer" "Activation" => layers::check;
    re_lu_layer: "layer" "ReLU" => layers::check;
    leaky_re_lu_layer: "layer" "LeakyReLU" => layers::check;
    elu_layer: "layer" "ELU" => layers::check;
    softmax_layer: "layer" "Softmax" => layers::check;
    dropout: "layer" "Dropout" => layers::check;
    conv1d: "layer" "Conv1D" => layers::check;
    lstm: "layer" "LSTM" => recurrent::check;
    gru: "layer" "GRU" => recurrent::check;
    simple_rnn: "layer" "SimpleRNN" => recurrent::check;
    stacked_lstm: "model" "Sequential" => stacks::check;
    residual_convolutions: "model" "Functional" => stacks::check;
    conv2d: "layer" "Conv2D" => layers::check;
    depthwise_conv2d: "layer" "DepthwiseConv2D" => layers::check;
    max_pooling2d: "layer" "MaxPooling2D" => layers::check;
    average_pooling2d: "layer" "AveragePooling2D" => layers::check;
    add: "layer" "Add" => layers::check;
    subtract: "layer" "Subtract" => layers::check;
    multiply: "layer" "Multiply" => layers::check;
    average: "layer" "Average" => layers::check;
    maximum: "layer" "Maximum" => layers::check;
    minimum: "layer" "Minimum" => layers::check;
    concatenate: "layer" "Concatenate" => layers::check;
    dot: "layer" "Dot" => layers::check;
    batch_normalization: "layer" "BatchNormalization" => layers::check;
    rescaling: "layer" "Rescaling" => layers::check;
    zero_padding2d: "layer" "ZeroPadding2D" => layers::check;
    global_average_pooling1d: "layer" "GlobalAveragePooling1D" => layers::check;
    global_average_pooling2d: "layer" "GlobalAveragePooling2D" => layers::check;
    global_max_pooling1d: "layer" "GlobalMaxPooling1D" => layers::check;
    global_max_pooling2d: "layer" "GlobalMaxPooling2D" => layers::check;

    linear: "activation" "linear" => activations::check;
    relu: "activation" "relu" => activations::check;
    leaky_relu: "activation" "leaky_relu" => activations::check;
    elu: "activation" "elu" => activations::check;
    selu: "activation" "selu" => activations::check;
    gelu: "activation" "gelu" => activations::check;
    silu: "activation" "silu" => activations::check;
    softplus: "activation" "softplus" => activations::check;
    tanh: "activation" "tanh" => activations::check;
    sigmoid: "activation" "sigmoid" => activations::check;
    hard_sigmoid: "activation" "hard_sigmoid" => activations::check;
    softmax: "activation" "softmax" => activations::check;

    mean_squared_error: "loss" "MeanSquaredError" => losses::check;
    mean_absolute_error: "loss" "MeanAbsoluteError" => losses::check;
    binary_crossentropy: "loss" "BinaryCrossentropy" => losses::check;
    categorical_crossentropy: "loss" "CategoricalCrossentropy" => losses::check;
    sparse_categorical_crossentropy: "loss" "SparseCategoricalCrossentropy" => losses::check;

    sgd: "optimizer" "SGD" => optimizers::check;
    rmsprop: "optimizer" "RMSprop" => optimizers::check;
    adam: "optimizer" "Adam" => optimizers::check;
    adamw: "optimizer" "AdamW" => optimizers::check;

    binary_accuracy: "metric" "BinaryAccuracy" => metrics::check;
    categorical_accuracy: "metric" "CategoricalAccuracy" => metrics::check;
    sparse_categorical_accuracy: "metric" "SparseCategoricalAccuracy" => metrics::check;
    mean_squared_error_metric: "metric" "MeanSquaredError" => metrics::check;
    mean_absolute_error_metric: "metric" "MeanAbsoluteError" => metrics::check;

    glorot_uniform: "initializer" "GlorotUniform" => initializers::check;
    glorot_normal: "initializer" "GlorotNormal" => initializers::check;
    he_uniform: "initializer" "HeUniform" => initializers::check;
    he_normal: "initializer" "HeNormal" => initializers::check;
    lecun_uniform: "initializer" "LecunUniform" => initializers::check;
    lecun_normal: "initializer" "LecunNormal" => initializers::check;
    random_uniform: "initializer" "RandomUniform" => initializers::check;
    random_normal: "initializer" "RandomNormal" => initializers::check;
    truncated_normal: "initializer" "TruncatedNormal" => initializers::check;
    variance_scaling: "initializer" "VarianceScaling" => initializers::check;
    orthogonal: "initializer" "Orthogonal" => initializers::check;

    trainings: "training" "" => trainings::check;
    fits: "fit" "fit" => fits::check;
}

fn family(case: &Case) -> (&str, &str) {
    (case.text("kind"), case.text("class"))
}

fn check_family(wanted: (&str, &str), check: fn(&Case)) {
    let cases = Case::names().into_iter().map(|name| Case::open(&name));
    let own: Vec<Case> = cases.filter(|case| family(case) == wanted).collect();
    assert!(!own.is_empty(), "no case of {wanted:?}");
    own.iter().for_each(check);
}

#[test]
fn every_case_belongs_to_a_family() {
    for name in Case::names() {
        let case = Case::open(&name);
        assert!(FAMILIES.contains(&family(&case)), "{name}: no test for {:?}", family(&case));
        assert_eq!(case.text("name"), name);
    }
}
