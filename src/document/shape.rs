//! Holds a parsed file against the JSON Schema that its type generates.
//!
//! Only the words of JSON Schema that `schemars` writes for our types are known here: `$ref`, `type`, `properties`,
//! `required`, `additionalProperties`, `items`, `enum` with `enumDescriptions`, `const`, `anyOf`, `oneOf` and `format: date`;
//! and `else` with what more is required unless the constants of `if` stand there, in the object or in one around it: what a
//! left-out table is made of needs no description.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::choice::{Choice, choices, listed, meant};
use super::node::{Kind, Node, pointer_part};
use super::waiting::waiting_key;
use super::words::{entry_words, with_day};
use super::{Document, required_keys};
use crate::diagnostic::{Code, Finding, Report, Severity, closest};

pub(super) static UNKNOWN_KEY: Code = Code {
    id: "document/unknown-key",
    severity: Severity::Error,
    title: "A key that Townbook does not know",
    explain: "A file holds a key that has no meaning here, most often a misspelling. It is an error because what was meant \
would otherwise be silently ignored.\n\n```toml\ndescriptoin = \"…\"  # wrong\ndescription = \"…\"  # right\n```\n",
};

pub(super) static MISSING_KEY: Code = Code {
    id: "document/missing-key",
    severity: Severity::Error,
    title: "A key that must be given is missing",
    explain: "The documentation standard asks for this key. Catalogues and harvesters need it, and residents cannot find or \
understand a dataset without it.\n\n```toml\nlicense = \"PDDL-1.0\"\n```\n",
};

pub(super) static WRONG_TYPE: Code = Code {
    id: "document/wrong-type",
    severity: Severity::Error,
    title: "A value of the wrong kind",
    explain: "The key is right, but its value is of another kind than it must be: text where a list is asked for, for \
instance.\n\n```toml\nkeywords = \"trees\"         # wrong\nkeywords = [\"trees\"]       # right\nissued = \"1 March 2025\"     # \
wrong\nissued = 2025-03-01         # right\n```\n",
};

pub(super) static UNKNOWN_VALUE: Code = Code {
    id: "document/unknown-value",
    severity: Severity::Error,
    title: "A value that is not on the list",
    explain: "The key takes one of a few fixed words, and this is none of them.\n\n```toml\nupdate_frequency = \"fortnightly\"  \
# wrong\nupdate_frequency = \"biweekly\"     # right\n```\n",
};

/// Reports whatever does not fit and gives the rest as JSON, dates as text.
pub(super) fn check(document: &Document, schema: &Value, report: &mut Report) -> Value {
    let mut checker = Checker { document, schema, report, trail: Vec::new(), is_left_out: false };
    checker.node(&document.root, schema, "").unwrap_or_else(|| json!({}))
}

struct Checker<'a> {
    document: &'a Document,
    schema: &'a Value,
    report: &'a mut Report,
    /// The tables around what is being looked at, in words, the outermost first.
    trail: Vec<String>,
    /// Whether it is, or stands in, an object of which nothing more needs to be said.
    is_left_out: bool,
}

