//! The table.

use crate::workload::{Workload, significant};

/// A peer on a workload.
pub enum Cell {
    /// It has none.
    None,
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
    fn median(&self) -> Option<f64> {
        let Self::Times(times, _) = self else { return None };
        let mut times = times.clone();
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied()
    }
}

/// Prints a table of medians; a peer that has none of the workloads has no column.
pub fn print(columns: &[&str], rows: &[Row]) {
    let shown: Vec<usize> = (0..columns.len())
        .filter(|column| rows.iter().any(|row| !matches!(row.cells[*column], Cell::None)))
        .collect();
    let names: Vec<&str> = shown.iter().map(|column| columns[*column]).collect();
    println!("| | {} | netform : best peer |", names.join(" | "));
    println!("| --- |{}", " ---: |".repeat(shown.len() + 1));
    let mut notes = Vec::new();
    for row in rows {
        let medians: Vec<Option<f64>> = row.cells.iter().map(Cell::median).collect();
        let peers =
            medians.iter().zip(columns).skip(1).filter_map(|(median, column)| median.map(|m| (m, *column)));
        let best = peers.min_by(|a, b| a.0.total_cmp(&b.0));
        let cell = |column: &usize| match (&row.cells[*column], medians[*column]) {
            (Cell::Failed(why), _) => {
                notes.push(format!("- {}, {}: {why}", row.workload.title, columns[*column]));
                "failed".to_owned()
            }
            (_, Some(median)) if best.is_some_and(|best| best.1 == columns[*column]) => {
                format!("**{}**", row.workload.unit.show(median))
            }
            (_, Some(median)) => row.workload.unit.show(median),
            (_, None) => "–".to_owned(),
        };
        let cells: Vec<String> = shown.iter().map(cell).collect();
        let ratio = match (medians.first().copied().flatten(), best) {
            (Some(own), Some((best, _))) => significant(best / own),
            (None, _) => "netform has no such layers yet".to_owned(),
            _ => "–".to_owned(),
        };
        println!("| {} | {} | {ratio} |", row.workload.title, cells.join(" | "));
    }
    let spread = rows.iter().flat_map(|row| &row.cells).filter_map(|cell| match cell {
        Cell::Times(times, difference) if !times.is_empty() => Some((times.len(), *difference)),
        _ => None,
    });
    let (mut rounds, mut differences) = ([usize::MAX, 0], 0.0_f64);
    for (count, difference) in spread {
        rounds = [rounds[0].min(count), rounds[1].max(count)];
        differences = differences.max(difference);
    }
    println!(
        "\nMedians of {} to {} rounds. Outputs differ from netform's by {differences:.0e} at most.",
        rounds[0], rounds[1]
    );
    if !notes.is_empty() {
        println!("\n{}", notes.join("\n"));
    }
}
