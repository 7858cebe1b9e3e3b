//! The gallery of compile errors: one mistake a file, in a folder of its theme, and beside it what
//! the compiler says. The texts are those of the toolchain in `rust-toolchain.toml`; write them anew
//! with `TRYBUILD=overwrite cargo test -p netform-tests --test ui`.

mod agreement;
mod page;

/// Mistakes that do not compile.
#[test]
fn mistakes() {
    let cases = trybuild::TestCases::new();
    let folders = std::fs::read_dir("ui").expect("the gallery").map(|entry| entry.expect("an entry").path());
    let mut themes: Vec<_> =
        folders.filter(|path| path.is_dir() && path.file_name().is_some_and(|name| name != "pass")).collect();
    themes.sort();
    assert!(themes.len() > 10, "found {themes:?}");
    for theme in themes {
        cases.compile_fail(format!("{}/*.rs", theme.display()));
    }
}

/// Declarations that compile wherever they stand.
#[test]
fn declarations() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
