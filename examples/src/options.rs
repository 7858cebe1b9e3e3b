//! The options of the `mnist` example.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

/// What `--help` prints.
pub const USAGE: &str = "\
Trains a convolutional network on handwritten digits, and tests it.

usage: cargo run --release --example mnist [-- OPTIONS]

  --data DIR          a folder with the four files of MNIST, plain or .gz; without it, the 10,000
                      digits that lie in examples/data/digits10k
  --epochs N          passes over the digits [default: 12; with --data: 5]
  --seed N            the seed of all randomness [default: 1]
  --at-least PERCENT  exit with code 1 where fewer of the test digits are read right
  --help              this text
";

/// The options, as given on the command line.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--epochs`, or its default.
    pub epochs: usize,
    /// `--seed`, or its default.
    pub seed: u64,
    /// `--at-least`, in percent.
    pub at_least: f64,
    /// Whether only the usage is wanted.
    pub help: bool,
}

impl Options {
    /// Reads the arguments behind the program's name.
    ///
    /// # Errors
    /// A line that says which argument is wrong.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut options = Self { data: None, epochs: 0, seed: 1, at_least: 0.0, help: false };
        let mut epochs = None;
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let name = argument.to_string_lossy();
            let mut value =
                |what| arguments.next().ok_or_else(|| format!("`{name}`: expected {what}, found nothing"));
            match &*name {
                "--help" | "-h" => options.help = true,
                "--data" => options.data = Some(value("a folder")?.into()),
                "--epochs" => epochs = Some(number(&name, "a number of epochs", value)?),
                "--seed" => options.seed = number(&name, "a seed", value)?,
                "--at-least" => options.at_least = number(&name, "a number of percent", value)?,
                _ => return Err(format!("there is no option `{name}`: `--help` lists them")),
            }
        }
        options.epochs = epochs.unwrap_or(if options.data.is_some() { 5 } else { 12 });
        Ok(options)
    }
}

/// An option's value as a number.
fn number<T: FromStr>(
    name: &str,
    what: &'static str,
    value: impl FnOnce(&'static str) -> Result<OsString, String>,
) -> Result<T, String> {
    let value = value(what)?;
    let text = value.to_string_lossy();
    text.parse().map_err(|_| format!("`{name}`: expected {what}, found `{text}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn defaults_depend_on_the_data() {
        let own = parse("").unwrap();
        assert_eq!((own.data, own.epochs, own.seed, own.at_least, own.help), (None, 12, 1, 0.0, false));
        let given = parse("--data digits --seed 7 --at-least 98.8").unwrap();
        assert_eq!((given.data, given.epochs), (Some(PathBuf::from("digits")), 5));
        assert_eq!((given.seed, given.at_least), (7, 98.8));
        assert_eq!(parse("--epochs 2 --data digits").unwrap().epochs, 2);
        assert!(parse("--help").unwrap().help);
    }

    #[test]
    fn mistakes_are_named() {
        for (line, message) in [
            ("--dta x", "there is no option `--dta`: `--help` lists them"),
            ("--data", "`--data`: expected a folder, found nothing"),
            ("--epochs ten", "`--epochs`: expected a number of epochs, found `ten`"),
            ("--epochs -1", "`--epochs`: expected a number of epochs, found `-1`"),
            ("--seed", "`--seed`: expected a seed, found nothing"),
        ] {
            assert_eq!(parse(line).unwrap_err(), message);
        }
    }
}
