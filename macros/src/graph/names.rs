//! The names of fields, as Keras gives them.

use std::collections::{HashMap, HashSet};

use syn::Ident;
use syn::ext::IdentExt as _;

use crate::layers;

/// The names that are taken in a struct.
#[derive(Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// Names that the user gives somewhere: automatic ones keep clear of them.
    reserved: HashSet<String>,
    /// For a base the number after the last one taken: those before it stay taken.
    next: HashMap<String, usize>,
}

impl Names {
    pub(super) fn reserve(&mut self, name: &Ident) {
        self.reserved.insert(name.unraw().to_string());
    }

    /// Takes a name; false when it is taken already.
    pub(super) fn take(&mut self, name: &Ident) -> bool {
        self.taken.insert(name.unraw().to_string())
    }

    /// Takes a name, numbered if it is taken already: a shadowing `let f` gives `f_1`.
    pub(super) fn take_numbered(&mut self, name: &Ident) -> Ident {
        if self.take(name) {
            return name.clone();
        }
        let base = name.unraw().to_string();
        self.numbered(&base, 1, name)
    }

    /// Keras's name for a class, numbered over the unnamed layers of that class.
    pub(super) fn automatic(&mut self, class: &Ident) -> Ident {
        // An alias is counted and named as the class that it stands for.
        let written = class.unraw().to_string();
        let base = snake_case(layers::find(&written).map_or(written.as_str(), |layer| layer.class));
        self.numbered(&base, 0, class)
    }

    /// The name of a group of layers, Keras's `Sequential`.
    pub(super) fn block(&mut self, place: &Ident) -> Ident {
        self.numbered("sequential", 0, place)
    }

    fn numbered(&mut self, base: &str, first: usize, place: &Ident) -> Ident {
        let mut number = self.next.get(base).map_or(first, |next| first.max(*next));
        loop {
            let name = if number == 0 { base.to_owned() } else { format!("{base}_{number}") };
            // A layer `Loop` would be called by a word of Rust's.
            let raw = format!("r#{name}");
            let identifier = syn::parse_str::<Ident>(&name).or_else(|_| syn::parse_str::<Ident>(&raw));
            if let Ok(mut identifier) = identifier
                && !self.reserved.contains(&name)
                && self.taken.insert(name)
            {
                identifier.set_span(place.span());
                self.next.insert(base.to_owned(), number + 1);
                return identifier;
            }
            number += 1;
        }
    }
}

/// Keras's `to_snake_case`: `MaxPooling2D` is `max_pooling2d`, `ReLU` is `re_lu`.
fn snake_case(class: &str) -> String {
    let letters: Vec<char> = class.chars().collect();
    let mut name = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| letters[before]);
        let begins_word = letter.is_uppercase()
            && (letters.get(index + 1).is_some_and(|next| next.is_lowercase())
                || before.is_some_and(|before: char| before.is_lowercase()));
        if begins_word && before.is_some_and(|before| before != '_') {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use quote::format_ident;

    use super::*;

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

    #[test]
    fn automatic_names_skip_the_user_s() {
        let mut names = Names::default();
        names.reserve(&format_ident!("dense_1"));
        let class = format_ident!("Dense");
        let automatic = [names.automatic(&class), names.automatic(&class)];
        assert_eq!(automatic.map(|name| name.to_string()), ["dense", "dense_2"]);
        let f = format_ident!("f");
        let word = names.automatic(&format_ident!("Loop"));
        assert_eq!(word.to_string(), "r#loop");
        assert_eq!(names.automatic(&format_ident!("Crate")).to_string(), "crate_1");
        assert_eq!(
            [names.take_numbered(&f), names.take_numbered(&f)].map(|name| name.to_string()),
            ["f", "f_1"]
        );
    }
}
