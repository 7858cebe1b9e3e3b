//! What recurrent layers say when something does not fit.

use super::settings::Settings;
use crate::layers::image::zero;
use crate::message::{Message, Site};
use crate::shape::Shape;

/// Why a layer does not fit its input, its states or its results.
#[inline]
pub(super) const fn problem(settings: &Settings, states: usize, site: Site) -> Option<Message> {
    if let Some(message) = zero(site, "units", &[settings.units]) {
        return Some(message);
    }
    if let Some(message) = not_a_sequence(settings.input, site) {
        return Some(message);
    }
    let (initial, given) = settings.initial;
    let state = Shape::new(&[settings.units]);
    let mut index = 0;
    while index < given {
        if initial[index].is_known() && !initial[index].fits(&state) {
            return Some(other_state(initial[index], index, state, site));
        }
        index += 1;
    }
    let results = if settings.return_state { 1 + states } else { 1 };
    if settings.bound == results {
        return None;
    }
    Some(other_results(settings, results, site))
}

/// Why an input is no sequence, with the fix where it can be computed.
#[inline]
const fn not_a_sequence(input: Shape, site: Site) -> Option<Message> {
    if !input.is_known() || input.rank() == 2 && !input.is_empty() {
        return None;
    }
    let message = site.expects("[steps, features]", input);
    if input.is_empty() {
        return Some(message.text("\nhelp: every axis must be at least 1"));
    }
    let name = site.layer.name;
    Some(match *input.axes() {
        [_] if is_recurrent(site.producer.class) => {
            message.text("\nhelp: give `").text(site.producer.name).text("` `return_sequences = true`")
        }
        [features] => {
            let message = message.text("\nhelp: if that is a sequence of single numbers, put `Reshape((");
            let message = message.number(features).text(", 1))` before `").text(name);
            message.text("`; if it is one step, `Reshape((1, ").number(features).text("))`")
        }
        [_, steps, features] if site.producer.class.is_empty() => {
            let message = message.text("\nhelp: the batch axis is never written: declare the input as ");
            message.shape(Shape::new(&[steps, features]))
        }
        [height, width, channels] => {
            let message = message.text("\nhelp: to read its rows one by one, put `Reshape((").number(height);
            let message = message.text(", ").number(width.saturating_mul(channels));
            message.text("))` before `").text(name).text("`")
        }
        _ => message,
    })
}

#[inline]
const fn other_state(given: Shape, index: usize, state: Shape, site: Site) -> Message {
    let message = Message::new().layer(site.layer).text(" expects states of ").shape(state).text(", but ");
    let producer = site.producer_of(index + 1);
    let message = message.layer(producer).text(" gives ").shape(given);
    if given.rank() != 1 {
        return message;
    }
    if producer.class.is_empty() {
        return message.text("\nhelp: declare it as ").shape(state);
    }
    let message = message.text("\nhelp: give `").text(site.layer.name).text("` ").number(given.last());
    message.text(" units, or make the state ").shape(state)
}

#[inline]
const fn other_results(settings: &Settings, results: usize, site: Site) -> Message {
    let message = Message::new().layer(site.layer).text(" gives ").number(results);
    let message = message.text(if results == 1 { " value, but " } else { " values, but " });
    let message = message.number(settings.bound);
    let message = message.text(if settings.bound == 1 { " is bound" } else { " are bound" });
    match (results, settings.return_state) {
        (1, _) => message.text("\nhelp: with `return_state = true` it gives its states too"),
        (2, _) => {
            message.text("\nhelp: leave out `return_state`, or bind them in a graph, `let (y, h) = ..;`")
        }
        _ => message.text("\nhelp: leave out `return_state`, or bind them in a graph, `let (y, h, c) = ..;`"),
    }
}

/// The comparison of strings that a constant can make.
#[inline]
const fn is_recurrent(class: &str) -> bool {
    matches!(class.as_bytes(), b"LSTM" | b"GRU" | b"SimpleRNN")
}
