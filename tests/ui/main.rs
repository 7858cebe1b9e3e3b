//! The gallery of compile errors: one mistake a file, in a folder of its theme, and beside it what
//! the compiler says. The texts are those of the toolchain in `rust-toolchain.toml`; write them anew
//! with `TRYBUILD=overwrite cargo test -p netform-tests --test ui`.

mod agreement;

/// Mistakes that do not compile.
#[test]
fn mistakes() {
    let cases = trybuild::TestCases::new();
    for theme in ["arguments", "data", "grammar", "graph", "groups", "losses", "names", "shapes", "sharing"] {
        cases.compile_fail(format!("ui/{theme}/*.rs"));
    }
}

/// Declarations that compile wherever they stand.
#[test]
fn declarations() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
