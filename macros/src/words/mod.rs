//! Words that arguments take: activations, initialisers, paddings, scalings.

mod activations;
mod initializers;
mod paddings;
mod scalings;

pub(crate) use activations::ACTIVATIONS;
pub(crate) use initializers::INITIALIZERS;
pub(crate) use paddings::{PADDINGS, STEP_PADDINGS};
pub(crate) use scalings::{DISTRIBUTIONS, MODES};

use crate::layers::Argument;
use crate::suggest::closest;

/// The words of one kind.
#[derive(Debug)]
pub(crate) struct Words {
    /// What a word is called in messages: `activation`.
    pub(crate) noun: &'static str,
    /// The runtime's type, `netform::__private::TYPE`, with a constructor of each word's name.
    pub(crate) ty: &'static str,
    pub(crate) list: &'static [Word],
    /// Other libraries' words, and what to write instead.
    pub(crate) foreign: &'static [(&'static str, &'static str)],
    /// Words that other layers take, and what to say of them here.
    pub(crate) elsewhere: &'static [(&'static str, &'static str)],
}

/// A word and its arguments.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static [Argument],
}

impl Words {
    pub(crate) fn find(&self, name: &str) -> Option<&'static Word> {
        self.list.iter().find(|word| word.name == name)
    }

    /// The word that a name is close to, or stands for elsewhere.
    pub(crate) fn meant(&self, name: &str) -> Option<&'static str> {
        let foreign = self.foreign.iter().find(|(word, _)| *word == name).map(|(_, word)| *word);
        foreign.or_else(|| closest(name, self.names()))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.list.iter().map(|word| word.name)
    }
}

/// A word without arguments.
const fn plain(name: &'static str) -> Word {
    Word { name, arguments: &[] }
}
