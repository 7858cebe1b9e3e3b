//! What the `mnist` example does beside its network: options, and digits drawn in the terminal.

mod drawing;
mod options;

pub use drawing::{HEIGHT, WIDTH, draw};
pub use options::{Options, USAGE};
