//! Random tokens, and random changes of tokens: shared by the bounded run and the fuzz target.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

/// All tokens, those within groups too.
pub(crate) fn flatten(tokens: TokenStream) -> Vec<TokenTree> {
    let mut list = Vec::new();
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            list.extend(flatten(group.stream()));
        }
        list.push(token);
    }
    list
}

/// Random tokens.
pub(crate) fn soup(words: &[TokenTree], depth: usize, random: &mut StdRng) -> TokenStream {
    let count = random.random_range(0..12);
    (0..count)
        .map(|_| {
            if depth > 0 && random.random_ratio(1, 4) {
                TokenTree::Group(Group::new(delimiter(random), soup(words, depth - 1, random)))
            } else {
                any(words, random)
            }
        })
        .collect()
}

fn delimiter(random: &mut StdRng) -> Delimiter {
    *[Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None]
        .choose(random)
        .expect("a delimiter")
}

/// A token of the corpus, or one that nobody expects.
fn any(words: &[TokenTree], random: &mut StdRng) -> TokenTree {
    const KEYWORDS: &[&str] = &[
        "self",
        "Self",
        "super",
        "crate",
        "_",
        "let",
        "mut",
        "ref",
        "struct",
        "fn",
        "if",
        "else",
        "for",
        "return",
        "where",
        "unsafe",
        "None",
        "True",
        "impl",
        "dyn",
        "as",
        "in",
        "const",
        "static",
        "move",
        "async",
        "await",
        "gen",
        "union",
        "r#type",
        "Linear",
        "Input",
        "Sequential",
        "LSTM",
        "ß",
        "名",
    ];
    const PUNCTUATION: &[char] =
        &['=', ':', ',', ';', '-', '+', '*', '/', '<', '>', '&', '#', '!', '.', '?', '|', '@', '$', '\''];
    match random.random_range(0..8) {
        0 => {
            let word = KEYWORDS.choose(random).expect("a word");
            match word.strip_prefix("r#") {
                Some(raw) => Ident::new_raw(raw, Span::call_site()).into(),
                None => Ident::new(word, Span::call_site()).into(),
            }
        }
        1 => {
            let spacing = if random.random() { Spacing::Joint } else { Spacing::Alone };
            // An apostrophe alone is half a lifetime and cannot come from a compiler.
            match PUNCTUATION.choose(random).expect("a sign") {
                '\'' => Literal::character('\'').into(),
                sign => Punct::new(*sign, spacing).into(),
            }
        }
        2 => match random.random_range(0..8) {
            0 => Literal::u128_unsuffixed(u128::MAX).into(),
            1 => Literal::f64_unsuffixed(1e308).into(),
            2 => Literal::string("relu").into(),
            3 => Literal::byte_string(b"x").into(),
            4 => Literal::i8_suffixed(3).into(),
            5 => Literal::usize_unsuffixed(0).into(),
            6 => Literal::f32_suffixed(0.5).into(),
            _ => Literal::c_string(c"x").into(),
        },
        _ => words.choose(random).expect("a token").clone(),
    }
}

/// One mutation somewhere: a token deleted, doubled, swapped with the next, replaced, put before, or
/// wrapped in a group; or a group unwrapped.
pub(crate) fn mutate(tokens: TokenStream, words: &[TokenTree], random: &mut StdRng) -> TokenStream {
    let mut list: Vec<TokenTree> = tokens.into_iter().collect();
    if list.is_empty() {
        return any(words, random).into();
    }
    let at = random.random_range(0..list.len());
    // Mostly within groups, where most of the tokens are.
    let groups: Vec<usize> =
        (0..list.len()).filter(|index| matches!(list[*index], TokenTree::Group(_))).collect();
    if let Some(at) = groups.choose(random)
        && random.random_ratio(4, 5)
        && let TokenTree::Group(group) = &list[*at]
    {
        list[*at] = TokenTree::Group(Group::new(group.delimiter(), mutate(group.stream(), words, random)));
        return list.into_iter().collect();
    }
    match random.random_range(0..8) {
        0 => drop(list.remove(at)),
        1 => list.insert(at, list[at].clone()),
        2 => {
            let other = random.random_range(0..list.len());
            list.swap(at, other);
        }
        3 => list[at] = any(words, random),
        4 => list.insert(at, any(words, random)),
        5 => {
            let end = random.random_range(at..list.len()) + 1;
            let inner: TokenStream = list.drain(at..end).collect();
            list.insert(at, TokenTree::Group(Group::new(delimiter(random), inner)));
        }
        6 => list.truncate(at),
        _ => {
            if let TokenTree::Group(group) = list[at].clone() {
                list.splice(at..=at, group.stream());
            }
        }
    }
    list.into_iter().collect()
}
