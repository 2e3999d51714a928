//! SARIF 2.1.0, the form in which forges and editors exchange findings.

use serde_json::{Value, json};

use super::words::{found, inside, one_line, sentence};
use super::{Options, fingerprint};
use crate::diagnostic::{Code, Finding, Place, Report, Severity};

/// Further places that a result names; the count in its properties carries the rest.
const RELATED_PLACES: usize = 9;

pub(super) fn render(report: &Report, options: Options) -> String {
    let mut codes: Vec<&'static Code> = report.findings().iter().map(|finding| finding.code).collect();
    codes.sort_by_key(|code| code.id);
    codes.dedup_by_key(|code| code.id);
    let findings = report.findings().iter().zip(fingerprint::all(report));
    let results: Vec<Value> =
        findings.map(|(finding, fingerprint)| result(finding, &fingerprint, &codes, options)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "townbook",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).expect("a report is plain data");
    text.push('\n');
    text
}

fn rule(code: &Code) -> Value {
    let first = code.explain.split("\n\n").next().unwrap_or(code.title);
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "fullDescription": { "text": first },
        "help": { "text": code.explain, "markdown": code.explain },
        "defaultConfiguration": { "level": level(code.severity) },
        "properties": { "tags": [code.family()] },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn result(finding: &Finding, fingerprint: &str, codes: &[&Code], options: Options) -> Value {
    let mut properties = json!({ "count": finding.count });
    if let Some(dataset) = &finding.dataset {
        properties["dataset"] = json!(dataset);
    }
    if let Some(row) = finding.place().row {
        properties["row"] = json!(row);
    }
    let mut result = json!({
        "ruleId": finding.code.id,
        "ruleIndex": codes.iter().position(|code| code.id == finding.code.id),
        "level": level(finding.severity),
        "message": { "text": escape(&words(finding, options)) },
        "locations": [location(finding.place())],
        // The first name is the one that GitHub looks for.
        "partialFingerprints": { "primaryLocationLineHash": fingerprint, "townbook/v1": fingerprint },
        "properties": properties,
    });
    let related: Vec<Value> = finding
        .places
        .iter()
        .skip(1)
        .take(RELATED_PLACES)
        .map(|place| {
            let mut text = one_line(&inside(place));
            if let Some(found) = found(place, options) {
                text = format!("{text}, found: {found}");
            }
            let mut location = location(place);
            location["message"] = json!({ "text": escape(&text) });
            location
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    result
}

/// The finding and what to do.
fn words(finding: &Finding, options: Options) -> String {
    let mut text = sentence(finding, options);
    for help in &finding.help {
        text = format!("{text}\n{}", one_line(help));
    }
    text
}

/// What readers of SARIF would take for a link or a placeholder is marked as plain text.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    text.replace('{', "{{").replace('}', "}}")
}

fn location(place: &Place) -> Value {
    // Forges ask for a line; where there is none, as in a workbook, it is the first.
    let mut region = json!({ "startLine": place.line.unwrap_or(1).max(1) });
    if let (Some(_), Some(column)) = (place.line, place.column) {
        region["startColumn"] = json!(column.max(1));
    }
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.path), "uriBaseId": "%SRCROOT%" },
            "region": region,
        },
    });
    if let Some(field) = &place.field {
        location["logicalLocations"] = json!([{ "name": one_line(field), "kind": "member" }]);
    }
    location
}

