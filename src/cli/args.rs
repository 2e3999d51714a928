//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Date;

/// An open data portal that a city keeps in git.
///
/// Checks every dataset a department commits, converts it to CSV, JSON and Parquet, writes a searchable static catalogue with
/// its metadata, and publishes it. Nothing protected leaves.
#[derive(Debug, Parser)]
#[command(name = "townbook", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// The portal's folder, which holds portal.toml
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    pub(super) portal: PathBuf,

    /// Whether findings quote values of the data, or only their shape (999-99-9999). By default they are quoted on a
    /// terminal, and never in CI or in formats for machines
    #[arg(long, global = true, value_name = "HOW")]
    pub(super) values: Option<ValuesArgument>,

    #[command(subcommand)]
    pub(super) command: Command,
}

/// See `Cli::values`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ValuesArgument {
    /// Quote values
    Show,
    /// Give their shape
    Shape,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new portal: portal.toml, a policy, a sample dataset and CI files
    Init(InitArguments),
    /// Draft datasets: what can be seen is filled in, what only a person knows is asked
    New(NewArguments),
    /// Take in new data for a table: says what changes and checks it, then writes it
    Update(UpdateArguments),
    /// Say what a file is: its format, encoding and columns, with reasons
    Inspect(InspectArguments),
    /// Say everything that is wrong with the datasets
    Check(CheckArguments),
    /// Check, convert, describe and render the site into a folder
    Build(BuildArguments),
    /// Build the site and serve it on this machine, again after every change
    Serve(ServeArguments),
    /// Build the site and publish it to a host
    Publish(PublishArguments),
    /// Bring the files that datasets have elsewhere (`url`), and verify them; `check` and `build` never do
    Fetch(FetchArguments),
    /// Say how good the catalogue is, by the measures of those who harvest it
    Report(ReportArguments),
    /// Say what a finding means and how to mend it
    Explain(ExplainArguments),
    /// Print the JSON Schema of a file that people write
    Schema(SchemaArguments),
}

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The new portal's folder: one that is empty or not there yet
    #[arg(default_value = ".")]
    pub(super) directory: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct NewArguments {
    /// The new dataset: the name of its folder and its address for ever, in lower-case words with hyphens. Without --from, the
    /// folder is there and holds the files
    #[arg(required_unless_present = "from_catalog", conflicts_with = "from_catalog")]
    pub(super) slug: Option<String>,
    /// The files that hold the data; they are copied into the new folder
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "slug")]
    pub(super) from: Vec<PathBuf>,
    /// What residents call it
    #[arg(long, requires = "slug")]
    pub(super) title: Option<String>,
    /// The department that keeps it, by its id in portal.toml
    #[arg(long, value_name = "ID", requires = "slug")]
    pub(super) publisher: Option<String>,
    /// A filled-in dictionary.xlsx of a dataset that is there: brings its answers into dataset.toml, and shows first what changes
    #[arg(long, value_name = "FILE", requires = "slug", conflicts_with_all = ["from", "title", "publisher"])]
    pub(super) dictionary: Option<PathBuf>,
    /// With --dictionary: write what has been shown
    #[arg(long, requires = "dictionary")]
    pub(super) yes: bool,
    /// The catalogue of a portal that is being left, as data.json (DCAT-US 1.1) or in DCAT 3 as JSON-LD: drafts a folder for
    /// each of its datasets, and leads their old addresses to the new ones
    #[arg(long, value_name = "FILE|URL")]
    pub(super) from_catalog: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct UpdateArguments {
    /// The dataset
    pub(super) slug: String,
    /// The new data: a file, or the address of one. Where the table's file lies elsewhere (`url`), its own address when not given
    #[arg(long, value_name = "FILE|URL")]
    pub(super) from: Option<String>,
    /// The table, by its name; the only one when not given
    #[arg(long, value_name = "NAME")]
    pub(super) resource: Option<String>,
    /// Add the rows to the table instead of replacing it
    #[arg(long)]
    pub(super) append: bool,
    /// Draft new columns into dataset.toml; what they mean is asked there. Without it, a file with new columns is refused
    #[arg(long)]
    pub(super) accept_columns: bool,
    /// Say what would change, and write nothing
    #[arg(long, conflicts_with = "yes")]
    pub(super) dry_run: bool,
    /// Write without asking
    #[arg(long)]
    pub(super) yes: bool,
    /// How to say what changes
    #[arg(long, default_value = "human")]
    pub(super) format: UpdateFormat,
    /// The day of the new data, such as 2026-12-31, which becomes `modified`; today when not given
    #[arg(long, value_name = "DATE")]
    pub(super) now: Option<Date>,
    /// Also use addresses that begin with http://, where anyone on the way can read and change what comes
    #[arg(long)]
    pub(super) allow_http: bool,
}

