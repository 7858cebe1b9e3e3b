//! Images as text.

use std::fmt::Write as _;

/// The height of an image in pixels.
pub const HEIGHT: usize = 28;
/// The width of an image in pixels.
pub const WIDTH: usize = 28;

/// The pixels left out at each border, where MNIST's digits are blank.
const BORDER: usize = 2;
/// The width of what is drawn.
const COLUMNS: usize = WIDTH - 2 * BORDER;
/// From this much ink on, a pixel is drawn.
const INK: f32 = 0.35;

/// Draws images side by side, each above its caption, in half-block characters: one holds a pixel
/// and the one below it.
///
/// A caption of more than 24 characters is cut off.
#[must_use]
pub fn draw(images: &[(&[f32], String)]) -> String {
    let mut text = String::new();
    for row in (BORDER..HEIGHT - BORDER).step_by(2) {
        let mut line = String::new();
        for (image, _) in images {
            line.extend((BORDER..WIDTH - BORDER).map(|column| {
                let ink = |row: usize| image.get(row * WIDTH + column).is_some_and(|pixel| *pixel >= INK);
                match (ink(row), ink(row + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                }
            }));
            line.push_str("  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let mut line = String::new();
    for (_, caption) in images {
        // Writing to a string does not fail.
        let _ = write!(line, "{caption:<COLUMNS$.COLUMNS$}  ");
    }
    text.push_str(line.trim_end());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_holds_two_pixels() {
        let mut image = [0.0; HEIGHT * WIDTH];
        // A line down the third column, and one along the fourth row of pixels.
        (0..HEIGHT).for_each(|row| image[row * WIDTH + 2] = 1.0);
        (0..WIDTH).for_each(|column| image[3 * WIDTH + column] = 0.5);
        let text = draw(&[(&image, "an L".into()), (&[], "nothing".into())]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 13);
        assert_eq!(lines[0], format!("█{}", "▄".repeat(23)));
        assert!(lines[1..12].iter().all(|line| *line == "█"));
        assert_eq!(lines[12], format!("{:<26}nothing", "an L"));
    }
}
