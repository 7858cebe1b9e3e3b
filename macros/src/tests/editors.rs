//! What editors need of an expansion: names that stand where the user wrote them, and the struct
//! while a declaration is typed.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::corpus::CORPUS;
use super::messages;
use crate::expand::expand;

/// The tokens before some position, counted through groups, which are closed.
fn cut(tokens: &TokenStream, left: &mut usize) -> TokenStream {
    let mut kept = Vec::new();
    for token in tokens.clone() {
        if *left == 0 {
            break;
        }
        *left -= 1;
        kept.push(match token {
            TokenTree::Group(group) => {
                let mut cut = Group::new(group.delimiter(), cut(&group.stream(), left));
                cut.set_span(group.span());
                TokenTree::Group(cut)
            }
            other => other,
        });
    }
    kept.into_iter().collect()
}

fn count(tokens: &TokenStream) -> usize {
    let own = |token: TokenTree| match token {
        TokenTree::Group(group) => 1 + count(&group.stream()),
        _ => 1,
    };
    tokens.clone().into_iter().map(own).sum()
}

/// The names of the structs that some declarations say.
fn declared(tokens: &TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let names = tokens.windows(2).filter_map(|pair| match pair {
        [TokenTree::Ident(word), TokenTree::Ident(name)] if word == "struct" => Some(name.to_string()),
        _ => None,
    });
    names.collect()
}

/// The structs of an expansion.
fn structs(tokens: TokenStream) -> Vec<syn::ItemStruct> {
    let file: syn::File = syn::parse2(tokens).expect("items");
    let structs = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(item),
        _ => None,
    });
    structs.collect()
}

#[test]
fn a_declaration_that_is_being_typed_yields_its_struct() {
    for text in CORPUS {
        let tokens: TokenStream = text.parse().expect("tokens");
        for end in 1..=count(&tokens) {
            let typed = cut(&tokens, &mut { end });
            let structs = structs(expand(typed.clone()));
            for name in declared(&typed) {
                assert!(structs.iter().any(|item| item.ident == name), "no `{name}` of:\n{typed}");
            }
        }
    }
}

#[test]
fn a_layer_that_is_being_typed_leaves_those_beside_it() {
    for body in [
        "before: Dense(4), Den, after: Dense(2)",
        "before: Dense(4), Dense(, after: Dense(2)",
        "before: Dense(4), Dense(units =), after: Dense(2)",
        "before: Dense(4), x:, after: Dense(2)",
        "before: Dense(4), ., after: Dense(2)",
        "before: Dense(4), after: Dense(2), Dense(2, activation = re)",
        "before: Dense(4), after: Dense(2), let",
    ] {
        let body = body.replace("Dense(,", "Dense(),");
        let text = format!("struct Net: [3] -> [2] {{ {body} }}");
        check_neighbours(&text);
    }
    for statement in
        ["let x =", "let x = ;", "let", "let x", "x.", "before.", "Den", "Dense(", "let x = Dense("]
    {
        let statement = statement.replace('(', "()");
        let text = format!(
            "struct Net(x: [3]) -> [2] {{ let before = Dense(4)(x); {statement} let after = Dense(2)(before); after }}"
        );
        check_neighbours(&text);
    }
}

/// The struct has the fields `before` and `after`, and there is an error.
fn check_neighbours(text: &str) {
    let structs = structs(expand(text.parse().expect("tokens")));
    let fields = structs.iter().filter(|item| item.ident == "Net").flat_map(|item| &item.fields);
    let names: Vec<String> = fields.filter_map(|field| Some(field.ident.as_ref()?.to_string())).collect();
    for name in ["before", "after"] {
        assert!(names.iter().any(|own| own == name), "`{name}` is missing of {names:?}:\n{text}");
    }
    // A class that is being typed can be a type of the user's: the compiler looks for it.
    assert!(text.contains("Den,") || !messages(text).is_empty(), "no error of:\n{text}");
}

/// The line and column of every place where a name is emitted.
fn places(tokens: TokenStream, name: &str, list: &mut Vec<(usize, usize)>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => places(group.stream(), name, list),
            TokenTree::Ident(ident) if ident == name => {
                let start = ident.span().start();
                list.push((start.line, start.column));
            }
            _ => {}
        }
    }
}

#[test]
fn names_stand_where_they_are_written() {
    let text = "\
struct Net(x: [WIDTH]) -> [2] {
    /// Docs.
    let hidden = Dense(SIZE, activation = leaky_relu(negative_slope = 0.1), trainable = true)(x);
    Dense(2)(relu(hidden))
}";
    let expansion = expand(text.parse().expect("tokens"));
    let find = |name: &str| {
        let mut list = Vec::new();
        places(expansion.clone(), name, &mut list);
        list
    };
    for (name, what) in [
        ("Net", "the struct"),
        ("hidden", "a binding, which is the field"),
        ("Dense", "a class, which is the runtime's type"),
        ("activation", "an argument, which is a setter"),
        ("leaky_relu", "a word, which is a constructor"),
        ("negative_slope", "an argument of a word"),
        ("SIZE", "a constant"),
        ("WIDTH", "a constant in a shape"),
    ] {
        let line = text.lines().position(|line| line.contains(name)).expect("a line");
        let column = text.lines().nth(line).and_then(|line| line.find(name)).expect("a column");
        assert!(find(name).contains(&(line + 1, column)), "{what}, `{name}`, is not emitted in its place");
    }
    // Both classes.
    let dense = find("Dense");
    assert!(dense.contains(&(3, 17)) && dense.contains(&(4, 4)), "{dense:?}");
}

#[test]
fn what_is_generated_is_documented() {
    let expansion = expand(CORPUS[1].parse().expect("tokens"));
    let is_documented = |attributes: &[syn::Attribute]| attributes.iter().any(|it| it.path().is_ident("doc"));
    for item in structs(expansion) {
        assert!(is_documented(&item.attrs), "{}", item.ident);
        for field in &item.fields {
            assert!(is_documented(&field.attrs), "a field of {}", item.ident);
        }
    }
}

#[test]
fn groups_without_delimiters_are_no_obstacle() {
    let name: TokenStream = "hidden".parse().expect("tokens");
    let name = TokenTree::Group(Group::new(Delimiter::None, name));
    let tokens = quote::quote!(struct Net: [3] -> [2] { #name: Dense(2) });
    let structs = structs(expand(tokens));
    assert_eq!(structs[0].ident, "Net");
}