/// How an update is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum UpdateFormat {
    /// For people
    Human,
    /// For programs
    Json,
    /// The text of a pull request
    Markdown,
}

#[derive(Debug, Args)]
pub(super) struct InspectArguments {
    /// The files to look at
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// How to print what was found
    #[arg(long, default_value = "human")]
    pub(super) format: PlanFormat,
    /// Judge the columns by about so many rows instead of by all
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) sample: Option<u64>,
}

/// What may be taken from earlier runs.
#[derive(Debug, Args)]
pub(super) struct CacheArguments {
    /// Read and convert everything anew. Without it, datasets of which nothing has changed are taken from .townbook/cache; what
    /// comes of it is the same
    #[arg(long)]
    pub(super) no_cache: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Datasets to check; all when none is named
    pub(super) slugs: Vec<String>,
    /// How to print the report
    #[arg(long, default_value = "human")]
    pub(super) format: FormatArgument,
    /// The day on which to judge what is overdue, such as 2026-12-31; today when not given
    #[arg(long, value_name = "DATE")]
    pub(super) now: Option<Date>,
    /// Mend what can be mended without changing any value, after showing it: encodings, line breaks, headers that are spelt in
    /// another way, columns that are not declared
    #[arg(long)]
    pub(super) fix: bool,
    /// With --fix: write without asking
    #[arg(long, requires = "fix")]
    pub(super) yes: bool,
    /// With --fix: show what would be mended, and write nothing
    #[arg(long, requires = "fix", conflicts_with = "yes")]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) cache: CacheArguments,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FormatArgument {
    /// For people
    Human,
    /// One line a finding
    Concise,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// JUnit XML, shown as tests by GitLab and Jenkins
    Junit,
    /// Notes on a pull request at GitHub
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// A comment on a pull request
    Markdown,
}

#[derive(Debug, Args)]
pub(super) struct BuildArguments {
    /// The folder to write the site into; what is there is replaced
    #[arg(long, default_value = "_site", value_name = "DIR")]
    pub(super) out: PathBuf,
    /// The manifest of what is published (.townbook/deployment.json of a published tree): a dataset that is held back then
    /// keeps its last published version
    #[arg(long, value_name = "FILE")]
    pub(super) published: Option<PathBuf>,
    /// Read every file of a table back and hold its values against the source; a difference ends the build with 6. `publish`
    /// always does
    #[arg(long)]
    pub(super) verify: bool,
    #[command(flatten)]
    pub(super) cache: CacheArguments,
}

#[derive(Debug, Args)]
pub(super) struct FetchArguments {
    /// Datasets whose files to bring; all when none is named
    pub(super) slugs: Vec<String>,
    /// Also use addresses that begin with http://, where anyone on the way can read and change what comes
    #[arg(long)]
    pub(super) allow_http: bool,
}

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// The port to serve on; 0 takes any that is free
    #[arg(long, default_value_t = 8000)]
    pub(super) port: u16,
    #[command(flatten)]
    pub(super) cache: CacheArguments,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct PublishArguments {
    #[command(flatten)]
    pub(super) to: HostArguments,
    #[command(subcommand)]
    pub(super) action: Option<PublishAction>,
}

#[derive(Debug, Args)]
pub(super) struct HostArguments {
    /// The host in portal.toml; its `host` when not given
    #[arg(long, value_name = "NAME")]
    pub(super) host: Option<String>,
    #[command(flatten)]
    pub(super) cache: CacheArguments,
}

#[derive(Debug, Subcommand)]
pub(super) enum PublishAction {
    /// Print what publishing would change, and change nothing
    Plan(PlanArguments),
}

#[derive(Debug, Args)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    pub(super) to: HostArguments,
    /// How to print the plan
    #[arg(long, default_value = "human")]
    pub(super) format: PlanFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum PlanFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The code of a finding, such as table/type-error; all codes are listed when none is given
    pub(super) code: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArguments {
    /// The file: portal, dataset, policy, licenses, exemptions or standards; all names are listed when none is given
    pub(super) name: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// What to report on
    pub(super) what: ReportSubject,
    /// How to print the report
    #[arg(long, default_value = "human")]
    pub(super) format: ReportFormat,
    #[command(flatten)]
    pub(super) cache: CacheArguments,
}

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportSubject {
    /// How well the datasets are described: points of the European data portal, warnings of data.gov
    Quality,
}

/// How a report about the catalogue is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Human,
    /// For programs
    Json,
    /// A row for each dataset
    Csv,
}
