//! An argument: `3` or `padding = same`.

use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Expr, Ident, Token};

/// An argument as it is written.
pub(crate) struct Argument {
    pub(crate) name: Option<Ident>,
    pub(crate) value: Expr,
}

pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Argument> {
    if input.peek(Ident::peek_any) && input.peek2(Token![:]) && !input.peek2(Token![::]) {
        let name = Ident::parse_any(input)?;
        return Err(input.error(format!("an argument is given with `=`: `{name} = ..`")));
    }
    let named = input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]);
    let name = if named {
        let name = Ident::parse_any(input)?;
        input.parse::<Token![=]>()?;
        Some(name)
    } else {
        None
    };
    if input.is_empty() || input.peek(Token![,]) {
        return Err(input.error("expected a value"));
    }
    Ok(Argument { name, value: input.parse()? })
}