impl<'a> Checker<'a> {
    /// The node as JSON, or nothing if it does not fit.
    fn node(&mut self, node: &Node, schema: &'a Value, pointer: &str) -> Option<Value> {
        let schema = self.resolve(schema, node);
        if let Some(choices) = choices(schema) {
            return self.word(node, &choices, pointer);
        }
        match (&node.kind, json_type(schema)) {
            (Kind::Table(entries), Some("object")) => self.table(entries, schema, pointer, node),
            (Kind::Array(items), Some("array")) => {
                let item_schema = self.dereference(&schema["items"]);
                // An entry is called by its own name, not by its list's.
                let key = self.trail.pop().unwrap_or_default();
                let mut checked: Vec<Option<Value>> = Vec::with_capacity(items.len());
                for (at, item) in items.iter().enumerate() {
                    self.trail.push(entry_words(item_schema, &key, at, item));
                    checked.push(self.node(item, item_schema, &format!("{pointer}/{at}")));
                    self.trail.pop();
                }
                self.trail.push(key);
                checked.into_iter().collect::<Option<Vec<Value>>>().map(Value::Array)
            }
            (Kind::Plain(value), Some("string")) if value.is_string() => {
                if schema["format"] == "date"
                    && value.as_str().is_some_and(|text| text.parse::<jiff::civil::Date>().is_err())
                {
                    return self.mismatch(node, "a date such as 2025-03-01", pointer);
                }
                Some(value.clone())
            }
            (Kind::Moment(text), Some("string"))
                if schema["format"] != "date" || text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10 =>
            {
                Some(Value::from(text.as_str()))
            }
            (Kind::Plain(value), Some("integer")) if value.is_i64() => {
                if value.as_i64() < schema["minimum"].as_i64() {
                    return self.mismatch(node, "a whole number that is not negative", pointer);
                }
                Some(value.clone())
            }
            (Kind::Plain(value), Some("number")) if value.is_number() => Some(value.clone()),
            (Kind::Plain(value), Some("boolean")) if value.is_boolean() => Some(value.clone()),
            (_, None) => Some(plain(node)),
            (_, Some(expected)) => self.mismatch(node, type_words(expected, schema), pointer),
        }
    }

    fn table(
        &mut self,
        entries: &[(String, std::ops::Range<usize>, Node)],
        schema: &'a Value,
        pointer: &str,
        table: &Node,
    ) -> Option<Value> {
        static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        let properties = schema["properties"].as_object().unwrap_or(&NONE);
        let others = &schema["additionalProperties"];
        let mut object = Map::new();
        let mut meant = Vec::new();
        let has = |(key, constant): (&String, &Value)| {
            let written = entries.iter().find(|(written, _, _)| written == key);
            written.is_some_and(|(_, _, node)| plain(node) == constant["const"])
        };
        let is_around_left_out = self.is_left_out;
        self.is_left_out |= schema["if"]["properties"].as_object().is_some_and(|all| all.iter().all(has));
        for (key, key_span, node) in entries {
            let child = format!("{pointer}/{}", pointer_part(key));
            // Standards that are written in JSON spell the same key in camel case; so it is when copied from there.
            let snake = snake_case(key);
            let key = if properties.contains_key(key) || !properties.contains_key(&snake) { key } else { &snake };
            match properties.get(key).or_else(|| others.is_object().then_some(others)) {
                Some(property) => {
                    self.trail.push(format!("`{key}`"));
                    if let Some(value) = self.node(node, property, &child) {
                        object.insert(key.clone(), value);
                    }
                    self.trail.pop();
                }
                None if pointer.is_empty() && is_whole_file(node, properties) => {
                    meant.extend(self.needless_heading(key, key_span.clone(), node));
                }
                None => meant.extend(self.unknown_key(key, key_span.clone(), node, properties, pointer)),
            }
        }
        let mut whole = true;
        let is_left_out = std::mem::replace(&mut self.is_left_out, is_around_left_out);
        for required in required_keys(schema, |_| is_left_out) {
            // A key that is there under a misspelt name has been reported as that.
            let is_there = entries.iter().any(|(key, _, _)| key == required) || meant.iter().any(|key| key == required);
            if !is_there {
                let about = properties.get(required).and_then(|p| self.description(p)).unwrap_or_default();
                self.missing_key(required, &about, table);
            }
            whole &= object.contains_key(required);
        }
        // A table under a key vanishes with its missing part; the file itself and items of lists stay, to be looked at further.
        let is_item = pointer.rsplit('/').next().is_some_and(|part| part.parse::<usize>().is_ok());
        (whole || pointer.is_empty() || is_item).then_some(Value::Object(object))
    }

