//! A module where the names of the prelude mean something else.
#![deny(warnings)]
#![allow(dead_code, unused_macros, non_camel_case_types, non_snake_case)]

mod core {}
mod std {}
mod alloc {}
mod netform_private {}
struct Option;
struct Some;
struct None;
struct Vec;
struct Box;
struct String;
struct Default;
struct Iterator;
struct From;
struct Into;
struct Copy;
struct Sized;
struct Drop;
struct Self_;
type Result = ();
type usize_ = ();
trait Clone {}
trait Debug {}
trait Network {}
trait Params {}
trait Sample {}
fn drop() {}

macro_rules! panic {
    () => {
        compile_error!("not this one")
    };
}
macro_rules! assert {
    () => {
        compile_error!("not this one")
    };
}

::netform::network! {
    struct Chain: [4] -> [2] {
        hidden: Dense(8, activation = relu),
        Dropout(0.5),
        Dense(2),
    }
}

::netform::network! {
    struct Graph(a: [4], b: [4]) -> { c: [2], d: [2] } {
        let shared = Dense(2);
        c = shared(a);
        d = tanh(shared(b));
    }
}

fn main() {
    panic_unless(Chain::PARAMS == 58 && Graph::PARAMS == 10);
}

fn panic_unless(is_right: bool) {
    if !is_right {
        ::std::process::exit(1);
    }
}
