//! JavaScript, in a browser as in Node.js, without a library.

use super::{Language, Table, quoted};
use crate::model::Format;

pub(super) const JAVASCRIPT: Language = Language {
    id: "javascript",
    label: "JavaScript",
    hint: Some("In a module: the browser's, or a file of Node.js that ends in .mjs."),
    table,
    catalogue: Some(|first| pages(first, "datasets", "datasets") + "\nconsole.log(datasets.length, \"datasets\");"),
};

fn table(table: &Table<'_>) -> Option<String> {
    let fetched = |url: &str| format!("const response = await fetch({});\n", quoted(url));
    let read = if let Some(url) = table.url(Format::Json) {
        fetched(&url) + "const table = await response.json();"
    } else if let Some(url) = table.url(Format::JsonLines) {
        fetched(&url)
            + "\
const unpacked = response.body.pipeThrough(new DecompressionStream(\"gzip\"));
const lines = (await new Response(unpacked).text()).trimEnd().split(\"\\n\");
const table = lines.map((line) => JSON.parse(line));"
    } else if let Some(url) = table.url(Format::GeoJson) {
        fetched(&url)
            + "const { features } = await response.json();\nconst table = features.map((feature) => feature.properties);"
    } else {
        pages(&table.rows()?, "rows", "table")
    };
    let columns = table.list(|column| format!("row[{}]", quoted(column)));
    Some(format!(
        "{read}\nconsole.log(table.length, \"rows\");\nconsole.log(table.slice(0, 5).map((row) => [{columns}]));"
    ))
}

/// Reads a list page by page: `member` of an answer has the entries, which go into `list`.
fn pages(first: &str, member: &str, list: &str) -> String {
    format!(
        "\
const {list} = [];
let page = {};
while (page) {{
  const answer = await (await fetch(page)).json();
  {list}.push(...answer.{member});
  page = answer.next && new URL(answer.next, page).href;
}}",
        quoted(first)
    )
}
