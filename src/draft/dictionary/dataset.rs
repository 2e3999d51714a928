//! What the sheet about the dataset as a whole answers.

use super::day::day;
use super::questions::{Question, questions};
use super::read::Answers;
use super::sheet::{Row, Sheet};
use super::{CLEAR, texts};
use crate::document::synonym;
use crate::draft::judgement;
use crate::draft::toml_text::{list, text};
use crate::draft::{Choice, Choices};
use crate::metadata::DatasetFile;
use crate::model::Date;

/// Where the answers stand among the labels of the sheet.
const ANSWER: usize = 2;

/// Questions of which two make one key.
const PAIRS: [[&str; 2]; 2] = [["contact name", "contact e-mail"], ["first day", "last day"]];

/// Half of a pair: its row, and the answer that holds now. The answer is empty where there is none.
struct Half<'a> {
    row: &'a Row,
    answer: String,
    today: String,
}

impl Answers {
    pub(super) fn dataset(&mut self, sheet: &Sheet, file: &DatasetFile, choices: &Choices, today: Date) {
        let questions = questions(file, choices);
        let mut halves: Vec<(&str, Half<'_>)> = Vec::new();
        for row in &sheet.rows {
            let key = row.cells[0].as_str();
            let Some(question) = questions.iter().find(|question| question.key == key) else {
                if !key.is_empty() {
                    self.problems.push(sheet.problem(row, 0, &format!("there is no question `{key}`")));
                }
                continue;
            };
            let said = answer(&row.cells[ANSWER], question, today);
            if PAIRS.as_flattened().contains(&key) {
                match said {
                    Ok(answer) => halves.push((key, Half { row, answer, today: question.answer.clone() })),
                    Err(words) => self.problems.push(sheet.problem(row, ANSWER, &words)),
                }
                continue;
            }
            match said {
                Ok(answer) if answer == question.answer => {}
                Ok(answer) if answer.is_empty() => self.drop("", question.key),
                Ok(answer) => match key {
                    "keywords" => {
                        let words = texts(&answer, &[',', ';', '|', '\n']);
                        if file.keywords.as_ref() != Some(&words) {
                            self.set("", "keywords", list(words));
                        }
                    }
                    "issued" => self.set("", "issued", answer),
                    _ => self.set("", question.key, text(&answer)),
                },
                Err(words) => self.problems.push(sheet.problem(row, ANSWER, &words)),
            }
        }
        let half = |key: &str| halves.iter().find(|(known, _)| *known == key).map(|(_, half)| half);
        for (at, [first, second]) in PAIRS.into_iter().enumerate() {
            // A half that is not there has no row any more, or what is wrong with it has been said.
            let (Some(first), Some(second)) = (half(first), half(second)) else { continue };
            match at {
                0 => self.pair(sheet, "contact", [first, second], "a contact needs both a name and an e-mail address"),
                _ => self.pair(
                    sheet,
                    "temporal",
                    [first, second],
                    "the time that the data is about needs both a first and a last day",
                ),
            }
        }
    }

    /// Sets a key that two answers make. Where one is missing, its cell is named.
    fn pair(&mut self, sheet: &Sheet, key: &'static str, [first, second]: [&Half<'_>; 2], needs: &str) {
        if first.answer == first.today && second.answer == second.today {
            return;
        }
        match (first.answer.as_str(), second.answer.as_str()) {
            ("", "") => self.drop("", key),
            ("", _) => self.problems.push(sheet.problem(first.row, ANSWER, needs)),
            (_, "") => self.problems.push(sheet.problem(second.row, ANSWER, needs)),
            (name, email) if key == "contact" => {
                self.set("", key, format!("{{ name = {}, email = {} }}", text(name), text(email)));
            }
            (start, end) => self.set("", key, format!("{{ start = {start}, end = {} }}", text(end))),
        }
    }
}

/// The answer that holds: the one in the cell, or the one of `dataset.toml` where the cell is empty.
fn answer(cell: &str, question: &Question, today: Date) -> Result<String, String> {
    if cell.is_empty() || cell == question.answer {
        return Ok(question.answer.clone());
    }
    if cell == CLEAR {
        return Ok(String::new());
    }
    match question.key {
        "last day" if cell.eq_ignore_ascii_case("ongoing") => Ok("ongoing".to_owned()),
        "first day" if is_year(cell) => Ok(format!("{cell}-01-01")),
        "last day" if is_year(cell) => Ok(format!("{cell}-12-31")),
        "last day" => match day(cell, today) {
            Ok(day) => Ok(day.to_string()),
            Err(words) => Err(format!("{words}, and not `ongoing`, which stands for data that still grows")),
        },
        "issued" | "first day" => day(cell, today).map(|day| day.to_string()),
        _ if question.choices.is_empty() => Ok(cell.to_owned()),
        _ => chosen(cell, &question.choices).map(str::to_owned).ok_or_else(|| {
            let known: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
            let more = if question.key == "publisher" { new_publisher(cell) } else { String::new() };
            format!("`{cell}` is none of the choices: {}{more}", known.join(", "))
        }),
    }
}

/// How a department comes into the portal.
fn new_publisher(name: &str) -> String {
    let id = judgement::name(name, 0, |_| false).replace('_', "-");
    format!(
        "; if it is a department that the portal does not have yet, ask whoever looks after portal.toml to add it there: \
         `[[publishers]]`, below it `id = {}` and `name = {}`",
        text(&id),
        text(name)
    )
}

/// Whether a cell holds a year alone.
fn is_year(cell: &str) -> bool {
    cell.len() == 4 && cell.parse::<u16>().is_ok_and(|year| year >= 1000)
}

/// The choice that was meant: the line of the list, its code alone or its words alone, or another word for it.
fn chosen<'a>(answer: &str, choices: &'a [Choice]) -> Option<&'a str> {
    let code = answer.split_once(" – ").map_or(answer, |(code, _)| code).trim();
    let usual = synonym(code).unwrap_or(code);
    let is_meant = |choice: &&Choice| {
        choice.id.eq_ignore_ascii_case(usual) || choice.words.to_lowercase() == answer.trim().to_lowercase()
    };
    choices.iter().find(is_meant).map(|choice| choice.id.as_str())
}
