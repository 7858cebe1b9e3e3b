//! Networks of every layer, in both precisions.

macro_rules! networks {
    ($module:ident, $scalar:ident) => {
        #[doc = concat!("The networks in `", stringify!($scalar), "`.")]
        pub(crate) mod $module {
            use netform::network;

            network! {
                /// Dense layers with a bias and without.
                #[scalar($scalar)]
                pub(crate) struct Classifier: [5] -> [3] {
                    Dense(7, activation = tanh),
                    Dense(6, activation = gelu, use_bias = false),
                    Dense(5, activation = relu),
                    Dense(3, activation = softmax),
                }
            }

            network! {
                /// Convolutions and poolings of every kind.
                #[scalar($scalar)]
                pub(crate) struct Convolutional: [9, 8, 2] -> [4] {
                    Conv2D(3, 3, padding = same, activation = silu),
                    MaxPooling2D(2, strides = 1),
                    Conv2D(4, (3, 2), strides = (2, 1), padding = same, use_bias = false),
                    LeakyReLU,
                    AveragePooling2D((1, 2), padding = same),
                    Conv2D(3, 2, dilation_rate = 2, activation = elu(alpha = 0.5)),
                    Dropout(0.2),
                    Flatten,
                    Dense(4, activation = softmax),
                }
            }

            network! {
                /// Two probabilities.
                #[scalar($scalar)]
                pub(crate) struct YesOrNo: [4] -> [2] {
                    Dense(6, activation = selu),
                    Dropout(0.4),
                    Dense(2, activation = sigmoid),
                }
            }

            network! {
                /// A distribution over classes at each of four steps.
                #[scalar($scalar)]
                pub(crate) struct Steps: [4, 3] -> [4, 3] {
                    Dense(5, activation = softplus),
                    Softmax(axis = 1),
                    Reshape((2, -1)),
                    Dense(6),
                    Reshape((4, 3)),
                    Dense(3, activation = softmax),
                }
            }

            network! {
                /// Activations as layers.
                #[scalar($scalar)]
                pub(crate) struct Activations: [3] -> [2] {
                    Dense(6),
                    Activation(silu),
                    Dense(6),
                    ELU(alpha = 0.7),
                    Dense(6),
                    ReLU(max_value = 0.9, negative_slope = 0.1, threshold = 0.05),
                    Dense(2),
                }
            }
        }
    };
}

networks!(single, f32);
networks!(double, f64);
