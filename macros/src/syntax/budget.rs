//! `#[budget(weights = "64 KiB", workspace = "16 KiB")]`.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Token};

/// A promise of a size.
pub(crate) struct Budget {
    /// `weights` or `workspace`.
    pub(crate) name: Ident,
    pub(crate) bytes: usize,
    /// The text that states it.
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// What a budget can be about.
const NAMES: [&str; 2] = ["weights", "workspace"];

pub(super) fn parse(attribute: &Attribute) -> syn::Result<Vec<Budget>> {
    attribute.parse_args_with(|input: ParseStream<'_>| {
        let mut budgets: Vec<Budget> = Vec::new();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            if !NAMES.contains(&name.to_string().as_str()) {
                let message = format!("there is no budget of `{name}`: it is `weights` or `workspace`");
                return Err(syn::Error::new(name.span(), message));
            }
            if budgets.iter().any(|other| other.name == name) {
                return Err(syn::Error::new(name.span(), format!("`{name}` is given twice")));
            }
            input.parse::<Token![=]>()?;
            if !input.peek(LitStr) {
                return Err(input.error("expected a size in quotes, with its unit, such as \"64 KiB\""));
            }
            let text: LitStr = input.parse()?;
            let bytes = bytes(&text.value()).ok_or_else(|| {
                let message = format!("expected a size such as \"64 KiB\", found \"{}\"", text.value());
                syn::Error::new(text.span(), message)
            })?;
            budgets.push(Budget { name, bytes, text: text.value(), span: text.span() });
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        if budgets.is_empty() {
            return Err(input.error("expected a budget: `weights = \"64 KiB\"` or `workspace = \"16 KiB\"`"));
        }
        Ok(budgets)
    })
}

/// `64 KiB` as bytes.
fn bytes(text: &str) -> Option<usize> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit: usize = match unit.trim() {
        "" | "B" => 1,
        "kB" | "KB" => 1000,
        "KiB" => 1 << 10,
        "MB" => 1_000_000,
        "MiB" => 1 << 20,
        "GB" => 1_000_000_000,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.parse::<usize>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_have_units() {
        assert_eq!(bytes("64 KiB"), Some(65536));
        assert_eq!(bytes("2MB"), Some(2_000_000));
        assert_eq!(bytes("512"), Some(512));
        assert_eq!(bytes("64 K"), None);
        assert_eq!(bytes("KiB"), None);
        assert_eq!(bytes("99999999999999 GiB"), None);
    }
}