    /// Reports a key that is not known, and gives the one that was meant.
    fn unknown_key(
        &mut self,
        key: &str,
        span: std::ops::Range<usize>,
        node: &Node,
        properties: &'a Map<String, Value>,
        pointer: &str,
    ) -> Option<String> {
        let finding = Finding::new(
            &UNKNOWN_KEY,
            format!("There is no key `{key}`{}.", self.home()),
            self.document.place_at(span),
        );
        let known = properties.keys().map(String::as_str);
        let meant = closest(key, known.clone());
        let nested = if meant.is_none() { self.heading_meant(key, node, properties) } else { None };
        let is_root_key = self.schema["properties"].get(key).is_some();
        let finding = match (meant, nested) {
            _ if is_root_key && !pointer.is_empty() => {
                finding.help(format!("`{key}` belongs to the file as a whole: move it above the first `[…]`."))
            }
            (Some(meant), _) => finding.help(format!("Did you mean `{meant}`?")),
            (None, Some(heading)) => finding.help(format!("Did you mean `[[{heading}]]`?")),
            (None, None) => finding.help(format!("The keys are: {}.", known.collect::<Vec<_>>().join(", "))),
        };
        self.push(finding);
        meant.map(str::to_owned)
    }

    /// The heading of a list inside the entries of another list, if a list was given a heading of its own: `[[field]]`.
    fn heading_meant(&self, key: &str, node: &Node, properties: &'a Map<String, Value>) -> Option<String> {
        let Kind::Array(_) = &node.kind else { return None };
        properties.iter().find_map(|(list, property)| {
            let entries = self.dereference(&self.resolve(property, node)["items"]);
            let keys = entries["properties"].as_object()?;
            closest(key, keys.keys().map(String::as_str)).map(|meant| format!("{list}.{meant}"))
        })
    }

    /// Reports a heading such as `[dataset]` over keys of the file as a whole, and gives those keys.
    fn needless_heading(&mut self, key: &str, span: std::ops::Range<usize>, node: &Node) -> Vec<String> {
        let message = format!("What stands under `[{key}]` belongs to the file as a whole, without a heading.");
        let finding = Finding::new(&UNKNOWN_KEY, message, self.document.place_at(span));
        self.push(finding.help(format!("Remove the line `[{key}]`.")));
        match &node.kind {
            Kind::Table(entries) => entries.iter().map(|(key, _, _)| key.clone()).collect(),
            _ => Vec::new(),
        }
    }

    fn missing_key(&mut self, key: &str, about: &str, table: &Node) {
        if self.document.broken.iter().any(|broken| broken.key == key) {
            return;
        }
        let message = format!("`{key}` is missing{}.", self.home());
        let question = waiting_key(self.document.source(), table, key);
        let is_asked = question.is_some();
        let place = self.document.place_at(question.unwrap_or_else(|| table.span.clone()));
        let mut finding = Finding::new(&MISSING_KEY, message, place);
        if !about.is_empty() {
            finding = finding.help(format!("`{key}`: {about}"));
        }
        self.push(if is_asked { finding.help("Answer it in this line, and take the # away.") } else { finding });
    }

    /// Where in the file, in words: " in the column `ward` of the table `trees.csv`", or " in `hosts.local`".
    fn home(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        for word in &self.trail {
            match (parts.last_mut(), word.strip_prefix('`')) {
                // Keys of keys are written with a dot between them.
                (Some(outer), Some(key)) if outer.starts_with('`') => {
                    outer.pop();
                    *outer += &format!(".{key}");
                }
                _ => parts.push(word.clone()),
            }
        }
        parts.reverse();
        if parts.is_empty() { String::new() } else { format!(" in {}", parts.join(" of ")) }
    }

    fn push(&mut self, finding: Finding) {
        if !self.document.is_broken(finding.place().line.unwrap_or_default()) {
            self.report.push(finding);
        }
    }

