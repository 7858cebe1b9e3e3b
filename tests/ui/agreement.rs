//! The macro's registry of layers, the runtime's files, the README's table and the gallery list the
//! same layers.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = repository().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of a folder and of those within it, by their ending.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            files.extend(self::files(&entry, ending));
        } else if entry.extension().is_some_and(|extension| extension == ending) {
            files.push(entry);
        }
    }
    files
}

/// A layer's class and module, as its file in the registry names them.
fn registered() -> BTreeSet<(String, String)> {
    let mut layers = BTreeSet::new();
    for file in files(&repository().join("macros/src/layers"), "rs") {
        let module = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = read(&file);
        let Some(call) = text.find("Layer::new(\"").or_else(|| text.find("Layer::merge(\"")) else {
            continue;
        };
        let mut words = text[call..].split('"').skip(1).step_by(2);
        let (class, named) = (words.next().expect("a class"), words.next().expect("a module"));
        if module == "mod" {
            continue;
        }
        assert_eq!(named, module, "{} names another module", file.display());
        layers.insert((class.to_owned(), module));
    }
    assert!(layers.len() > 20, "the registry's files are written differently from what this test reads");
    layers
}

#[test]
fn every_file_of_the_registry_is_listed_in_it() {
    let list = read("macros/src/layers/mod.rs");
    for (class, module) in registered() {
        assert!(list.contains(&format!("&{module}::LAYER")), "`{class}` is not in `LAYERS`");
    }
}

#[test]
fn the_runtime_has_the_layers_of_the_registry() {
    let list = read("runtime/src/layers/mod.rs");
    let exported: BTreeSet<(String, String)> = list
        .lines()
        .filter_map(|line| line.strip_prefix("pub use ")?.strip_suffix(';')?.split_once("::"))
        .map(|(module, class)| (class.to_owned(), module.to_owned()))
        // An argument of layers, and no layer.
        .filter(|(class, _)| class != "Padding")
        .collect();
    assert_eq!(exported, registered());
    for (class, module) in exported {
        let text = read(format!("runtime/src/layers/{module}.rs"));
        assert!(text.contains(&format!("pub struct {class}")), "{module}.rs has no `{class}`");
        assert!(list.contains(&format!("pub mod {module};")), "{module}.rs is not public");
    }
}

#[test]
fn the_readme_lists_the_layers_of_the_registry() {
    let text = read("README.md");
    // The classes in backticks in the table's rows of layers; `+ - *` is none.
    let listed: BTreeSet<&str> = text
        .lines()
        .filter(|line| line.starts_with("| layers |") || line.starts_with("| merging |"))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|name| name.starts_with(char::is_uppercase))
        .collect();
    let registered = registered();
    assert_eq!(listed, registered.iter().map(|(class, _)| class.as_str()).collect());
}

#[test]
fn every_layer_has_a_mistake_in_the_gallery() {
    let gallery = repository().join("tests/ui");
    let cases: Vec<String> =
        files(&gallery, "stderr").iter().map(|file| read(file.with_extension("rs"))).collect();
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    for (class, module) in registered() {
        let names = |case: &String| case.split(|letter| !is_letter(letter)).any(|word| word == class);
        assert!(cases.iter().any(names), "no case in tests/ui names `{class}` ({module}.rs)");
    }
}
