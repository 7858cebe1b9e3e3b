//! What names stand for, and whether each is used.

use std::cell::Cell;

use proc_macro2::{TokenStream, TokenTree};
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
    /// True after a mistake that may well be why something is unused.
    forgives: Cell<bool>,
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

    /// Marks all names in some tokens as used: after a mistake they are meant to be.
    pub(super) fn touch(&self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(name) => drop(self.find(&name)),
                TokenTree::Group(group) => self.touch(group.stream()),
                _ => {}
            }
        }
    }

    /// Marks a name as used.
    pub(super) fn touch_name(&self, name: &str) {
        for binding in self.bindings.iter().filter(|binding| binding.name.unraw() == name) {
            binding.is_used.set(true);
        }
    }

    /// Says that something may be unused because of a mistake elsewhere.
    pub(super) fn forgive(&self) {
        self.forgives.set(true);
    }

    /// The last value that is bound and not used.
    pub(super) fn last_unused(&self) -> Option<&Ident> {
        let last = self.bindings.last()?;
        (!last.is_used.get() && last.noun == "value").then_some(&last.name)
    }

    /// Reports all that was bound and never used.
    pub(super) fn report_unused(&self, errors: &Errors) {
        if self.forgives.get() {
            return;
        }
        for binding in self.bindings.iter().filter(|binding| !binding.is_used.get()) {
            let Binding { name, noun, .. } = binding;
            errors.at(name, format!("{noun} `{name}` is never used: use it or remove it"));
        }
    }
}
