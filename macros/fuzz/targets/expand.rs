//! Whatever `network!` and `weights!` are given, they do not panic, and what they give is items.
//!
//! Inputs are texts. They are changed by tokens, not by bytes: nearly every change of a byte is
//! one that no lexer lets pass.

#![no_main]

// The macro's own modules: a crate of macros exports nothing else.
#[path = "../../src/check/mod.rs"]
mod check;
#[path = "../../src/codegen/mod.rs"]
mod codegen;
#[allow(dead_code, reason = "what was found, for the bounded run")]
#[path = "../../src/tests/corpus.rs"]
mod corpus;
#[path = "../../src/errors.rs"]
mod errors;
#[path = "../../src/expand.rs"]
mod expand;
#[path = "../../src/graph/mod.rs"]
mod graph;
#[path = "../../src/layers/mod.rs"]
mod layers;
#[allow(dead_code, reason = "random tokens, for the bounded run")]
#[path = "../../src/tests/mutations.rs"]
mod mutations;
#[path = "../../src/suggest.rs"]
mod suggest;
#[path = "../../src/syntax/mod.rs"]
mod syntax;
#[path = "../../src/weights.rs"]
mod weights;
#[path = "../../src/words/mod.rs"]
mod words;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use proc_macro2::{TokenStream, TokenTree};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

/// The tokens of an input, where it is text that has some.
fn tokens(input: &[u8]) -> Option<TokenStream> {
    std::str::from_utf8(input).ok()?.parse().ok()
}

fuzz_target!(|input: &[u8]| {
    let Some(tokens) = tokens(input) else { return };
    for expand in [expand::expand, weights::expand] {
        let output = expand(tokens.clone());
        if let Err(error) = syn::parse2::<syn::File>(output) {
            panic!("no items, {error}");
        }
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut random = StdRng::seed_from_u64(seed.into());
    let corpus: Vec<TokenStream> =
        corpus::CORPUS.iter().chain([&corpus::WEIGHTS]).filter_map(|text| text.parse().ok()).collect();
    let words: Vec<TokenTree> = corpus.iter().cloned().flat_map(mutations::flatten).collect();
    // What has no tokens, the empty first input, becomes a declaration that is right.
    let known = tokens(&data[..size]).filter(|tokens| !tokens.is_empty() && !random.random_ratio(1, 64));
    let mut tokens = known.or_else(|| corpus.choose(&mut random).cloned()).unwrap_or_default();
    for _ in 0..random.random_range(1..4) {
        tokens = mutations::mutate(tokens, &words, &mut random);
    }
    let text = tokens.to_string();
    if text.len() > max_size {
        return size;
    }
    data[..text.len()].copy_from_slice(text.as_bytes());
    text.len()
});
