//! What netform's tests share: reference cases, tolerances, and operations run by hand.
//!
//! The tests themselves lie beside this folder, one folder a theme.

pub mod case;
pub mod compare;
pub mod labels;
pub mod layer;
mod mobilenet;
pub mod numbers;
pub mod pass;
mod resnet18;
