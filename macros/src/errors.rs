//! Collects all mistakes of a declaration, so that they are reported together.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// A list of errors that cannot be forgotten: it panics when it is dropped unread.
#[derive(Debug)]
pub(crate) struct Errors {
    /// `None` once they have been read.
    list: RefCell<Option<Vec<syn::Error>>>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self { list: RefCell::new(Some(Vec::new())) }
    }

    /// Reports a mistake at some tokens, from the first to the last.
    pub(crate) fn at(&self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    /// Reports a mistake at a span.
    pub(crate) fn at_span(&self, span: Span, message: impl Display) {
        self.add(syn::Error::new(span, message));
    }

    /// Reports a mistake that syn found.
    pub(crate) fn add(&self, error: syn::Error) {
        if let Some(list) = &mut *self.list.borrow_mut() {
            list.push(error);
        }
    }

    /// Ends the collection: the errors as `compile_error!`s, or nothing.
    pub(crate) fn finish(self) -> Option<TokenStream> {
        let list = self.list.borrow_mut().take().unwrap_or_default();
        if list.is_empty() { None } else { Some(list.iter().map(syn::Error::to_compile_error).collect()) }
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        let unread = self.list.borrow().is_some();
        assert!(!unread || std::thread::panicking(), "errors were collected and not reported");
    }
}
