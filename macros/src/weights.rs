//! `weights!`: the weights of a layer of the user's own.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, Ident, Token, Visibility, braced, token};

use crate::check;
use crate::errors::Errors;
use crate::syntax::{self, ShapeLiteral};

/// `/// Docs. pub struct Swish6 { beta: [6] = ones }`.
struct Declaration {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    name: Ident,
    scalar: Ident,
    tensors: Vec<Tensor>,
}

/// `beta: [6] = ones`.
struct Tensor {
    docs: Vec<Attribute>,
    name: Ident,
    shape: ShapeLiteral,
    /// The initializer's constructor.
    initializer: Option<TokenStream>,
}

/// Expands the declaration within `weights! { .. }`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let declaration = match (|input: ParseStream<'_>| parse(input, &errors)).parse2(input) {
        Ok(declaration) => Some(declaration),
        Err(error) => {
            errors.add(error);
            None
        }
    };
    let errors = errors.finish();
    let emitted = declaration.map(|declaration| emit(&declaration));
    quote! { #errors #emitted }
}

fn parse(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Declaration> {
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility = input.parse()?;
    if !input.peek(Token![struct]) {
        return Err(input.error(
            "expected `struct`: weights are declared as `struct Name { kernel: [3, 4] = glorot_uniform }`",
        ));
    }
    input.parse::<Token![struct]>()?;
    let name: Ident = input.parse()?;
    if !input.peek(token::Brace) {
        return Err(input.error("expected the weights in braces: `{ kernel: [3, 4] = glorot_uniform }`"));
    }
    let content;
    braced!(content in input);
    let mut tensors: Vec<Tensor> = Vec::new();
    while !content.is_empty() {
        let tensor = parse_tensor(&content, errors)?;
        if tensors.iter().any(|other| other.name.unraw() == tensor.name.unraw()) {
            errors.at(&tensor.name, format!("there is a weight `{}` already", tensor.name));
        }
        tensors.push(tensor);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    let syntax::Sorted { passed: attributes, scalar, budgets, .. } =
        syntax::sort_attributes(attributes, errors);
    if let Some(budget) = budgets.first() {
        errors.at(&budget.name, "a budget is a network's");
    }
    Ok(Declaration { attributes, visibility, name, scalar, tensors })
}

fn parse_tensor(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Tensor> {
    let docs = input.call(Attribute::parse_outer)?;
    let name: Ident = input.parse()?;
    if !input.peek(Token![:]) {
        return Err(input.error(format!("expected `:` and the shape of `{name}`, as in `{name}: [3, 4]`")));
    }
    input.parse::<Token![:]>()?;
    let shape = syntax::parse_shape(input)?;
    let initializer = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        let value: Expr = input.parse()?;
        check::initializer(&value, errors)
    } else {
        None
    };
    Ok(Tensor { docs, name, shape, initializer })
}

fn emit(declaration: &Declaration) -> TokenStream {
    let Declaration { attributes, visibility, name, scalar, tensors } = declaration;
    let documented = attributes.iter().any(|attribute| attribute.path().is_ident("doc"));
    let text = format!("The weights of the layer `{name}`.");
    let docs = (!documented).then(|| quote!(#[doc = #text]));
    let fields = tensors.iter().map(|tensor| {
        let (field, axes, docs) = (&tensor.name, &tensor.shape.axes, &tensor.docs);
        let text = format!("The weight `{field}`.");
        let plain = docs.is_empty().then(|| quote!(#[doc = #text]));
        quote! {
            #plain
            #(#docs)*
            pub #field: ::netform::nalgebra::SMatrix<
                #scalar,
                { ::netform::__private::Shape::new(&[#(#axes),*]).rows() },
                { ::netform::__private::Shape::new(&[#(#axes),*]).columns() },
            >,
        }
    });
    let list = tensors.iter().map(|tensor| {
        let (text, axes) = (tensor.name.unraw().to_string(), &tensor.shape.axes);
        let initializer =
            tensor.initializer.clone().unwrap_or_else(|| quote!(::netform::__private::Initializer::glorot_uniform()));
        quote!(::netform::__private::tensor(#text, ::netform::__private::Shape::new(&[#(#axes),*]), #initializer))
    });
    // Where the compiler shows the type, it shows the user's name.
    let item = quote_spanned! {name.span()=>
        #[allow(unreachable_pub, clippy::pedantic)]
        #[repr(C)]
        #visibility struct #name {
            #(#fields)*
        }
    };
    quote! {
        #docs
        #(#attributes)*
        #[derive(Clone, Copy, Debug, PartialEq)]
        #item

        // SAFETY: `repr(C)` of matrices of the scalar alone.
        unsafe impl ::netform::__private::Params for #name {
            type Scalar = #scalar;
        }

        impl ::netform::__private::Weights for #name {
            const TENSORS: &'static [::netform::__private::Tensor] = &[#(#list),*];
            const LAYERS: &'static [::netform::__private::LayerInfo] = &[];
            const TRAINABLE: usize = ::netform::__private::trainable(Self::TENSORS);
        }
    }
}
