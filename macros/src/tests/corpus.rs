//! Declarations that are right, to start mutations from.

pub(crate) const CORPUS: &[&str] = &[
    r"
    /// Docs.
    #[derive(Debug, Clone)]
    #[scalar(f64)]
    pub struct Churn: [28, WIDTH, 1] -> [10] {
        /// The first.
        conv: Conv2D(8, (3, KERNEL), strides = 2, padding = same, activation = leaky_relu(negative_slope = 0.1)),
        MaxPooling2D(2),
        Dropout(0.5, seed = 7),
        block: (Flatten, hidden: Dense(64, use_bias = false, kernel_initializer = he_normal(seed = 1))),
        Reshape((8, -1)),
        Softmax(axis = -1),
        Dense(units = 10, trainable = false),
    }
    ",
    r#"
    #[budget(weights = "64 KiB", workspace = "16 KiB")]
    pub(crate) struct Policy(image: [16, 16, 3], pose: [6]) -> { action: [4], value: [1] } {
        let a = Conv2D(8, 3, padding = same, activation = relu)(image);
        let r = Conv2D(8, 3, padding = same)(a);
        let x = Flatten()(relu(a + r));
        let h = Dense(32, activation = tanh)(concat(x, pose, axis = -1));
        action = Dense(4, activation = softmax)(h);
        value = 0.5 * Dense(1)(h) - SHIFT / 2.0;
    }
    "#,
    r"
    struct Siamese(a: [32], r#in: [32]) -> [1] {
        /// Shared.
        let tower = (Dense(16, activation = relu), Dropout(0.1), Dense(8));
        let (mean, deviation) = inner::Encoder::<8>()(a);
        let b = tower(r#in);
        let tower = Dense(1);
        tower(-(mean * deviation) + maximum(b, Add()(tower(b), b, b)))
    }
    ",
    r"
    struct Mlp<const H: usize, const O: usize>: [4] -> [O] {
        Dense(
            H,
            activation = relu,
            kernel_initializer = variance_scaling(scale = 0.5, mode = fan_avg, distribution = uniform),
        ),
        crate::layers::Swish,
        Encoder(trainable = false),
        Dense(O),
    }
    ",
    r"
    struct First: [4] -> [3] { Dense({ let n = 3; n }) }
    struct Second(x: [4]) -> [3] { Dense(if DEEP { 3 } else { size::<3>(1 << 2) })(x) }
    ",
];

pub(crate) const WEIGHTS: &str = r"
    /// Docs.
    #[derive(Debug)]
    pub struct Swish6<const N: usize> {
        /// More docs.
        beta: [6, N] = ones,
        gamma: [3] = he_normal(seed = 1),
    }
";

/// What the fuzzer has found: inputs that once made a macro panic, or give something that is no list
/// of items.
pub(crate) const FOUND: &[&str] = &["r#type (a: [32], r#in: [32]) Mlp < const H"];
