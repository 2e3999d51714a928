//! `townbook new`

mod catalog;
mod dictionary;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::fail;
use crate::cli::args::NewArguments;
use crate::cli::{Exit, terminal};
use crate::draft::{self, Answers, Choices, DataFile, Drafted};
use crate::files;
use crate::model::Slug;
use crate::pipeline;

pub(crate) fn run(portal: &Path, arguments: &NewArguments) -> ExitCode {
    let choices = match pipeline::choices(portal) {
        Ok(choices) => choices,
        Err(error) => return fail(&error),
    };
    let done = match (&arguments.from_catalog, &arguments.slug) {
        (Some(catalog), _) => catalog::move_in(portal, catalog, &choices),
        (None, slug) => {
            let slug = slug.as_deref().unwrap_or_default();
            match &arguments.dictionary {
                Some(dictionary) => dictionary::bring_in(portal, slug, dictionary, arguments.yes, &choices),
                None => create(portal, slug, arguments, &choices),
            }
        }
    };
    match done {
        Ok(exit) => exit.into(),
        Err(message) => {
            eprintln!("error: {message}");
            Exit::CouldNotRun.into()
        }
    }
}

/// Drafts one dataset. Either all of its folder is written or nothing.
fn create(root: &Path, slug: &str, arguments: &NewArguments, choices: &Choices) -> Result<Exit, String> {
    let slug = Slug::new(slug)?;
    let answers = answers(arguments, choices)?;
    let folder = root.join("datasets").join(slug.as_str());
    let shown = format!("datasets/{slug}");
    let drafted = if arguments.from.is_empty() {
        let drafted = look(&files_of(&folder, &shown)?, &answers, choices)?;
        write_description(&slug, &folder, &drafted, choices)?;
        drafted
    } else {
        if folder.exists() {
            return Err(format!(
                "{shown} is there already; nothing was written. Take another name for the new dataset"
            ));
        }
        let files = DataFile::brought(&arguments.from)?;
        let drafted = look(&files, &answers, choices)?;
        // Whoever names a file wants it in.
        refuse(&drafted)?;
        let copies = copies(&files);
        let parent = root.join("datasets");
        // Beside the place where it will be, under a name that no check looks at.
        let fresh = files::temporary_folder(&parent).map_err(|error| error.to_string())?;
        let finished = fresh.path().join(slug.as_str());
        for (file, name) in &copies {
            files::copy_hashed(file, &finished.join(name)).map_err(|error| error.to_string())?;
        }
        write_description(&slug, &finished, &drafted, choices)?;
        files::rename(&finished, &folder).map_err(|error| error.to_string())?;
        copies.iter().for_each(|(_, name)| println!("{shown}/{name}"));
        drafted
    };
    println!("{shown}/dataset.toml");
    println!("{shown}/dictionary.xlsx");
    let tables = drafted.inspections.iter().map(|inspection| inspection.tables.len()).sum::<usize>();
    eprintln!(
        "\nTables found: {tables}. What only a person knows is asked in dataset.toml, and the same in\n\
         dictionary.xlsx.\n\n\
         Next: answer in one of the two. What stands in the workbook is brought in by\n  \
         townbook new {slug} --dictionary {shown}/dictionary.xlsx\n\
         Then `townbook check {slug}` says what is still missing."
    );
    Ok(Exit::Clean)
}

/// Each file that is copied, with its name in the folder.
fn copies(files: &[DataFile]) -> Vec<(PathBuf, String)> {
    let whole = |file: &DataFile| std::iter::once((file.path.clone(), file.name.clone())).chain(file.beside.clone());
    files.iter().flat_map(whole).collect()
}

/// What was said on the command line.
fn answers(arguments: &NewArguments, choices: &Choices) -> Result<Answers, String> {
    if let Some(id) = &arguments.publisher
        && !choices.publishers.iter().any(|choice| choice.id == *id)
    {
        let known: Vec<&str> = choices.publishers.iter().map(|choice| choice.id.as_str()).collect();
        return Err(format!("portal.toml has no publisher `{id}`; it has {}", known.join(", ")));
    }
    Ok(Answers { title: arguments.title.clone(), publisher: arguments.publisher.clone(), ..Answers::default() })
}

/// The data in a folder that nobody has described yet.
fn files_of(folder: &Path, shown: &str) -> Result<Vec<DataFile>, String> {
    if !folder.exists() {
        return Err(format!("{shown} is not there yet; name its files with --from"));
    }
    if folder.join("dataset.toml").exists() {
        return Err(format!("{shown} has a dataset.toml already; nothing was written"));
    }
    let files = DataFile::lying_in(folder).map_err(|error| error.to_string())?;
    if files.is_empty() { Err(format!("{shown} holds no data; name its files with --from")) } else { Ok(files) }
}

/// Looks at the files; if no table is among them, that ends it.
fn look(files: &[DataFile], answers: &Answers, choices: &Choices) -> Result<Drafted, String> {
    let wheel = terminal::Bar::wheel("reading");
    let drafted = draft::draft(files, answers, choices);
    wheel.finish_and_clear();
    let drafted = drafted.map_err(|error| error.to_string())?;
    if drafted.has_table() { Ok(drafted) } else { refuse(&drafted).map(|()| drafted) }
}

/// The files of which nothing can be declared, if there are any.
fn refuse(drafted: &Drafted) -> Result<(), String> {
    if drafted.refused.is_empty() {
        return Ok(());
    }
    let mut message = "nothing was written, because no table can be read from".to_owned();
    for (file, reasons) in &drafted.refused {
        message.push_str(&format!("\n  {file}"));
        reasons.iter().for_each(|reason| message.push_str(&format!("\n    {reason}")));
    }
    Err(message)
}

/// Writes the draft, and the same questions as a workbook.
fn write_description(slug: &Slug, folder: &Path, drafted: &Drafted, choices: &Choices) -> Result<(), String> {
    let dictionary = dictionary::of_draft(slug, drafted, choices)?;
    let write = |name: &str, content: &[u8]| {
        files::write_atomic(&folder.join(name), content).map_err(|error| error.to_string())
    };
    write("dataset.toml", drafted.toml.as_bytes())?;
    write("dictionary.xlsx", &dictionary)
}
