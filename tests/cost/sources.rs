//! The declarations, and the programs around them: a step of training and a prediction.

use std::fmt::Write as _;

/// A program that uses netform, but declares no network.
pub(crate) fn empty() -> String {
    "use netform::prelude::*;\n\nfn main() {\n    println!(\"{}\", SVector::<f32, 4>::zeros());\n}\n"
        .to_owned()
}

/// A chain of dense layers and activations in turn.
pub(crate) fn chain(layers: usize) -> String {
    let mut body = String::new();
    for _ in 0..layers / 2 {
        body.push_str("        Dense(32),\n        ReLU,\n");
    }
    format!("    struct Net: [32] -> [32] {{\n{body}    }}\n")
}

/// The layers and operations of [`residual`].
pub(crate) const RESIDUAL_LAYERS: usize = 2 + 9 * 5 + 2 + 2;

/// ResNet-20 for images of 32 by 32 pixels, without its normalisations: three stages of three
/// blocks of two convolutions; the first block of a stage halves the image.
pub(crate) fn residual() -> String {
    let mut body = "        let x = relu(Conv2D(16, 3, padding = same)(image));\n".to_owned();
    for (stage, filters) in [16, 32, 64].into_iter().enumerate() {
        for block in 0..3 {
            let shrinks = stage > 0 && block == 0;
            let strides = if shrinks { 2 } else { 1 };
            let _ = writeln!(
                body,
                "        let y = relu(Conv2D({filters}, 3, strides = {strides}, padding = same)(x));\n        \
                 let y = Conv2D({filters}, 3, padding = same)(y);"
            );
            let short =
                if shrinks { format!("Conv2D({filters}, 1, strides = 2)(x)") } else { "x".to_owned() };
            let _ = writeln!(body, "        let x = relu(y + {short});");
        }
    }
    body.push_str("        Dense(10)(GlobalAveragePooling2D()(x))\n");
    format!("    struct Net(image: [32, 32, 3]) -> [10] {{\n{body}    }}\n")
}

/// A program that trains a declared network for a step and predicts.
pub(crate) fn program(declaration: &str) -> String {
    format!(
        "use netform::Sample;\nuse netform::prelude::*;\n\nnetwork! {{\n{declaration}}}\n\nfn main() {{\n    \
         let mut model = Net::new(1).compile(Adam::default(), MeanSquaredError::default(), ());\n    \
         let x = vec![<Net as Network>::Input::zeros(); 4];\n    \
         let y = vec![<Net as Network>::Output::zeros(); 4];\n    \
         model.fit(&x, &y, Fit::epochs(1)).expect(\"finite numbers\");\n    \
         println!(\"{{}}\", model.predict(&x[0]));\n}}\n"
    )
}
