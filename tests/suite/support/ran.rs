//! What a run of the program printed and how it ended.

use std::path::Path;
use std::process::Output;

use serde_json::Value;

/// A finished run. Paths of this machine are replaced in what it printed.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Ran {
    pub(super) fn new(output: &Output, root: &Path) -> Self {
        let text = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            // On some systems the temporary folder is reached through a link.
            let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
            [real.as_path(), root].iter().fold(text, |text, path| text.replace(path.to_str().unwrap(), "[portal]"))
        };
        Ran { code: output.status.code().unwrap_or(-1), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    /// Asserts the exit code, and that the program did not panic.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert!(!self.stderr.contains("panicked at"), "{}", self.stderr);
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}:\n{}\n{}", self.stdout, self.stderr))
    }

    /// The findings of a report in JSON.
    #[track_caller]
    pub fn findings(&self) -> Vec<Value> {
        self.json()["findings"].as_array().expect("a report has findings").clone()
    }

    /// The codes of a report in JSON, each once, in order of the alphabet.
    #[track_caller]
    pub fn codes(&self) -> Vec<String> {
        let mut codes: Vec<String> =
            self.findings().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect();
        codes.sort();
        codes.dedup();
        codes
    }

    /// Both outputs.
    pub fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}
