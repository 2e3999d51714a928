//! Finds the list of records in a JSON document, byte by byte and without keeping what lies before it.

use super::cut::Nesting;

/// The longest name on the way that is compared.
const NAME_LIMIT: usize = 4 << 10;

/// What a byte told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing yet.
    More,
    /// It opens the list.
    Found,
    /// There is something else where the list should be.
    Missing,
}

/// Walks to the list under a path. The parts of the path are names of members, or positions in lists, from 0.
pub(super) struct PathFinder {
    path: Vec<String>,
    nesting: Nesting,
    /// The objects and lists on the way that are open: one for each part that was found, and the document itself.
    open: Vec<Open>,
    /// The name that is being read, quotation marks included.
    name: Vec<u8>,
}

/// An object or list on the way.
enum Open {
    Object {
        /// Whether the next value is that of the name that was read.
        has_name: bool,
    },
    List {
        at: usize,
        is_met: bool,
    },
}

impl Open {
    fn new(byte: u8) -> Option<Self> {
        match byte {
            b'{' => Some(Open::Object { has_name: false }),
            b'[' => Some(Open::List { at: 0, is_met: false }),
            _ => None,
        }
    }
}

impl PathFinder {
    pub(super) fn new(path: &[String]) -> Self {
        PathFinder { path: path.to_vec(), nesting: Nesting::default(), open: Vec::new(), name: Vec::new() }
    }

    pub(super) fn take(&mut self, byte: u8) -> Step {
        let was_in_string = self.nesting.in_string;
        // Whatever is nested in values that are not on the way is passed over.
        if self.nesting.depth == self.open.len() {
            if was_in_string {
                self.read_name(byte);
            } else if let step @ (Step::Found | Step::Missing) = self.between(byte) {
                return step;
            }
        }
        if self.nesting.take(byte) && self.nesting.depth < self.open.len() {
            self.open.pop();
        }
        Step::More
    }

    fn read_name(&mut self, byte: u8) {
        if matches!(self.open.last(), Some(Open::Object { has_name: false })) && self.name.len() < NAME_LIMIT {
            self.name.push(byte);
        }
    }

    /// A byte of an object or list on the way, outside strings.
    fn between(&mut self, byte: u8) -> Step {
        let part = self.open.len().checked_sub(1).and_then(|depth| self.path.get(depth));
        let is_on_the_way = match (self.open.last_mut(), byte) {
            (_, b' ' | b'\t' | b'\n' | b'\r' | b'}' | b']') => return Step::More,
            (Some(Open::Object { has_name }), b':' | b',') => {
                *has_name = byte == b':';
                return Step::More;
            }
            (Some(Open::List { at, is_met }), b',') => {
                (*at, *is_met) = (*at + 1, false);
                return Step::More;
            }
            (Some(Open::Object { has_name: false }), _) => {
                self.name = vec![byte];
                return Step::More;
            }
            (Some(Open::Object { has_name: true }), _) => {
                serde_json::from_slice::<String>(&self.name).is_ok_and(|name| Some(&name) == part)
            }
            (Some(Open::List { at, is_met }), _) => {
                !std::mem::replace(is_met, true) && part.is_some_and(|part| *part == at.to_string())
            }
            (None, _) => true,
        };
        match (is_on_the_way, self.open.len() == self.path.len()) {
            (false, _) => Step::More,
            (true, true) if byte == b'[' => Step::Found,
            (true, true) => Step::Missing,
            (true, false) => match Open::new(byte) {
                Some(open) => {
                    self.open.push(open);
                    Step::More
                }
                None => Step::Missing,
            },
        }
    }
}