    fn mismatch(&mut self, node: &Node, expected: &str, pointer: &str) -> Option<Value> {
        let key = pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
        let message = format!("`{key}` must be {expected}, but this is {}.", node.type_words());
        let finding = self.document.finding(&WRONG_TYPE, pointer, message);
        self.push(match &node.kind {
            Kind::Plain(Value::String(written)) if expected.starts_with("a date") => with_day(finding, key, written),
            _ => finding,
        });
        None
    }

    fn word(&mut self, node: &Node, choices: &[Choice<'_>], pointer: &str) -> Option<Value> {
        let Kind::Plain(Value::String(text)) = &node.kind else {
            return self.mismatch(node, "one of a few words", pointer);
        };
        if choices.iter().any(|choice| choice.word == text) {
            return Some(Value::from(text.as_str()));
        }
        let key = pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
        let mut finding =
            self.document.finding(&UNKNOWN_VALUE, pointer, format!("`{text}` is not a value of `{key}`."));
        if let Some(meant) = meant(text, choices) {
            finding = finding.help(format!("Did you mean `{meant}`?"));
        }
        self.push(finding.help(format!("It is one of: {}.", listed(choices))));
        None
    }

    /// Follows references and picks the branch of a choice that fits the node's kind.
    fn resolve(&self, schema: &'a Value, node: &Node) -> &'a Value {
        let schema = self.dereference(schema);
        let Some(branches) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) else { return schema };
        if choices(schema).is_some() {
            return schema;
        }
        let branches: Vec<&Value> = branches
            .iter()
            .map(|branch| self.resolve(branch, node))
            .filter(|branch| branch["type"] != "null")
            .collect();
        let fits = |branch: &&&Value| {
            matches!(
                (&node.kind, json_type(branch)),
                (Kind::Table(_), Some("object"))
                    | (Kind::Array(_), Some("array"))
                    | (Kind::Moment(_) | Kind::Plain(Value::String(_)), Some("string"))
                    | (Kind::Plain(Value::Bool(_)), Some("boolean"))
                    | (Kind::Plain(Value::Number(_)), Some("integer" | "number"))
            )
        };
        let number_fits = |branch: &&&Value| match &node.kind {
            Kind::Plain(Value::Number(number)) => number.is_i64() || json_type(branch) == Some("number"),
            _ => true,
        };
        branches.iter().find(|b| fits(b) && number_fits(b)).or(branches.first()).copied().unwrap_or(&Value::Null)
    }

    fn dereference(&self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|reference| self.schema.pointer(reference.trim_start_matches('#'))) {
            Some(target) => self.dereference(target),
            None => schema,
        }
    }

    fn description(&self, schema: &'a Value) -> Option<String> {
        let own = schema["description"].as_str().map(str::to_owned);
        own.or_else(|| self.dereference(schema)["description"].as_str().map(str::to_owned))
            .map(|text| text.split("\n\n").next().unwrap_or_default().replace('\n', " "))
    }
}

/// Whether a table holds mostly keys of the file as a whole.
fn is_whole_file(node: &Node, properties: &Map<String, Value>) -> bool {
    match &node.kind {
        Kind::Table(entries) => {
            let known = entries.iter().filter(|(key, _, _)| properties.contains_key(key)).count();
            known > 0 && known * 2 >= entries.len()
        }
        _ => false,
    }
}

fn json_type(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::String(name) => Some(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

fn type_words<'a>(expected: &'a str, schema: &Value) -> &'a str {
    match expected {
        "string" if schema["format"] == "date" => "a date such as 2025-03-01",
        "string" => "text",
        "array" => "a list",
        "object" => "a table",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        other => other,
    }
}

/// `minLength` as `min_length`.
fn snake_case(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 4);
    for c in key.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn plain(node: &Node) -> Value {
    match &node.kind {
        Kind::Plain(value) => value.clone(),
        Kind::Moment(text) => Value::from(text.as_str()),
        Kind::Array(items) => items.iter().map(plain).collect(),
        Kind::Table(entries) => {
            Value::Object(entries.iter().map(|(key, _, node)| (key.clone(), plain(node))).collect())
        }
    }
}
