//! How the values of a column spread, drawn.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::words;
use crate::model::{Bin, Date, Edge};

/// How the values of a column spread, as a picture 240 wide and 40 high.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Histogram {
    /// The outline, a path of SVG.
    pub path: String,
    /// The same in words.
    pub text: String,
    /// Where it begins, ready to print.
    pub from: String,
    /// Where it ends.
    pub to: String,
}

const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 40.0;

/// The picture of a histogram. What stands for the values is the area over a bin, because bins differ in width.
pub(super) fn draw(bins: &[Bin]) -> Option<Histogram> {
    let (first, last) = (bins.first()?, bins.last()?);
    let (low, high) = (place(&first.from), place(&last.to));
    let density = |bin: &Bin| bin.count as f64 / (place(&bin.to) - place(&bin.from));
    let highest = bins.iter().map(density).fold(0.0, f64::max);
    let mut path = format!("M0 {HEIGHT}");
    for bin in bins {
        let top = HEIGHT - density(bin) / highest * HEIGHT;
        let end = (place(&bin.to) - low) / (high - low) * WIDTH;
        let _ = write!(path, "V{}H{}", tenths(top), tenths(end));
    }
    let _ = write!(path, "V{HEIGHT}Z");
    let most = bins.iter().max_by(|a, b| density(a).total_cmp(&density(b)))?;
    let (from, to) = (edge(&first.from), edge(&last.to));
    let text = format!(
        "How the values spread from {from} to {to}. They lie densest from {} to {}: {} of them.",
        edge(&most.from),
        edge(&most.to),
        words::number(most.count),
    );
    Some(Histogram { path, text, from, to })
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Where an edge lies on the line.
fn place(edge: &Edge) -> f64 {
    match edge {
        Edge::Number(number) => *number,
        Edge::Day(day) => f64::from(day.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days())),
    }
}

fn edge(edge: &Edge) -> String {
    match edge {
        Edge::Number(number) => words::about(*number),
        Edge::Day(day) => day.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_of_the_same_density_are_of_the_same_height() {
        let bin = |from: f64, to: f64, count| Bin { from: Edge::Number(from), to: Edge::Number(to), count };
        let drawn = draw(&[bin(0.0, 10.0, 50), bin(10.0, 30.0, 100), bin(30.0, 40.0, 0), bin(40.0, 60.0, 50)]).unwrap();
        assert_eq!(drawn.path, "M0 40V0H40V0H120V40H160V20H240V40Z");
        assert!(drawn.text.contains("from 0 to 60"), "{}", drawn.text);
        let day = |year| Edge::Day(Date::constant(year, 1, 1));
        let drawn = draw(&[
            Bin { from: day(2001), to: day(2002), count: 20 },
            Bin { from: day(2002), to: day(2003), count: 10 },
        ]);
        assert_eq!(drawn.unwrap().path, "M0 40V0H120V20H240V40Z");
        assert!(draw(&[]).is_none());
    }
}