/// The paths of lists of objects in the first part of a document: what could be meant when none is named.
pub(in crate::read) fn lists(head: &[u8]) -> Vec<String> {
    const MOST: usize = 8;
    const DEEPEST: usize = 8;
    let mut nesting = Nesting::default();
    // The way to where we are: for each open object the last name, for each open list the position.
    let mut way: Vec<(bool, String, usize)> = Vec::new();
    let (mut start, mut previous, mut found) = (0, 0, Vec::<String>::new());
    for (at, &byte) in head.iter().enumerate() {
        let was_in_string = nesting.in_string;
        let closed = nesting.take(byte);
        match (was_in_string, nesting.in_string) {
            (false, true) => start = at,
            (true, false) if previous != b':' => {
                if let Some((false, name, _)) = way.last_mut() {
                    *name = serde_json::from_slice(&head[start..=at]).unwrap_or_default();
                }
            }
            _ => {}
        }
        if was_in_string || nesting.in_string || byte.is_ascii_whitespace() {
            continue;
        }
        match byte {
            b'{' | b'[' => {
                let is_first = matches!(way.last(), Some((true, _, 0)));
                let part =
                    |(is_list, name, at): &(bool, String, usize)| if *is_list { at.to_string() } else { name.clone() };
                let path = || way.iter().take(way.len() - 1).map(part).collect::<Vec<_>>().join(".");
                if byte == b'{' && is_first && way.len() > 1 && way.len() <= DEEPEST && found.len() < MOST {
                    let path = path();
                    if !found.iter().any(|outer| path.starts_with(&format!("{outer}."))) {
                        found.push(path);
                    }
                }
                way.push((byte == b'[', String::new(), 0));
            }
            _ if closed => _ = way.pop(),
            b',' => {
                if let Some((true, _, at)) = way.last_mut() {
                    *at += 1;
                }
            }
            _ => {}
        }
        previous = byte;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What follows the opening bracket.
    fn found<'a>(json: &'a str, path: &str) -> Option<&'a str> {
        let path: Vec<String> = path.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let mut finder = PathFinder::new(&path);
        for (at, byte) in json.bytes().enumerate() {
            match finder.take(byte) {
                Step::More => {}
                Step::Found => return Some(&json[at + 1..]),
                Step::Missing => return None,
            }
        }
        None
    }

    #[test]
    fn lists_are_found_under_their_path_only() {
        assert_eq!(found(" [1]", ""), Some("1]"));
        assert_eq!(found("{\"a\":[1]}", ""), None);
        assert_eq!(found(r#"{"name":"features","crs":{"features":[1]},"features" : [ 2]}"#, "features"), Some(" 2]}"));
        assert_eq!(found(r#"{"features":{"features":[]}}"#, "features"), None);
        assert_eq!(
            found(r#"{"x":["data",{"data":{"items":[0]}}],"data":{"a":[{}],"items":[1]}}"#, "data.items"),
            Some("1]}}")
        );
        assert_eq!(found(r#"{"r":[{"data":[1]},{"data":[2]}]}"#, "r.1.data"), Some("2]}]}"));
        assert_eq!(found(r#"[[0],[[1],[2]]]"#, "1.1"), Some("2]]]"));
        assert_eq!(found(r#"{"d\u0061ta":[1]}"#, "data"), Some("1]}"));
        assert_eq!(found(r#"{"data":"[1]"}"#, "data"), None);
        assert_eq!(found(r#"{"a":{"b":1},"a":{"c":[1]}}"#, "a.c"), Some("1]}}"));
        assert_eq!(found(r#"{"a":"b","b":[1]}"#, "b"), Some("1]}"));
    }

    #[test]
    fn lists_that_could_be_meant_are_named() {
        let json = r#"{"name":"x","keywords":["a"],
            "resources":[{"schema":{"fields":[{}]},"data":[{"a":[{}]}]}],"more":{"items":[ {"b":1}]}}"#;
        assert_eq!(lists(json.as_bytes()), ["resources", "more.items"]);
        assert_eq!(lists(b"[{}]"), [""; 0]);
        assert_eq!(lists(b"{\"a\":[[{}]]}"), ["a.0"]);
    }
}
