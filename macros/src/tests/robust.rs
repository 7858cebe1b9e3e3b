//! Whatever the macros are given, they do not panic, and what they give is items.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{TokenStream, TokenTree};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::corpus::{CORPUS, FOUND, WEIGHTS};
use super::mutations::{flatten, mutate, soup};
use crate::{expand, weights};

/// The rounds of a run; `NETFORM_ROUNDS` makes a longer one.
fn rounds() -> u64 {
    std::env::var("NETFORM_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(800)
}

/// Fails with the input where the macro panics or gives something that is no list of items.
fn check(expand: fn(TokenStream) -> TokenStream, input: &TokenStream, seed: u64) {
    let text = input.to_string();
    match catch_unwind(AssertUnwindSafe(|| expand(input.clone()))) {
        Err(cause) => panic!("seed {seed} panics: {cause:?}\n{text}"),
        Ok(output) => {
            if let Err(error) = syn::parse2::<syn::File>(output.clone()) {
                panic!("seed {seed} does not expand to items, {error}:\n{text}");
            }
        }
    }
}

#[test]
fn what_the_fuzzer_has_found_expands_to_items() {
    for (seed, text) in (0..).zip(FOUND) {
        let tokens: TokenStream = text.parse().expect("tokens");
        check(expand::expand, &tokens, seed);
        check(weights::expand, &tokens, seed);
    }
}

#[test]
fn mutated_declarations_expand_to_items() {
    let corpus: Vec<TokenStream> = CORPUS.iter().map(|text| text.parse().expect("tokens")).collect();
    let words: Vec<TokenTree> = corpus.iter().cloned().flat_map(flatten).collect();
    for seed in 0..rounds() {
        let mut random = StdRng::seed_from_u64(seed);
        let mut tokens = corpus.choose(&mut random).expect("a declaration").clone();
        for _ in 0..random.random_range(1..4) {
            tokens = mutate(tokens, &words, &mut random);
        }
        check(expand::expand, &tokens, seed);
    }
}

#[test]
fn mutated_weights_expand_to_items() {
    let corpus: TokenStream = WEIGHTS.parse().expect("tokens");
    let words: Vec<TokenTree> = flatten(corpus.clone());
    for seed in 0..rounds() / 4 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut tokens = corpus.clone();
        for _ in 0..random.random_range(1..4) {
            tokens = mutate(tokens, &words, &mut random);
        }
        check(weights::expand, &tokens, seed);
    }
}

#[test]
fn random_tokens_expand_to_items() {
    let words: Vec<TokenTree> =
        CORPUS.iter().flat_map(|text| flatten(text.parse().expect("tokens"))).collect();
    for seed in 0..rounds() {
        let mut random = StdRng::seed_from_u64(seed);
        let body = soup(&words, 3, &mut random);
        check(expand::expand, &body, seed);
        // Behind a header that is right, so that the body is read.
        let list = quote::quote! { struct Net: [4] -> [3] { #body } };
        check(expand::expand, &list, seed);
        let graph = quote::quote! { struct Net(x: [4]) -> { y: [3] } { #body } };
        check(expand::expand, &graph, seed);
        check(weights::expand, &quote::quote! { struct Net { #body } }, seed);
    }
}
