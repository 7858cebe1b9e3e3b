//! An argument: `3` or `padding = same`.

use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Expr, Ident, Token};

/// An argument as it is written.
#[derive(Clone)]
pub(crate) struct Argument {
    pub(crate) name: Option<Ident>,
    pub(crate) value: Expr,
}

impl Argument {
    /// An argument of a call that Rust has parsed, where a name makes it an assignment.
    pub(crate) fn of_call(value: &Expr) -> Self {
        if let Expr::Assign(assign) = value
            && let Expr::Path(name) = &*assign.left
            && let Some(name) = name.path.get_ident()
        {
            return Self { name: Some(name.clone()), value: (*assign.right).clone() };
        }
        Self { name: None, value: value.clone() }
    }
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
        if input.is_empty() || input.peek(Token![,]) {
            let message = format!("`{name}` has no value: expected one after `=`");
            return Err(syn::Error::new(name.span(), message));
        }
        Some(name)
    } else {
        None
    };
    if input.peek(Token![,]) {
        return Err(input.error("expected an argument before this `,`"));
    }
    Ok(Argument { name, value: input.parse()? })
}
