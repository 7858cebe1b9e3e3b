//! Snapshots of whole expansions, mistakes included.

mod corpus;
mod editors;
mod mutations;
mod robust;

use proc_macro2::{TokenStream, TokenTree};

use crate::expand::expand;

/// The expansion of some text, as rustfmt would lay it out.
fn expansion(text: &str) -> String {
    let input: TokenStream = text.parse().expect("tokens");
    let output = expand(input);
    let file: syn::File = syn::parse2(output.clone()).unwrap_or_else(|error| panic!("{error}: {output}"));
    prettyplease::unparse(&file)
}

/// The messages of all errors, in order.
fn messages(text: &str) -> Vec<String> {
    fn find(tokens: TokenStream, messages: &mut Vec<String>) {
        let mut is_error = false;
        for token in tokens {
            match token {
                TokenTree::Group(group) if is_error => {
                    messages.push(syn::parse2::<syn::LitStr>(group.stream()).expect("a message").value());
                    is_error = false;
                }
                TokenTree::Group(group) => find(group.stream(), messages),
                TokenTree::Ident(name) => is_error = name == "compile_error",
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    let mut messages = Vec::new();
    find(expand(text.parse().expect("tokens")), &mut messages);
    messages
}

#[test]
fn a_chain_expands_to_a_struct_and_its_passes() {
    insta::assert_snapshot!(expansion(
        r"
        /// Three layers.
        #[derive(Debug)]
        pub struct Small: [2, WIDTH] -> [2] {
            /// The first layer.
            hidden: Dense(4, activation = leaky_relu(negative_slope = 0.1)),
            Flatten,
            Dropout(0.5),
            Dense(units = 2, use_bias = false),
        }
        "
    ));
}

#[test]
fn frozen_layers_have_no_gradients() {
    insta::assert_snapshot!(expansion(
        r"
        struct Frozen: [2] -> [2] {
            Dense(4, trainable = false),
            Dense(2),
            Activation(softmax),
        }
        "
    ));
}

#[test]
fn a_mistake_leaves_the_public_items() {
    insta::assert_snapshot!(expansion("struct Wrong: [2] -> [2] { known: Dense(4), Desne(2) }"));
}

#[test]
fn a_mistake_in_the_header_leaves_the_public_items() {
    let text = expansion("struct Wrong: 784 -> [2] { known: Dense(4) }");
    let (head, _) = text.split_once("#[doc(hidden)]").expect("constants");
    insta::assert_snapshot!(head);
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let messages = messages(
        r#"
        struct Wrong: [2] -> [2] {
            Desne(2),
            Dense,
            Dense(3, 4),
            Dense(3, activation = rleu),
            Dense(3, activation = "relu"),
            Dense(3, activation = elu(beta = 1.0)),
            Dense(3, relu, activation = relu),
            Dense(units = 3, relu),
            Dense(3, use_bias = True, name = "x"),
            Dense(3, kernel_initializer = variance_scaling(mode = "fan_in", distribution = normal)),
            Dense(3, kernel_initializer = variance_scaling(2.0, fan_average)),
            Conv2D(8, (3, 3, 3)),
            Conv2D(8, -3),
            Flatten(2),
            Dropout("half"),
            Reshape(7),
            twice: Flatten,
            twice: Flatten,
            Relu,
            Input(3),
            GaussianNoise(4)
        }
        "#,
    );
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn grammar_mistakes_say_what_is_expected() {
    let cases = [
        "",
        "Churn: [1] -> [1] { Flatten }",
        "struct Churn { Flatten }",
        "struct Churn: 100 -> [1] { Flatten }",
        "struct Churn: [100], [1] { Flatten }",
        "struct Churn: [] -> [1] { Flatten }",
        "struct Churn: [None, 3] -> [1] { Flatten }",
        "struct Churn: [-1] -> [1] { Flatten }",
        "struct Churn: [1, 2, 3, 4, 5, 6] -> [1] { Flatten }",
        "struct Churn: [12; u16] -> [1] { Flatten }",
        "struct Churn: [1] -> [1]",
        "struct Churn: [1] -> [1] { }",
        "struct Churn: [1] -> [1] { Flatten; Flatten }",
        "struct Churn: [1] -> [1] { Flatten Flatten }",
        "struct Churn: [1] -> [1] { #[cfg(test)] Flatten }",
        "struct Churn: [1] -> [1] { type: Flatten }",
        "struct Churn: [1] -> [1] { Dense(units: 3) }",
        "struct Churn: [1] -> [1] { Dense(3)(x) }",
        "struct Churn: [1] -> [1] { Dense(units =) }",
        "#[repr(C)] struct Churn: [1] -> [1] { Flatten }",
        "#[scalar(i8)] struct Churn: [1] -> [1] { Flatten }",
    ];
    let all: Vec<String> =
        cases.iter().map(|case| format!("{case}\n    {}", messages(case).join("\n    "))).collect();
    insta::assert_snapshot!(all.join("\n"));
}
