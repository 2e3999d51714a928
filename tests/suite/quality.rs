//! How good the catalogue is: what `townbook report quality` says, and the page.

use serde_json::Value;

use crate::support::PortalTest;

const TOML: &str = "datasets/trees/dataset.toml";

#[test]
fn the_report_and_the_page_say_the_same() {
    let portal = PortalTest::base();
    let json: Value = serde_json::from_str(&portal.run("report quality --format json").exits(0).stdout).unwrap();
    let points = json["points"].as_f64().unwrap();
    // Of CSV, workbook, JSON and Parquet, two belong to nobody and three are on the list of what programs read.
    assert_eq!((points, &json["rating"]), (390.0, &"excellent".into()), "{json:#}");
    assert_eq!((&json["most"], &json["warnings"]), (&405.into(), &0.into()));
    assert_eq!(json["indicators"].as_array().unwrap().len(), 23);
    let csv = portal.run("report quality --format csv").exits(0).stdout;
    assert_eq!(
        csv,
        "dataset,points,findability,accessibility,interoperability,reusability,contextuality,warnings\n\
         trees,390,100,100,95,75,20,0\n"
    );
    let text = portal.run("report quality").exits(0).stdout;
    assert!(text.starts_with("390 of 405 points on average: excellent"), "{text}");
    assert!(text.contains("10 of  20  Each format belongs to nobody") && text.contains("390  trees"), "{text}");
    portal.run("build").exits(0);
    assert_eq!(portal.read("_site/quality/quality.csv"), csv);
    let page = portal.read("_site/quality/index.html");
    assert!(page.contains("390 of 405 points on average, which is excellent"), "{page}");
    assert!(page.contains("nothing to warn of") && page.contains("href=\"../datasets/trees/\""), "{page}");
}

#[test]
fn formats_that_belong_to_nobody_have_all_points() {
    let portal = PortalTest::base();
    portal.write("portal.toml", portal.read("portal.toml") + "\n[formats]\nleave_out = [\"parquet\", \"xlsx\"]\n");
    let text = portal.run("report quality").exits(0).stdout;
    assert!(text.starts_with("405 of 405 points"), "{text}");
    assert!(!text.contains("What costs points"), "{text}");
    // A licence that the EU does not list, and a language of three letters, cost what they cost.
    let portal = PortalTest::base().with("policy/licenses.toml", "PDDL-1.0", "MIT").with(TOML, "PDDL-1.0", "MIT").with(
        TOML,
        "theme =",
        "language = \"kea\"\ntheme =",
    );
    let csv = portal.run("report quality --format csv").exits(0).stdout;
    assert!(csv.ends_with("trees,380,100,100,95,65,20,0\n"), "{csv}");
}

#[test]
fn what_is_not_published_is_not_counted() {
    let portal = PortalTest::base().with(TOML, "type = \"number\"", "type = \"date\"");
    let ran = portal.run("report quality").exits(0);
    assert!(ran.stdout.starts_with("0 of 405 points") && !ran.stdout.contains("trees"), "{}", ran.stdout);
    assert!(ran.stderr.contains("1 dataset held back"), "{}", ran.stderr);
    portal.run("build").exits(1);
    assert!(!portal.read("_site/quality/index.html").contains("trees/"));
}
