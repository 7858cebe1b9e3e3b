//! Does nothing: what starting a program costs.

fn main() {
    println!("nothing");
}
