//! "Did you mean": the known name that a mistyped one is closest to.

use quote::ToTokens;

/// The candidate that is closest to `name`, if one is close enough to be meant. Case and
/// underscores do not count.
pub(crate) fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = fold(name);
    // A third of the letters may differ, so that short names do not turn into anything.
    let limit = plain.len() / 3;
    candidates
        .into_iter()
        .map(|candidate| (distance(&plain, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `` `a`, `b` and `c` ``.
pub(crate) fn enumerate<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    join(names, "and")
}

/// `` `a`, `b` or `c` ``.
pub(crate) fn alternatives<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    join(names, "or")
}

fn join<'a>(names: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// Tokens as people write them.
pub(crate) fn written(tokens: impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, plain) in
        [(" ,", ","), ("- ", "-"), (" (", "("), ("( ", "("), (" )", ")"), (" ::", "::"), (":: ", "::")]
    {
        text = text.replace(spaced, plain);
    }
    text
}

fn fold(name: &str) -> Vec<char> {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

/// The number of insertions, deletions, replacements and swaps of neighbours between two words
/// (the optimal string alignment distance).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best.min(rows[i - 2][j - 2] + 1)
                } else {
                    best
                }
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let layers = ["Dense", "Dropout", "Conv2D", "MaxPooling2D"];
        assert_eq!(closest("Desne", layers), Some("Dense"));
        assert_eq!(closest("conv_2d", layers), Some("Conv2D"));
        assert_eq!(closest("MaxPoolng2D", layers), Some("MaxPooling2D"));
        assert_eq!(closest("LSTM", layers), None);
        assert_eq!(closest("x", ["y"]), None);
    }

    #[test]
    fn tokens_read_as_text() {
        assert_eq!(written(quote::quote!((3, -1, f(2)))), "(3, -1, f(2))");
    }

    #[test]
    fn lists_names() {
        assert_eq!(enumerate(["a"]), "`a`");
        assert_eq!(enumerate(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(alternatives(["a", "b"]), "`a` or `b`");
    }
}
