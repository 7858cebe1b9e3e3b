//! A network's last activation as a type, as far as a loss asks for it.

/// None: values before an activation, or of a layer that has none.
#[derive(Debug)]
pub struct Linear;
/// Probabilities of yes.
#[derive(Debug)]
pub struct Sigmoid;
/// A distribution over classes.
#[derive(Debug)]
pub struct Softmax;
/// Any other: neither probabilities nor what precedes them.
#[derive(Debug)]
pub struct Other;
