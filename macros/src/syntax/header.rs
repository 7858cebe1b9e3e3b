//! A declaration's header: `struct Churn<const H: usize>: [100] -> [1]`.
//!
//! A mistake in it leaves the name: what cannot be read is unknown, and the rest is still read, so
//! that the network's type is there for the rest of the program.

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Ident, Token, token};

use super::generics;
use super::recover::skip_token;
use super::shape::{self, Port};

/// What stands before the braces.
pub(super) struct Header {
    pub(super) name: Ident,
    pub(super) parameters: Vec<Ident>,
    pub(super) inputs: Vec<Port>,
    pub(super) outputs: Vec<Port>,
    /// True for `(x: [..])`.
    pub(super) named_inputs: bool,
    /// True for `-> { y: [..] }`.
    pub(super) named_outputs: bool,
    /// False where inputs or outputs are missing, or one of their names.
    pub(super) is_complete: bool,
    pub(super) mistakes: Vec<syn::Error>,
}

/// Fails where there is no name to read.
pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Header> {
    let mut mistakes = Vec::new();
    if input.peek(Token![struct]) {
        input.parse::<Token![struct]>()?;
    } else {
        let mistake = input.error(
            "expected `struct`: a network is declared as `struct Name: [inputs] -> [outputs] { layers }`",
        );
        let is_name = input.peek(Ident) && (input.peek2(Token![:]) || input.peek2(token::Paren));
        if !is_name || input.peek2(Token![::]) {
            return Err(mistake);
        }
        mistakes.push(mistake);
    }
    let name = input.parse()?;
    let (inputs, outputs) = (Vec::new(), Vec::new());
    let mut header = Header {
        name,
        parameters: Vec::new(),
        inputs,
        outputs,
        named_inputs: false,
        named_outputs: false,
        is_complete: true,
        mistakes,
    };
    if let Err(mistake) = header.parse_ports(input) {
        header.mistakes.push(mistake);
        header.is_complete = false;
        skip_to_body(input);
    }
    for ports in [&mut header.inputs, &mut header.outputs] {
        if ports.is_empty() {
            header.is_complete = false;
            ports.push(Port::unknown(None, header.name.span()));
        }
    }
    Ok(header)
}

impl Header {
    /// What stands between the name and the body. Fails where it cannot go on.
    fn parse_ports(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let name = self.name.unraw();
        if input.peek(Token![<]) {
            self.parameters = generics::parse(input, &mut self.mistakes)?;
        }
        if input.peek(token::Paren) {
            self.named_inputs = true;
            let content;
            let parentheses = syn::parenthesized!(content in input);
            if content.is_empty() {
                let message = "a network has at least one input: `(x: [features])`";
                self.mistakes.push(syn::Error::new(parentheses.span.join(), message));
            }
            self.inputs = self.ports(&content, "input");
        } else if input.peek(Token![:]) {
            input.parse::<Token![:]>()?;
            self.inputs = vec![self.port(input)];
        } else {
            return Err(input.error(format!(
                "expected `:` and the shapes of input and output, as in `struct {name}: [inputs] -> [outputs]`"
            )));
        }
        if !input.peek(Token![->]) {
            return Err(input.error(format!(
                "expected `->` and the output's shape, as in `struct {name}: [inputs] -> [outputs]`"
            )));
        }
        input.parse::<Token![->]>()?;
        self.named_outputs = input.peek(token::Brace);
        if self.named_outputs {
            let content;
            let braces = syn::braced!(content in input);
            if content.is_empty() {
                let message = "a network has at least one output: `{ y: [features] }`";
                self.mistakes.push(syn::Error::new(braces.span.join(), message));
            }
            self.outputs = self.ports(&content, "output");
        } else {
            self.outputs = vec![self.port(input)];
        }
        Ok(())
    }

    /// A shape without a name.
    fn port(&mut self, input: ParseStream<'_>) -> Port {
        let span = input.span();
        match shape::parse(input) {
            Ok(shape) => Port { name: None, shape },
            Err(mistake) => {
                self.mistakes.push(mistake);
                while !input.peek(Token![->]) && !input.peek(token::Brace) && skip_token(input) {}
                Port::unknown(None, span)
            }
        }
    }

    /// Named shapes: those whose name can be read.
    fn ports(&mut self, input: ParseStream<'_>, noun: &str) -> Vec<Port> {
        let mut ports = Vec::new();
        while !input.is_empty() {
            let count = ports.len();
            if let Err(mistake) = shape::port(input, noun, &mut ports) {
                self.mistakes.push(mistake);
                self.is_complete &= ports.len() > count;
                while !input.is_empty() && !input.peek(Token![,]) && skip_token(input) {}
            }
            let _ = input.parse::<Option<Token![,]>>();
        }
        ports
    }
}

/// Goes to the braces of the body, or to where another declaration begins.
fn skip_to_body(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![struct]) && !input.peek(Token![pub]) {
        if input.peek(token::Brace) && !input.peek2(token::Brace) {
            return;
        }
        skip_token(input);
    }
}

/// Whether a body is a graph's, where the header does not say it.
pub(super) fn looks_like_a_graph(body: &TokenStream) -> bool {
    body.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(word) => word == "let",
        proc_macro2::TokenTree::Punct(sign) => sign.as_char() == ';',
        _ => false,
    })
}
