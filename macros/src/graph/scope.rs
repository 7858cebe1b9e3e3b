//! What names stand for, and whether each is used.

use std::cell::Cell;

use syn::Ident;
use syn::ext::IdentExt as _;

use super::Value;
use crate::errors::Errors;

/// A layer that can be applied: one, or several in a row.
#[derive(Clone)]
pub(super) enum Bound {
    One(usize),
    Row(Vec<Bound>),
}

/// What a name stands for; nothing where a mistake keeps it from being known.
#[derive(Clone)]
pub(super) enum Meaning {
    Value(Option<Value>),
    Layer(Bound),
}

struct Binding {
    name: Ident,
    meaning: Meaning,
    noun: &'static str,
    is_used: Cell<bool>,
}

/// The names in the order of their binding; later ones shadow earlier ones.
#[derive(Default)]
pub(super) struct Scope {
    bindings: Vec<Binding>,
}

impl Scope {
    pub(super) fn bind(&mut self, name: &Ident, noun: &'static str, meaning: Meaning) {
        self.bindings.push(Binding { name: name.clone(), meaning, noun, is_used: Cell::new(false) });
    }

    /// What a name stands for; it then counts as used.
    pub(super) fn find(&self, name: &Ident) -> Option<&Meaning> {
        let name = name.unraw();
        let binding = self.bindings.iter().rev().find(|binding| binding.name.unraw() == name)?;
        binding.is_used.set(true);
        Some(&binding.meaning)
    }

    /// Whether a name is bound; it does not count as used.
    pub(super) fn has(&self, name: &Ident) -> bool {
        self.bindings.iter().any(|binding| binding.name.unraw() == name.unraw())
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.bindings.iter().map(|binding| binding.name.unraw().to_string()).collect()
    }

    /// Reports all that was bound and never used.
    pub(super) fn report_unused(&self, errors: &Errors) {
        for binding in self.bindings.iter().filter(|binding| !binding.is_used.get()) {
            let Binding { name, noun, .. } = binding;
            errors.at(name, format!("{noun} `{name}` is never used: use it or remove it"));
        }
    }
}
