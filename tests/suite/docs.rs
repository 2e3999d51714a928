//! `docs/reference/` and `schemas/` are written from the code. `UPDATE=1` writes them anew; otherwise a difference fails.

mod contexts;
mod schemas;

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use townbook::cli::{self, SCHEMAS};
use townbook::pipeline;

use crate::support::{files_below, repository};

/// Said at the top of every page.
const NOTE: &str = "<!-- Written from the code by the test `docs`. To change it, change the code, then run the tests with UPDATE=1. -->";

/// A generated file: its path in the repository, and what belongs into it.
struct Page {
    path: String,
    text: String,
}

fn page(name: &str, title: &str, body: &str) -> Page {
    let text = format!("{NOTE}\n\n# {title}\n\n{}\n", body.trim_end());
    Page { path: format!("docs/reference/{name}.md"), text }
}

fn pages() -> Vec<Page> {
    let file = |name: &str| SCHEMAS.iter().find(|file| file.name == name).expect("a file that people write");
    let policy = ["policy", "licenses", "exemptions", "standards"]
        .map(|name| format!("## `{}`\n\n{}", file(name).path, schemas::tables(&(file(name).schema)(), 3)));
    let mut pages = vec![
        page("cli", "The command line", &command_line()),
        page("findings", "Findings", &findings()),
        page("portal.toml", "`portal.toml`", &schemas::tables(&(file("portal").schema)(), 2)),
        page("dataset.toml", "`dataset.toml`", &schemas::tables(&(file("dataset").schema)(), 2)),
        page("policy", "The files of `policy/`", &policy.join("\n\n")),
        page("template-contexts", "What templates receive", &contexts::contexts()),
    ];
    for file in SCHEMAS {
        let text = serde_json::to_string_pretty(&(file.schema)()).unwrap() + "\n";
        pages.push(Page { path: format!("schemas/{}.json", file.name), text });
    }
    pages
}

/// Every command with its long help.
fn command_line() -> String {
    let mut text = String::from(
        "Data goes to standard output, everything else to standard error.\n\n## Exit codes\n\n| code | means |\n|--:|---|\n\
         | 0 | all is well |\n| 1 | there are findings at error level |\n| 2 | it could not run: usage, files, configuration |\n\
         | 3 | the policy refused |\n| 4 | another publication got there first |\n| 5 | the host lacks a needed ability |\n\
         | 6 | verification failed |\n| 7 | publishing stopped part-way: run it again to finish |\n\
         | 8 | published, but some datasets were held back |\n| 9 | there are changes, which were shown and not made (`publish plan`, `update` without `--yes`) |\n",
    );
    let mut definition = cli::definition().term_width(100);
    definition.build();
    describe(&mut definition, &mut text);
    text
}

fn describe(command: &mut clap::Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(text, "\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
    for child in command.get_subcommands_mut().filter(|child| child.get_name() != "help") {
        describe(child, text);
    }
}

/// Every code with its explanation.
fn findings() -> String {
    let mut text = String::from(
        "`townbook check --format json` prints one object: `findings`, a list, and `summary` with the counts `errors`, `warnings`\n\
         and `datasets`. A finding has these members; what does not apply is left out.\n\n\
         | member | means |\n|---|---|\n\
         | `code` | what kind of finding it is: one of those below |\n\
         | `severity` | `error` holds the dataset back, `warning` does not; `note` is what the city has waived |\n\
         | `message` | one plain sentence; it never holds a value of the data |\n\
         | `path` | the file, relative to the portal |\n\
         | `line`, `column` | where in a text file, from 1 |\n\
         | `row` | the row of a table as a spreadsheet numbers it: the header is row 1 |\n\
         | `field` | the column of a table |\n\
         | `value` | the shape of the cell: `9` for a digit, `a` and `A` for letters |\n\
         | `dataset` | the dataset it belongs to |\n\
         | `count` | how often; `places` holds the first 1,000 with `line`, `column`, `row` and `value` |\n\
         | `help` | what to do next |\n| `fix` | text to paste |\n",
    );
    let standards: Vec<&str> = townbook::validate::standards().map(|code| code.id).collect();
    for code in pipeline::codes() {
        let mut severity = code.severity.word().to_owned();
        if standards.contains(&code.id) {
            severity += "; the city can change this in `policy/standards.toml`";
        }
        let _ = write!(text, "\n## {}\n\n**{}** ({})\n\n{}\n", code.id, code.title, severity, code.explain.trim_end());
    }
    text
}

#[test]
fn the_reference_is_current() {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut stale = Vec::new();
    for page in pages() {
        let path: PathBuf = repository().join(&page.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == page.text) {
            continue;
        }
        if update {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, page.text).unwrap();
        } else {
            stale.push(page.path);
        }
    }
    assert!(stale.is_empty(), "not what the code says: {}; run the tests with UPDATE=1", stale.join(", "));
}

#[test]
fn the_reference_has_no_page_too_many() {
    let known: Vec<String> = pages().into_iter().map(|page| page.path).collect();
    for path in files_below(&repository().join("docs/reference")) {
        assert!(known.contains(&format!("docs/reference/{path}")), "docs/reference/{path} is not generated any more");
    }
    for file in fs::read_dir(repository().join("schemas")).unwrap() {
        let file = file.unwrap();
        let path = format!("schemas/{}", file.file_name().to_str().unwrap());
        assert!(file.path().is_dir() || known.contains(&path), "{path} is not generated any more");
    }
}

#[test]
fn everything_has_a_description() {
    let mut gaps = Vec::new();
    for file in SCHEMAS {
        schemas::gaps(&(file.schema)(), file.name, &mut gaps);
    }
    for (name, schema) in contexts::all() {
        schemas::gaps(&schema, name, &mut gaps);
    }
    assert!(gaps.is_empty(), "without a description: {}", gaps.join(", "));
    let mut definition = cli::definition();
    definition.build();
    for command in definition.get_subcommands() {
        assert!(command.get_about().is_some(), "{}", command.get_name());
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{} of {}", argument.get_id(), command.get_name());
        }
    }
}

#[test]
fn the_guide_names_every_family_of_findings() {
    let guide = fs::read_to_string(repository().join("docs/guide/findings.md")).unwrap();
    for code in townbook::pipeline::codes() {
        assert!(
            guide.contains(&format!("| `{}` |", code.family())),
            "docs/guide/findings.md says nothing of {}",
            code.id
        );
    }
}
