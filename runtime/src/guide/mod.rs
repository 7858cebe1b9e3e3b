//! How to use netform, a page a subject. It holds no code: every example is a test of the docs.
//!
//! - [`graphs`]: Keras's functional API in netform.
//! - [`memory`]: where values live, and why a pass needs no more.
//! - [`layers`]: layers of one's own.
//! - [`transfer`]: networks within networks, and weights that move between them.
//! - [`errors`]: what netform, dfdx, burn and Keras say of the same mistakes.
//! - [`peers`]: how fast netform is beside others.
//! - [`limits`]: how near the passes of layers come to what a core can do.
//! - [`scale`]: what large, wide and deep networks cost.

#[doc = include_str!("errors.md")]
pub mod errors {}
#[doc = include_str!("graphs.md")]
pub mod graphs {}
#[doc = include_str!("layers.md")]
pub mod layers {}
#[allow(clippy::doc_markdown, reason = "a program writes the tables")]
#[doc = include_str!("limits.md")]
pub mod limits {}
#[doc = include_str!("memory.md")]
pub mod memory {}
#[allow(clippy::doc_markdown, reason = "a program writes the table")]
#[doc = include_str!("peers.md")]
pub mod peers {}
#[allow(clippy::doc_markdown, reason = "a program writes the tables")]
#[doc = include_str!("scale.md")]
pub mod scale {}
#[doc = include_str!("transfer.md")]
pub mod transfer {}
