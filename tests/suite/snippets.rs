//! Code that reads a table, for the formats that the table has; that it runs is seen by `tests/conformance/api.py`.

use std::fs;

use crate::support::{PortalTest, portals};

/// The languages of a page and their code, by the name of the language.
fn snippets(page: &str) -> Vec<(String, String)> {
    let parts = page.split("data-snippet=\"").skip(1);
    let parts = parts.map(|part| {
        let (id, rest) = part.split_once("\"><code>").unwrap();
        (id.to_owned(), rest.split("</code>").next().unwrap().replace("&quot;", "\"").replace("&#39;", "'"))
    });
    parts.collect()
}

fn of_trees(formats: &str) -> Vec<(String, String)> {
    let settings = fs::read_to_string(portals().join("base/portal.toml")).unwrap();
    let portal = PortalTest::base().file("portal.toml", format!("{settings}\n[formats]\n{formats}\n"));
    portal.run("build").exits(0);
    snippets(&portal.read("_site/datasets/trees/index.html"))
}

fn languages(formats: &str) -> Vec<String> {
    of_trees(formats).into_iter().map(|(id, _)| id).collect()
}

#[test]
fn code_has_the_real_address_and_columns() {
    let all = of_trees("");
    assert_eq!(languages(""), ["curl", "pandas", "python-duckdb", "r", "javascript", "duckdb", "excel"]);
    for (language, code) in &all {
        assert!(code.contains("https://data.testwick.example/data/trees/latest/trees."), "{language}: {code}");
        assert!(language == "curl" || code.contains("\"height_m\""), "{language}: {code}");
    }
}

#[test]
fn a_language_reads_what_there_is() {
    let with = |formats: &str, language: &str| {
        let all = of_trees(formats);
        all.into_iter().find(|(id, _)| id == language).unwrap_or_else(|| panic!("no {language}")).1
    };
    let no_parquet = "leave_out = [\"parquet\"]";
    assert!(
        with(no_parquet, "pandas").contains("read_csv(\"https") && with(no_parquet, "pandas").contains("dtype=str")
    );
    assert!(
        with(no_parquet, "duckdb").contains("read_csv('https") && with(no_parquet, "r").contains("readr::read_csv")
    );
    assert!(with("json_bytes = 1", "javascript").contains("trees.ndjson.gz"));
    assert!(with("leave_out = [\"json\"]", "javascript").contains("/trees/rows/1.json"));
    assert!(with("leave_out = [\"csv\", \"parquet\"]\njson_bytes = 1", "duckdb").contains("newline_delimited"));
    assert_eq!(languages("leave_out = [\"csv\", \"json\", \"parquet\"]\nrows_api = 0"), ["curl"], "a workbook only");
}

#[test]
fn the_page_for_developers_lists_what_there_is() {
    let portal = PortalTest::base();
    portal.run("build").exits(0);
    let page = portal.read("_site/developers/index.html");
    for path in
        ["api/v1/index.json", "api/v1/datasets/trees.json", "api/3/action/package_list", "data.json", "catalog.jsonld"]
    {
        assert!(page.contains(&format!("href=\"../{path}\"")), "{path}: {page}");
        assert!(portal.has(&format!("_site/{path}")), "{path}");
    }
    assert!(!page.contains("robots.txt"), "{page}");
    assert!(snippets(&page).iter().any(|(id, code)| id == "python" && code.contains("api/v1/datasets.json")));

    let bare = PortalTest::bare();
    bare.run("build").exits(0);
    let page = bare.read("_site/developers/index.html");
    assert!(page.contains("api/v1/index.json") && !page.contains("Read a table"), "{page}");
}
