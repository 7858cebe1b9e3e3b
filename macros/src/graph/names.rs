//! The names of fields, as Keras gives them.

use std::collections::HashSet;

use quote::format_ident;
use syn::Ident;
use syn::ext::IdentExt as _;

use crate::errors::Errors;
use crate::layers;
use crate::syntax::Item;

/// One name for every layer: its own, or Keras's for its class, numbered over the unnamed layers
/// of that class and skipping names that are taken.
pub(super) fn fields(items: &[Item], errors: &Errors) -> Vec<Ident> {
    let mut taken = HashSet::new();
    for name in items.iter().filter_map(|item| item.name.as_ref()) {
        if !taken.insert(name.unraw().to_string()) {
            errors.at(name, format!("there is a layer `{name}` already: name this one differently"));
        }
    }
    items
        .iter()
        .map(|item| match &item.name {
            Some(name) => name.clone(),
            None => automatic(&item.layer.class, &mut taken),
        })
        .collect()
}

fn automatic(class: &Ident, taken: &mut HashSet<String>) -> Ident {
    // An alias is counted and named as the class that it stands for.
    let written = class.to_string();
    let base = snake_case(layers::find(&written).map_or(written.as_str(), |layer| layer.class));
    let mut name = base.clone();
    let mut number = 0;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{base}_{number}");
    }
    format_ident!("{name}", span = class.span())
}

/// Keras's `to_snake_case`: `MaxPooling2D` is `max_pooling2d`, `ReLU` is `re_lu`.
fn snake_case(class: &str) -> String {
    let letters: Vec<char> = class.chars().collect();
    let mut name = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| letters[before]);
        let begins_word = letter.is_uppercase()
            && (letters.get(index + 1).is_some_and(|next| next.is_lowercase())
                || before.is_some_and(char::is_lowercase));
        if begins_word && before.is_some_and(|before| before != '_') {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn names_are_keras_s() {
        for (class, name) in [
            ("Dense", "dense"),
            ("Conv2D", "conv2d"),
            ("MaxPooling2D", "max_pooling2d"),
            ("BatchNormalization", "batch_normalization"),
            ("ReLU", "re_lu"),
            ("LeakyReLU", "leaky_re_lu"),
            ("ELU", "elu"),
            ("LSTM", "lstm"),
            ("GlobalAveragePooling2D", "global_average_pooling2d"),
        ] {
            assert_eq!(snake_case(class), name);
        }
    }
}
