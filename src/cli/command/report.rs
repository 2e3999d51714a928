//! `townbook report`

use std::path::Path;
use std::process::ExitCode;

use super::{fail, program};
use crate::cli::args::{ReportArguments, ReportFormat, ReportSubject};
use crate::cli::{Exit, terminal};
use crate::describe::quality::{self, Dimension, INDICATORS, MOST, Quality};
use crate::diagnostic::render::counted;
use crate::pipeline::{self, Manner};

pub(crate) fn run(portal: &Path, arguments: &ReportArguments) -> ExitCode {
    let ReportSubject::Quality = arguments.what;
    let wheel = terminal::Bar::wheel("measuring");
    let manner = Manner { program: program(&arguments.cache), verify: false };
    let measured = pipeline::quality(portal, manner);
    wheel.finish_and_clear();
    let (quality, found) = match measured {
        Ok(measured) => measured,
        Err(error) => return fail(&error),
    };
    match arguments.format {
        ReportFormat::Human => print!("{}", for_people(&quality)),
        ReportFormat::Json => {
            println!("{}", serde_json::to_string_pretty(&quality.to_json()).expect("a report is plain data"));
        }
        ReportFormat::Csv => print!("{}", quality.to_csv()),
    }
    if !found.held.is_empty() {
        let held = counted(found.held.len() as u64, "dataset");
        eprintln!("note: {held} held back and not counted here; `townbook check` says why");
    }
    Exit::Clean.into()
}

/// The report as lines, with what costs points and which datasets have warnings.
fn for_people(quality: &Quality) -> String {
    let points = quality.points();
    let mut text = format!(
        "{} of {MOST} points on average: {} (Metadata Quality Assessment of the European data portal)\n\
         {} of data.gov in {}\n\n",
        quality::words(points),
        quality::rating(points),
        counted(quality.warnings() as u64, "warning"),
        counted(quality.datasets.len() as u64, "dataset"),
    );
    for dimension in Dimension::ALL {
        let (points, most) = (quality::words(quality.points_in(dimension)), quality::most_in(dimension));
        text += &format!("{:<17} {points:>5} of {most:>3}\n", dimension.label());
    }
    let shares = quality.shares();
    let lost = INDICATORS.iter().zip(&shares).filter(|(_, share)| **share < 1.0);
    let lost = lost.map(|(indicator, share)| {
        let points = quality::words(f64::from(indicator.points) * share);
        format!("  {points:>5} of {:>3}  {}\n", indicator.points, indicator.sentence)
    });
    let lost: String = lost.collect();
    if !lost.is_empty() && !quality.datasets.is_empty() {
        text += &format!("\nWhat costs points\n{lost}");
    }
    text += if quality.datasets.is_empty() { "" } else { "\nDatasets\n" };
    for dataset in &quality.datasets {
        text += &format!("  {:>5}  {}\n", quality::words(dataset.points()), dataset.slug);
        dataset.warnings.iter().for_each(|warning| text += &format!("         {warning}\n"));
    }
    text
}
