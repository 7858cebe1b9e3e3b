//! The page of errors in the documentation shows what the gallery has: its declarations, and what
//! the compiler says of them. A code block that does not compile proves no more than that.

use super::agreement::read;

/// The sections of the page, each behind its title.
fn sections(page: &str) -> Vec<(&str, String)> {
    let mut sections: Vec<(&str, String)> = Vec::new();
    let mut is_code = false;
    for line in page.lines() {
        is_code ^= line.starts_with("```");
        match (line.strip_prefix("# ").filter(|_| !is_code), sections.last_mut()) {
            (Some(title), _) => sections.push((title, String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    sections
}

/// What stands between two marks.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(begin)?;
    Some(rest.split_once(end)?.0)
}

/// A program's lines, those that documentation hides among them, without what is before the
/// declaration.
fn program(source: &str) -> Vec<&str> {
    let lines = source.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    lines.skip_while(|line| *line != "network! {").filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_page_of_errors_shows_the_gallery() {
    let page = read("runtime/src/guide/errors.md");
    let sections = sections(&page);
    assert_eq!(sections.len(), 10, "ten mistakes");
    for (title, text) in sections {
        let code = between(&text, "```compile_fail\n", "\n```").unwrap_or_else(|| panic!("{title}: no code"));
        let shown =
            between(&text, "**netform**\n\n```text\n", "\n```").unwrap_or_else(|| panic!("{title}: no text"));
        let case = between(shown, "--> ui/", ".rs:").unwrap_or_else(|| panic!("{title}: no case"));
        let message = read(format!("tests/ui/{case}.stderr"));
        assert_eq!(shown, message.trim_end(), "{title}: the page shows another message");
        let source = read(format!("tests/ui/{case}.rs"));
        assert_eq!(program(code), program(&source), "{title}: the page shows another program");
    }
}

/// No message shows a file of netform's, a name that only generated code has, or a wall of traits.
#[test]
fn messages_stay_outside_netform() {
    let gallery = super::agreement::repository().join("tests/ui");
    let cases = super::agreement::files(&gallery, "stderr");
    assert!(cases.len() > 200, "{} cases", cases.len());
    for case in cases {
        let text = std::fs::read_to_string(&case).expect("a message");
        for inside in ["runtime/src", "macros/src", "typenum", "$RUST", "$CARGO", "and $N others"] {
            assert!(!text.contains(inside), "{}: the message shows `{inside}`", case.display());
        }
        // Underscores alone are a drawing.
        let is_generated = |rest: &str| rest.starts_with(char::is_alphanumeric);
        assert!(!text.split("__").skip(1).any(is_generated), "{}: a generated name", case.display());
    }
}
