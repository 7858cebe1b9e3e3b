//! The values that a network gives.

use syn::ext::IdentExt as _;
use syn::{Expr, Ident};

use super::Value;
use super::builder::Builder;
use super::scope::Meaning;
use crate::suggest::{closest, enumerate};
use crate::syntax::Declaration;

/// Which outputs have been given.
pub(super) struct Outputs<'a> {
    declaration: &'a Declaration,
    /// For each output whether it is given, and its value where that is known.
    #[expect(clippy::option_option, reason = "given, and known, are two questions")]
    given: Vec<Option<Option<Value>>>,
}

impl<'a> Outputs<'a> {
    pub(super) fn new(declaration: &'a Declaration) -> Self {
        Self { declaration, given: vec![None; declaration.outputs.len()] }
    }

    /// `name = value;`.
    pub(super) fn assign(&mut self, builder: &mut Builder<'_>, name: &Ident, value: Option<Value>) {
        let names = || self.declaration.outputs.iter().filter_map(|port| port.name.as_ref());
        let Some(index) = names().position(|own| own.unraw() == name.unraw()) else {
            let own: Vec<String> = names().map(|own| own.unraw().to_string()).collect();
            let own = || own.iter().map(String::as_str);
            let message = match closest(&name.to_string(), own()) {
                Some(meant) => {
                    let index = own().position(|own| own == meant).unwrap_or_default();
                    self.given[index].get_or_insert(value);
                    format!("there is no output `{name}`: did you mean `{meant}`?")
                }
                None if builder.scope.has(name) => format!(
                    "`{name}` is bound already and does not change: bind the new value, `let {name} = ..;`"
                ),
                None if own().next().is_none() => format!(
                    "the output has no name: bind a value with `let {name} = ..;`, and end with the output's, without `;`"
                ),
                None => format!(
                    "there is no output `{name}`: the outputs are {}; a value is bound with `let {name} = ..;`",
                    enumerate(own())
                ),
            };
            builder.errors.at(name, message);
            builder.scope.bind(name, "value", Meaning::Value(value));
            let _ = builder.scope.find(name);
            return;
        };
        if self.given[index].is_some() {
            builder.errors.at(name, format!("output `{name}` is assigned twice"));
            return;
        }
        self.given[index] = Some(value);
        builder.scope.bind(name, "output", Meaning::Value(value));
        // Giving it is use enough.
        let _ = builder.scope.find(name);
    }

    /// The last expression.
    pub(super) fn tail(&mut self, builder: &Builder<'_>, written: &Expr, value: Option<Value>) {
        if self.declaration.named_outputs {
            let names = self.declaration.outputs.iter().filter_map(|port| port.name.as_ref());
            let names: Vec<String> = names.map(|name| format!("`{name} = ..;`")).collect();
            let message = format!("the outputs have names: assign each of them, {}", names.join(" "));
            builder.errors.at(written, message);
            // Whichever it was meant for.
            for given in &mut self.given {
                given.get_or_insert(value);
            }
            return;
        }
        self.given[0] = Some(value);
    }

    /// One value for every output, in declared order, and an error for each that lacks one.
    pub(super) fn finish(self, builder: &Builder<'_>, is_whole: bool) -> Vec<Value> {
        let errors = builder.errors;
        for (port, given) in self.declaration.outputs.iter().zip(&self.given) {
            if given.is_some() || !is_whole {
                continue;
            }
            let last = builder.scope.last_unused().map_or("its value".to_owned(), |last| format!("`{last}`"));
            match &port.name {
                Some(name) => errors.at(name, format!("output `{name}` is never assigned: `{name} = ..;`")),
                None => errors.at_span(
                    port.shape.span(),
                    format!("the output is never given: end the body with {last}, without `;`"),
                ),
            }
            // What is unused may be meant for it.
            builder.scope.forgive();
        }
        self.given.into_iter().filter_map(Option::flatten).collect()
    }
}

/// Gives every output a memory of its own: where one value would serve two outputs or be read
/// again, or where a network's input is an output, the value is copied.
pub(super) fn separate(builder: &mut Builder<'_>) {
    for head in 0..builder.graph.heads.len() {
        let value = builder.graph.heads[head];
        let root = builder.graph.root(value);
        let is_read = (0..builder.graph.nodes.len()).any(|node| builder.graph.reads(node, root));
        let is_given = builder.graph.heads[..head].iter().any(|other| builder.graph.root(*other) == root);
        if matches!(root, Value::Input(_) | Value::Part { .. }) || is_read || is_given {
            builder.graph.heads[head] = builder.copy(value);
        }
    }
}
