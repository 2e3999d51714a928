//! A portal in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Ran, overlay, portals};

/// A portal under test. It vanishes when dropped.
pub struct PortalTest {
    _folder: tempfile::TempDir,
    root: PathBuf,
}

impl PortalTest {
    /// An empty folder, not a portal yet.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Not the folder itself: its name would begin with a dot, and a test may want a neighbour.
        let root = folder.path().join("portal");
        fs::create_dir(&root).unwrap();
        PortalTest { _folder: folder, root }
    }

    /// `tests/portals/base`: a valid portal with one dataset, `trees`.
    pub fn base() -> Self {
        Self::over(&[&portals().join("base")])
    }

    /// The base with another folder laid over it. Its table goes when the `dataset.toml` that is laid over it names
    /// another.
    pub fn on_base(folder: &Path) -> Self {
        const TABLE: &str = "datasets/trees/trees.csv";
        let portal = Self::over(&[&portals().join("base"), folder]);
        let toml = fs::read(folder.join("datasets/trees/dataset.toml")).unwrap_or_default();
        let names_another = String::from_utf8_lossy(&toml).contains("\npath = \"")
            && !String::from_utf8_lossy(&toml).contains("\npath = \"trees.csv\"");
        if names_another && !folder.join(TABLE).exists() {
            fs::remove_file(portal.path(TABLE)).unwrap();
        }
        portal
    }

    /// The base without its dataset.
    pub fn bare() -> Self {
        let portal = Self::base();
        fs::remove_dir_all(portal.path("datasets")).unwrap();
        portal
    }

    fn over(folders: &[&Path]) -> Self {
        let portal = Self::empty();
        folders.iter().for_each(|folder| overlay(folder, &portal.root));
        portal
    }

    /// Writes a file.
    #[must_use]
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Writes a file, once more or anew.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let target = self.path(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, content).unwrap();
    }

    /// Replaces text in a file; the text must be there.
    #[track_caller]
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not hold {from:?}");
        self.write(path, text.replace(from, to));
    }

    /// [`PortalTest::replace`], for a portal that is being made.
    #[must_use]
    #[track_caller]
    pub fn with(self, path: &str, from: &str, to: &str) -> Self {
        self.replace(path, from, to);
        self
    }

    /// Reads a text file.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Whether there is something at a path.
    pub fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// A path in the portal.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The portal's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The real program in the portal's folder, with nothing of this machine's environment.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_townbook"));
        command.args(arguments.split_whitespace()).current_dir(&self.root).env_clear();
        if arguments.starts_with("check") && !arguments.contains("--now") {
            // What is overdue must not change with the day on which the tests run.
            command.args(["--now", "2026-06-30"]);
        }
        command
    }

    /// Runs the program; no argument may hold a space.
    pub fn run(&self, arguments: &str) -> Ran {
        let output = self.command(arguments).output().expect("the program starts");
        Ran::new(&output, &self.root)
    }
}

/// The `dataset.toml` of a public dataset with one table, whose columns are given as `name:type`.
pub fn dataset_toml(file: &str, columns: &[&str]) -> String {
    let mut toml = format!(
        r#"title = "A dataset made for a test"
description = "This dataset was made for a test, and so its description says nothing but has enough characters."
keywords = ["test"]
theme = "GOVE"
publisher = "town"
license = "PDDL-1.0"
update_frequency = "annual"
issued = 2026-01-15
contact = {{ name = "Testers", email = "test@testwick.example" }}
temporal = {{ start = 2026-01-01, end = "ongoing" }}

[classification]
level = "public"

[[resources]]
path = "{file}"
title = "Rows"
description = "One row is one row."
"#
    );
    for column in columns {
        let (name, kind) = column.split_once(':').expect("name:type");
        toml += &format!(
            "\n[[resources.fields]]\nname = \"{name}\"\ntype = \"{kind}\"\ndescription = \"What the test put into it.\"\n"
        );
    }
    toml
}
