//! Reference cases: what Keras was asked, and what it said.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use safetensors::{Dtype, SafeTensors};
use serde_json::Value;

/// A tensor of a case. Single precision and integers are exact in `f64`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Keras's shape, the batch axis first.
    pub shape: Vec<usize>,
    /// The elements, row-major.
    pub values: Vec<f64>,
}

impl Tensor {
    /// The elements in a network's precision.
    #[must_use]
    pub fn to<T: netform::Scalar>(&self) -> Vec<T> {
        self.values.iter().map(|value| T::from_f64(*value)).collect()
    }

    /// The elements as indices.
    ///
    /// # Panics
    /// When one is none.
    #[must_use]
    pub fn indices(&self) -> Vec<usize> {
        self.values.iter().map(|value| index(*value)).collect()
    }
}

/// One reference case: a JSON file that says what it is, and its tensors.
#[derive(Clone, Debug)]
pub struct Case {
    /// The files' name without the extension.
    pub name: String,
    /// What the JSON file holds.
    pub json: Value,
    tensors: BTreeMap<String, Tensor>,
}

impl Case {
    /// The names of all cases, sorted.
    ///
    /// # Panics
    /// When the folder cannot be read, or when one of a case's two files is missing.
    #[must_use]
    pub fn names() -> Vec<String> {
        let entries = fs::read_dir(folder()).expect("the folder of cases");
        let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in entries {
            let path = entry.expect("an entry of the folder of cases").path();
            let part =
                |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
            let (name, extension) = (part(path.file_stem()), part(path.extension()));
            if extension != "md" {
                files.entry(name).or_default().push(extension);
            }
        }
        for (name, extensions) in &mut files {
            extensions.sort();
            assert_eq!(*extensions, ["json", "safetensors"], "the files of {name}");
        }
        files.into_keys().collect()
    }

    /// Reads a case.
    ///
    /// # Panics
    /// When its files are missing or damaged.
    #[must_use]
    pub fn open(name: &str) -> Self {
        let read = |extension: &str| {
            let path = folder().join(format!("{name}.{extension}"));
            fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let json = serde_json::from_slice(&read("json")).expect("a case's JSON");
        let bytes = read("safetensors");
        let file = SafeTensors::deserialize(&bytes).expect("a case's tensors");
        let tensors = file.tensors().into_iter().map(|(name, view)| (name, tensor(&view))).collect();
        Self { name: name.into(), json, tensors }
    }

    /// A text of the JSON file; empty where there is none.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.json[key].as_str().unwrap_or_default()
    }

    /// An argument of the class; null where it has none of this name.
    #[must_use]
    pub fn config(&self, key: &str) -> &Value {
        &self.json["config"][key]
    }

    /// A number among the class's arguments.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<f64> {
        self.config(key).as_f64()
    }

    /// A flag among the class's arguments.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.config(key).as_bool().unwrap_or(false)
    }

    /// A tensor.
    ///
    /// # Panics
    /// When the case lacks it.
    #[must_use]
    pub fn tensor(&self, name: &str) -> &Tensor {
        self.find(name).unwrap_or_else(|| panic!("{}: no tensor {name}", self.name))
    }

    /// A tensor that the case may lack.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Tensor> {
        self.tensors.get(name)
    }

    /// The tensors whose names begin so, put one after another in the order of `names`.
    #[must_use]
    pub fn joined(&self, prefix: &str, names: &[&str]) -> Vec<f64> {
        names.iter().flat_map(|name| self.tensor(&format!("{prefix}{name}")).values.clone()).collect()
    }

    /// The names of the inputs, in order: `input`, or `input.0`, `input.1` and so on.
    #[must_use]
    pub fn inputs(&self) -> Vec<&str> {
        let is_input = |name: &&str| *name == "input" || name.starts_with("input.");
        self.tensors.keys().map(String::as_str).filter(is_input).collect()
    }

    /// The names of the case's weights, in Keras's order.
    #[must_use]
    pub fn weights(&self) -> Vec<&str> {
        self.json["weights"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

/// A number of a JSON file that must be a size.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn size(value: &Value) -> usize {
    index(value.as_f64().unwrap_or(-1.0))
}

/// A number that must be an index.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn index(value: f64) -> usize {
    assert!(value >= 0.0 && value.fract() == 0.0, "{value} is no index");
    #[allow(clippy::cast_sign_loss, reason = "checked above")]
    let index = value as usize;
    index
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("parity/cases")
}

fn tensor(view: &safetensors::tensor::TensorView<'_>) -> Tensor {
    let words = view.data().as_chunks::<4>().0.iter().copied();
    let values = match view.dtype() {
        Dtype::F32 => words.map(|word| f64::from(f32::from_le_bytes(word))).collect(),
        Dtype::I32 => words.map(|word| f64::from(i32::from_le_bytes(word))).collect(),
        other => panic!("a tensor of {other:?}"),
    };
    Tensor { shape: view.shape().to_vec(), values }
}
