//! The gallery of compile errors: one mistake a file, in a folder of its theme, and beside it what
//! the compiler says. The texts are those of the toolchain in `rust-toolchain.toml`; write them anew
//! with `TRYBUILD=overwrite cargo test -p netform-tests --test ui`.

/// Declarations that compile, and mistakes that do not. One harness builds them all at once.
#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    cases.compile_fail("ui/*/*.rs");
}
