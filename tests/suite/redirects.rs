//! Old addresses lead to what is published, and name nothing else.

use crate::support::{PortalTest, files_with};

/// The base with these redirects, and a dataset that is not classified.
fn with(redirects: &[(&str, &str)]) -> PortalTest {
    let portal = PortalTest::base();
    let mut settings = portal.read("portal.toml");
    for (from, to) in redirects {
        settings.push_str(&format!("\n[[redirects]]\nfrom = \"{from}\"\nto = \"{to}\"\n"));
    }
    let dataset = portal.read("datasets/trees/dataset.toml");
    let open = dataset.split("[classification]").next().unwrap().to_owned();
    let table = &dataset[dataset.find("[[resources]]").unwrap()..];
    portal
        .file("portal.toml", settings)
        .file("datasets/secret-benches/dataset.toml", open + table)
        .file("datasets/secret-benches/trees.csv", PortalTest::base().read("datasets/trees/trees.csv"))
}

#[test]
fn an_old_address_on_this_host_has_a_page_and_the_list_has_all() {
    let portal = with(&[
        ("/d/abcd-1234", "/datasets/trees/"),
        ("https://data.testwick.example/old/trees.html", "/datasets/trees/"),
        ("https://old.testwick.example/trees", "/datasets/trees/"),
        ("/trees.csv", "/data/trees/latest/trees.csv"),
    ]);
    portal.run("build").exits(0);
    for (path, up) in [("d/abcd-1234/index.html", "../../"), ("old/trees.html", "../")] {
        let page = portal.read(&format!("_site/{path}"));
        for text in [
            format!("<meta http-equiv=\"refresh\" content=\"0; url={up}datasets/trees/\">"),
            format!("<a href=\"{up}datasets/trees/\">here</a>"),
            "<link rel=\"canonical\" href=\"https://data.testwick.example/datasets/trees/\">".to_owned(),
            "<meta name=\"robots\" content=\"noindex\">".to_owned(),
        ] {
            assert!(page.contains(&text), "{text}\n{page}");
        }
    }
    assert_eq!(
        portal.read("_site/_redirects"),
        "/d/abcd-1234 https://data.testwick.example/datasets/trees/ 301\n\
         https://data.testwick.example/old/trees.html https://data.testwick.example/datasets/trees/ 301\n\
         https://old.testwick.example/trees https://data.testwick.example/datasets/trees/ 301\n\
         /trees.csv https://data.testwick.example/data/trees/latest/trees.csv 301\n"
    );
    assert!(!portal.has("_site/trees.csv/index.html") && !portal.has("_site/trees/index.html"));
}

#[test]
fn what_is_not_public_is_not_named() {
    let portal =
        with(&[("/d/efgh-5678", "/datasets/secret-benches/"), ("/d/1", "/data/secret-benches/latest/trees.csv")]);
    assert_eq!(portal.run("check --format json").exits(0).codes(), ["policy/unclassified"]);
    portal.run("build").exits(0);
    assert_eq!(files_with(&portal.path("_site"), "secret-benches"), [""; 0]);
    assert!(!portal.has("_site/_redirects") && !portal.has("_site/d"));
}

#[test]
fn no_old_address_takes_the_place_of_a_page() {
    let portal = with(&[
        ("/datasets/trees/", "/about/"),
        ("/robots.txt/x", "/about/"),
        ("/datasets.html", "/datasets/"),
        ("/index.html", "/about/"),
    ]);
    portal.run("build").exits(0);
    assert!(!portal.read("_site/datasets/trees/index.html").contains("http-equiv=\"refresh\""));
    assert!(!portal.read("_site/index.html").contains("http-equiv=\"refresh\""));
    assert!(portal.read("_site/datasets.html").contains("url=datasets/"));
}

#[test]
fn an_address_that_cannot_work_is_said_with_its_line() {
    let portal = with(&[
        ("d/1", "/about/"),
        ("/view?id=1", "/about/"),
        ("/d/2", "about"),
        ("/d/3", "//evil.example/"),
        ("/d/4/", "/about/"),
        ("/D/4", "/about/"),
    ]);
    let ran = portal.run("check").exits(2);
    for line in [
        "`d/1` must be a path such as",
        "`/view?id=1` must be a path such as",
        "`about` must be a path in this portal",
        "`//evil.example/` must be a path in this portal",
        "`/D/4` leads to two places.",
    ] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
}
