//! The JSON of a safetensors header: objects, strings and whole numbers, and nothing else.
//!
//! A reader of its own, since the `safetensors` crate keeps the last of two tensors of one name
//! without a word, and panics in a debug build when the sizes in a header add up to more than 64
//! bits.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::error::WeightsError;

/// A position in a text.
pub(super) struct Json<'a> {
    text: &'a str,
    at: usize,
}

type Result<T> = core::result::Result<T, WeightsError>;

impl<'a> Json<'a> {
    pub(super) fn new(header: &'a [u8]) -> Result<Self> {
        let text = core::str::from_utf8(header)
            .map_err(|error| WeightsError::Header { at: error.valid_up_to(), expected: "UTF-8" })?;
        Ok(Self { text, at: 0 })
    }

    pub(super) fn error<T>(&self, expected: &'static str) -> Result<T> {
        Err(WeightsError::Header { at: self.at, expected })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes past a byte, where it is the next.
    fn accept(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes past a byte and the space around it.
    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<()> {
        self.skip_space();
        if !self.accept(byte) {
            return self.error(expected);
        }
        self.skip_space();
        Ok(())
    }

    /// The text has been read to its end; the format pads it with spaces.
    pub(super) fn end(&mut self) -> Result<()> {
        while self.accept(b' ') {}
        if self.at < self.text.len() { self.error("nothing but spaces to the end") } else { Ok(()) }
    }

    /// An object: reads every value by `value`, which is given its key.
    pub(super) fn object(&mut self, mut value: impl FnMut(&mut Self, String) -> Result<()>) -> Result<()> {
        self.expect(b'{', "`{`")?;
        if self.accept(b'}') {
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.expect(b':', "`:`")?;
            value(self, key)?;
            self.skip_space();
            if self.accept(b'}') {
                return Ok(());
            }
            self.expect(b',', "`,` or `}`")?;
        }
    }

    /// An array of whole numbers.
    pub(super) fn numbers(&mut self) -> Result<Vec<u64>> {
        let mut numbers = Vec::new();
        self.expect(b'[', "`[`")?;
        if self.accept(b']') {
            return Ok(numbers);
        }
        loop {
            numbers.push(self.number()?);
            self.skip_space();
            if self.accept(b']') {
                return Ok(numbers);
            }
            self.expect(b',', "`,` or `]`")?;
        }
    }

    fn number(&mut self) -> Result<u64> {
        let begin = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        let digits = &self.text[begin..self.at];
        match digits.parse() {
            Ok(number) if digits.len() == 1 || !digits.starts_with('0') => Ok(number),
            _ => {
                self.at = begin;
                self.error("a whole number of at most 64 bits")
            }
        }
    }

    pub(super) fn string(&mut self) -> Result<String> {
        if !self.accept(b'"') {
            return self.error("`\"`");
        }
        let mut string = String::new();
        loop {
            let Some(character) = self.text[self.at..].chars().next() else {
                return self.error("`\"`");
            };
            if character < ' ' {
                return self.error("no control character");
            }
            self.at += character.len_utf8();
            match character {
                '"' => return Ok(string),
                '\\' => string.push(self.escape()?),
                _ => string.push(character),
            }
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> Result<char> {
        const EXPECTED: &str = "an escape of JSON's";
        let escape = self.peek();
        let character = match escape {
            Some(b'"' | b'\\' | b'/') => escape.map(char::from),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(b'u') => {
                self.at += 1;
                return self.unicode();
            }
            _ => None,
        };
        let Some(character) = character else {
            return self.error(EXPECTED);
        };
        self.at += 1;
        Ok(character)
    }

    /// What stands after `\u`: a character, or two halves of one.
    fn unicode(&mut self) -> Result<char> {
        let first = self.unit()?;
        let mut units = [first, 0];
        let mut len = 1;
        if (0xD800..0xDC00).contains(&first) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            units[1] = self.unit()?;
            len = 2;
        }
        let mut characters = char::decode_utf16(units.into_iter().take(len));
        match (characters.next(), characters.next()) {
            (Some(Ok(character)), None) => Ok(character),
            _ => self.error("a whole character"),
        }
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u16> {
        let digits = self.text.get(self.at..self.at + 4);
        let unit = digits
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let Some(unit) = unit else {
            return self.error("four hexadecimal digits");
        };
        self.at += 4;
        Ok(unit)
    }
}

/// Appends a string with its quotes.
pub(super) fn write_string(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\0'..' ' => {
                const HEX: [char; 16] =
                    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
                let code = character as usize;
                json.extend(['\\', 'u', '0', '0', HEX[code / 16], HEX[code % 16]]);
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}

/// Appends an array.
pub(super) fn write_numbers(json: &mut String, numbers: &[usize]) {
    for (index, number) in numbers.iter().enumerate() {
        json.push(if index == 0 { '[' } else { ',' });
        json.push_str(&number.to_string());
    }
    json.push_str(if numbers.is_empty() { "[]" } else { "]" });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> Result<String> {
        let mut json = Json::new(text.as_bytes())?;
        let string = json.string()?;
        json.end()?;
        Ok(string)
    }

    #[test]
    fn strings_are_json_s() {
        for text in ["", "hidden.kernel", "größe", "a\"b\\c", "\u{0}\u{1f}\n", "\u{1F600}"] {
            let mut json = String::new();
            write_string(&mut json, text);
            assert_eq!(string(&json).as_deref(), Ok(text));
        }
        assert_eq!(string(r#""\ud83d\ude00\u00e4\/\b\f\n\r\t""#).unwrap(), "\u{1F600}ä/\u{8}\u{c}\n\r\t");
        for text in [
            "",
            "\"",
            "a",
            "\"a",
            "\"\\",
            "\"\\x\"",
            "\"\\u00\"",
            "\"\\u00g0\"",
            "\"\\u+123\"",
            "\"\\ud83d\"",
            "\"\\ud83d\\u0041\"",
            "\"\\ude00\"",
            "\"\n\"",
            "\"\\uäää\"",
            "\"a\" b",
        ] {
            assert!(matches!(string(text), Err(WeightsError::Header { .. })), "{text}");
        }
    }

    #[test]
    fn numbers_are_whole() {
        let written = |numbers: &[usize]| {
            let mut json = String::new();
            write_numbers(&mut json, numbers);
            json
        };
        assert_eq!([written(&[]), written(&[7]), written(&[0, 12, 3])], ["[]", "[7]", "[0,12,3]"]);
        let numbers = |text: &str| Json::new(text.as_bytes())?.numbers();
        assert_eq!(numbers("[]").unwrap(), []);
        assert_eq!(numbers(" [ 0 , 18446744073709551615,7]").unwrap(), [0, u64::MAX, 7]);
        for text in ["", "[", "[1", "[1,]", "[,]", "[-1]", "[1.0]", "[01]", "[18446744073709551616]", "[1e3]"]
        {
            assert!(matches!(numbers(text), Err(WeightsError::Header { .. })), "{text}");
        }
    }
}