/// A path as a relative address.
fn uri(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::render::sample;

    #[test]
    fn the_log() {
        insta::assert_snapshot!(render(&sample::report(0), sample::OPTIONS), @r#"
        {
          "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
          "version": "2.1.0",
          "runs": [
            {
              "tool": {
                "driver": {
                  "name": "townbook",
                  "semanticVersion": "0.1.0",
                  "rules": [
                    {
                      "id": "metadata/license",
                      "shortDescription": {
                        "text": "A licence that is not allowed"
                      },
                      "fullDescription": {
                        "text": "The licence is not in `policy/licenses.toml`.\n"
                      },
                      "help": {
                        "text": "The licence is not in `policy/licenses.toml`.\n",
                        "markdown": "The licence is not in `policy/licenses.toml`.\n"
                      },
                      "defaultConfiguration": {
                        "level": "error"
                      },
                      "properties": {
                        "tags": [
                          "metadata"
                        ]
                      }
                    },
                    {
                      "id": "metadata/stale",
                      "shortDescription": {
                        "text": "Old data"
                      },
                      "fullDescription": {
                        "text": "It is late.\n"
                      },
                      "help": {
                        "text": "It is late.\n",
                        "markdown": "It is late.\n"
                      },
                      "defaultConfiguration": {
                        "level": "warning"
                      },
                      "properties": {
                        "tags": [
                          "metadata"
                        ]
                      }
                    },
                    {
                      "id": "table/type-error",
                      "shortDescription": {
                        "text": "A cell that is not of its column's type"
                      },
                      "fullDescription": {
                        "text": "A cell cannot be read as what its column is."
                      },
                      "help": {
                        "text": "A cell cannot be read as what its column is.\n\n```toml\ntype = \"number\"\n```\n",
                        "markdown": "A cell cannot be read as what its column is.\n\n```toml\ntype = \"number\"\n```\n"
                      },
                      "defaultConfiguration": {
                        "level": "error"
                      },
                      "properties": {
                        "tags": [
                          "table"
                        ]
                      }
                    }
                  ]
                }
              },
              "columnKind": "unicodeCodePoints",
              "results": [
                {
                  "ruleId": "metadata/license",
                  "ruleIndex": 0,
                  "level": "error",
                  "message": {
                    "text": "The folder `Street Trees #1` is not named as datasets are."
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "datasets/Street%20Trees%20%231",
                          "uriBaseId": "%SRCROOT%"
                        },
                        "region": {
                          "startLine": 1
                        }
                      }
                    }
                  ],
                  "partialFingerprints": {
                    "primaryLocationLineHash": "b5aea65ae9f13eb07b87d381555dbb0d",
                    "townbook/v1": "b5aea65ae9f13eb07b87d381555dbb0d"
                  },
                  "properties": {
                    "count": 1
                  }
                },
                {
                  "ruleId": "metadata/license",
                  "ruleIndex": 0,
                  "level": "error",
                  "message": {
                    "text": "The licence `PDDL 1.0` is not one of those the city allows.\nDid you mean `PDDL-1.0`?"
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "datasets/trees/dataset.toml",
                          "uriBaseId": "%SRCROOT%"
                        },
                        "region": {
                          "startLine": 4,
                          "startColumn": 11
                        }
                      }
                    }
                  ],
                  "partialFingerprints": {
                    "primaryLocationLineHash": "dda8972b5568ed6508d6457104871cda",
                    "townbook/v1": "dda8972b5568ed6508d6457104871cda"
                  },
                  "properties": {
                    "count": 1,
                    "dataset": "trees"
                  }
                },
                {
                  "ruleId": "table/type-error",
                  "ruleIndex": 2,
                  "level": "error",
                  "message": {
                    "text": "A cell of `height|m\\](http://x) @mayor <b>`·\\[31m` is not a number. 1,204 times, first in row 2. Found: 999-99-9999 <aaaaaa>|@aaaaa\nWrite the number only, or declare the column as text."
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "datasets/trees/trees.csv",
                          "uriBaseId": "%SRCROOT%"
                        },
                        "region": {
                          "startLine": 2,
                          "startColumn": 5
                        }
                      },
                      "logicalLocations": [
                        {
                          "name": "height|m](http://x) @mayor <b>`·[31m",
                          "kind": "member"
                        }
                      ]
                    }
                  ],
                  "partialFingerprints": {
                    "primaryLocationLineHash": "37e5f23179a2c9df96af29c004ce3aa3",
                    "townbook/v1": "37e5f23179a2c9df96af29c004ce3aa3"
                  },
                  "properties": {
                    "count": 1204,
                    "dataset": "trees",
                    "row": 2
                  },
                  "relatedLocations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "datasets/trees/trees.csv",
                          "uriBaseId": "%SRCROOT%"
                        },
                        "region": {
                          "startLine": 3,
                          "startColumn": 5
                        }
                      },
                      "logicalLocations": [
                        {
                          "name": "height|m](http://x) @mayor <b>`·[31m",
                          "kind": "member"
                        }
                      ],
                      "message": {
                        "text": "row 3, column height|m\\](http://x) @mayor <b>`·\\[31m, found: 999-99-9999 <aaaaaa>|@aaaaa"
                      }
                    },
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "datasets/trees/trees.csv",
                          "uriBaseId": "%SRCROOT%"
                        },
                        "region": {
                          "startLine": 9,
                          "startColumn": 5
                        }
                      },
                      "logicalLocations": [
                        {
                          "name": "height|m](http://x) @mayor <b>`·[31m",
                          "kind": "member"
                        }
                      ],
                      "message": {
                        "text": "row 9, column height|m\\](http://x) @mayor <b>`·\\[31m, found: 999-99-9999 <aaaaaa>|@aaaaa"
                      }
                    }
                  ]
                },
                {
                  "ruleId": "metadata/stale",
                  "ruleIndex": 1,
                  "level": "warning",
                  "message": {
                    "text": "Row 4 is {{old}}. In row 4."
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "datasets/trees/more.xlsx",
                          "uriBaseId": "%SRCROOT%"
                        },
                        "region": {
                          "startLine": 1
                        }
                      }
                    }
                  ],
                  "partialFingerprints": {
                    "primaryLocationLineHash": "92b9735565df50ab8d0040a195008468",
                    "townbook/v1": "92b9735565df50ab8d0040a195008468"
                  },
                  "properties": {
                    "count": 1,
                    "dataset": "trees",
                    "row": 4
                  }
                },
                {
                  "ruleId": "metadata/stale",
                  "ruleIndex": 1,
                  "level": "warning",
                  "message": {
                    "text": "Row 8 is {{old}}. In row 8."
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "datasets/trees/more.xlsx",
                          "uriBaseId": "%SRCROOT%"
                        },
                        "region": {
                          "startLine": 1
                        }
                      }
                    }
                  ],
                  "partialFingerprints": {
                    "primaryLocationLineHash": "dc5246d45e91d4d388730406200b0479",
                    "townbook/v1": "dc5246d45e91d4d388730406200b0479"
                  },
                  "properties": {
                    "count": 1,
                    "dataset": "trees",
                    "row": 8
                  }
                }
              ]
            }
          ]
        }
        "#);
    }

    #[test]
    fn every_member_that_readers_need_is_there() {
        let report = sample::report(0);
        let log: Value = serde_json::from_str(&render(&report, sample::OPTIONS)).unwrap();
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let driver = &run["tool"]["driver"];
        assert_eq!(driver["name"], "townbook");
        let rules = driver["rules"].as_array().unwrap();
        for rule in rules {
            for part in ["shortDescription", "fullDescription", "help"] {
                assert!(rule[part]["text"].as_str().is_some_and(|text| !text.is_empty()), "{part} of {rule}");
            }
            assert!(matches!(rule["defaultConfiguration"]["level"].as_str(), Some("error" | "warning")));
        }
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), report.findings().len());
        for (result, finding) in results.iter().zip(report.findings()) {
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
            assert_eq!(result["level"], finding.severity.word());
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            assert_eq!(result["properties"]["count"], finding.count);
            for value in result["partialFingerprints"].as_object().unwrap().values() {
                assert!(value.is_string());
            }
            let related = result["relatedLocations"].as_array().into_iter().flatten();
            for location in result["locations"].as_array().unwrap().iter().chain(related) {
                let physical = &location["physicalLocation"];
                let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
                assert!(!uri.starts_with('/') && !uri.contains([' ', '#', '?', '\\']), "{uri}");
                assert!(physical["region"]["startLine"].as_u64().unwrap() >= 1);
            }
        }
    }

    #[test]
    fn nothing_is_a_run_without_results() {
        let log: Value = serde_json::from_str(&render(&Report::new(), sample::OPTIONS)).unwrap();
        assert_eq!(log["runs"][0]["results"], json!([]));
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], json!([]));
    }
}
