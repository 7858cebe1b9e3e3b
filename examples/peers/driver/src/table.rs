//! The table.

use std::collections::BTreeMap;

use crate::limits::Limits;
use crate::workload::{Comparison, Workload, significant};

/// A peer on a workload.
pub enum Cell {
    /// It has none, and why.
    None(String),
    /// Why there is no number.
    Failed(String),
    /// Seconds a unit, of every round; and how far the outputs are from netform's.
    Times(Vec<f64>, f64),
}

/// A workload with all peers, netform first.
pub struct Row {
    pub workload: Workload,
    pub cells: Vec<Cell>,
}

impl Cell {
    /// So many quarters of the rounds are faster.
    fn quartile(&self, quarters: usize) -> Option<f64> {
        let Self::Times(times, _) = self else { return None };
        let mut times = times.clone();
        times.sort_by(f64::total_cmp);
        times.get(quarters * times.len() / 4).copied()
    }

    fn median(&self) -> Option<f64> {
        self.quartile(2)
    }
}

/// Prints a table of medians, and what has to be said of it.
pub fn print(columns: &[&str], rows: &[Row], limits: &Limits) {
    let peers = columns.join(" | ");
    println!("| | {peers} | best peer ÷ netform | limit | limit ÷ netform |");
    println!("| --- |{}", " ---: |".repeat(columns.len() + 3));
    for row in rows {
        println!("| {} | {} |", row.workload.title, line(row, limits).join(" | "));
    }
    println!();
    quality(rows);
    let mut notes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for row in rows {
        for (cell, column) in row.cells.iter().zip(columns) {
            let note = match cell {
                Cell::None(why) => format!("{column} {why}"),
                Cell::Failed(why) => format!("{column} failed: {why}"),
                Cell::Times(..) => continue,
            };
            notes.entry(note).or_default().push(row.workload.name);
        }
    }
    if !notes.is_empty() {
        let notes: Vec<String> =
            notes.iter().map(|(note, names)| format!("{note} ({})", names.join(", "))).collect();
        println!("\nWithout a number: {}.", notes.join("; "));
    }
    println!();
}

fn line(row: &Row, limits: &Limits) -> Vec<String> {
    let unit = row.workload.unit;
    let own = row.cells.first().and_then(Cell::median);
    let best = row.cells.iter().skip(1).filter_map(Cell::median).min_by(f64::total_cmp);
    let mut line = Vec::new();
    for cell in &row.cells {
        line.push(match (cell, cell.median()) {
            (_, Some(median)) if Some(median) == best => format!("**{}**", unit.show(median)),
            (_, Some(median)) => unit.show(median),
            (Cell::Failed(_), None) => "failed".into(),
            _ => "–".into(),
        });
    }
    let limit = limits.seconds(row.workload.work);
    let ratio =
        |numerator: Option<f64>| own.zip(numerator).map_or("–".into(), |(own, n)| significant(n / own));
    line.extend([ratio(best), unit.show(limit), ratio(Some(limit))]);
    line
}

/// How many rounds, how far apart, and how equal the outputs.
fn quality(rows: &[Row]) {
    let (mut rounds, mut spreads, mut differences) = ([usize::MAX, 0], Vec::new(), [0.0_f64; 2]);
    for row in rows {
        let kind = usize::from(matches!(row.workload.comparison, Comparison::Mean(_)));
        for cell in &row.cells {
            let Cell::Times(times, found) = cell else { continue };
            rounds = [rounds[0].min(times.len()), rounds[1].max(times.len())];
            differences[kind] = differences[kind].max(*found);
            if let [Some(low), Some(median), Some(high)] = [1, 2, 3].map(|quarters| cell.quartile(quarters)) {
                spreads.push(100.0 * (high - low) / median);
            }
        }
    }
    spreads.sort_by(f64::total_cmp);
    let trains = rows.iter().any(|row| matches!(row.workload.comparison, Comparison::Mean(_)));
    if let (Some(middle), Some(most)) = (spreads.get(spreads.len() / 2), spreads.last()) {
        println!(
            "Medians of {} to {} rounds. The middle half of a cell's rounds spans {middle:.0} % of its median, in the worst \
             cell {most:.0} %. Outputs differ from netform's by at most {:.0e}{}.",
            rounds[0],
            rounds[1],
            differences[0],
            if trains {
                format!(", after training by {:.0e} on average", differences[1])
            } else {
                String::new()
            }
        );
    }
}
