//! The `network!` macro of netform.
