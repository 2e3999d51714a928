//! What a plan decides, case by case.

use std::collections::BTreeSet;

use super::*;
use crate::publish::tests::sites::{self, file, site, state};
use crate::site::SiteFile;

fn actions(plan: &Plan) -> Vec<(&str, Action)> {
    plan.entries().iter().map(|entry| (entry.path.as_str(), entry.action)).collect()
}

#[test]
fn the_first_plan_adds_everything() {
    let site = sites::old();
    let plan = Plan::new(&HostState::default(), &site).unwrap();
    assert!(plan.entries().iter().all(|entry| entry.action == Action::Add));
    assert_eq!(plan.summary().add, site.files().len());
    assert_eq!(plan.deployment(), &site.deployment());
    assert!(!plan.is_empty());
}

#[test]
fn an_empty_site_is_still_a_first_publication() {
    assert!(!Plan::new(&HostState::default(), &Site::new()).unwrap().is_empty());
}

#[test]
fn the_same_site_again_changes_nothing() {
    let plan = Plan::new(&state(&sites::old()), &sites::old()).unwrap();
    assert!(plan.is_empty());
    assert_eq!(plan.render(), "Nothing to do: the host already has this site.\n");
}

#[test]
fn each_path_gets_its_action() {
    let plan = Plan::new(&state(&sites::old()), &sites::new()).unwrap();
    let expected = [
        ("assets/site.1111.css", Action::Carry),
        ("assets/site.2222.css", Action::Add),
        ("data.json", Action::Change),
        ("data/parks/latest/parks.csv", Action::Change),
        ("data/parks/v/aaaa/parks.csv", Action::Carry),
        ("data/parks/v/bbbb/parks.csv", Action::Add),
        ("data/roads/latest/roads.csv", Action::Add),
        ("data/roads/v/cccc/roads.csv", Action::Add),
        ("data/trees/latest/trees.csv", Action::Remove),
        ("data/trees/v/dddd/trees.csv", Action::Remove),
        ("datasets/parks/index.html", Action::Change),
        ("datasets/roads/index.html", Action::Add),
        ("datasets/trees/index.html", Action::Remove),
        ("feed.xml", Action::Header),
        ("index.html", Action::Change),
        ("robots.txt", Action::Keep),
    ];
    assert_eq!(actions(&plan), expected);
    let summary = plan.summary();
    assert_eq!((summary.add, summary.change, summary.header), (5, 4, 1));
    assert_eq!((summary.keep, summary.carry, summary.remove), (1, 2, 3));
}

#[test]
fn the_next_deployment_holds_what_is_carried_and_is_stable() {
    let plan = Plan::new(&state(&sites::old()), &sites::new()).unwrap();
    let next = plan.deployment();
    assert!(next.files.contains_key(&SitePath::known("data/parks/v/aaaa/parks.csv")));
    assert!(!next.files.contains_key(&SitePath::known("data/trees/v/dddd/trees.csv")));
    let state = HostState { digest: Some(next.digest()), deployment: Some(next.clone()), ..HostState::default() };
    let again = Plan::new(&state, &sites::new()).unwrap();
    assert!(again.is_empty());
    assert_eq!(again.digest(), plan.digest());
}

#[test]
fn a_dataset_without_data_keeps_no_earlier_data() {
    // What is left of a withdrawn dataset is a page that says so.
    let withdrawn = site([file("datasets/trees/index.html", "withdrawn")]);
    let plan = Plan::new(&state(&sites::old()), &withdrawn).unwrap();
    let gone = SitePath::known("data/trees/v/dddd/trees.csv");
    let entry = plan.entries().iter().find(|entry| entry.path == gone).unwrap();
    assert_eq!(entry.action, Action::Remove);
}

#[test]
fn a_slug_that_begins_like_another_does_not_keep_its_data() {
    let old = site([file("data/tree/v/1/a.csv", "a"), file("data/trees/v/2/b.csv", "b")]);
    let plan = Plan::new(&state(&old), &site([file("data/trees/v/3/b.csv", "c")])).unwrap();
    let expected = [
        ("data/tree/v/1/a.csv", Action::Remove),
        ("data/trees/v/2/b.csv", Action::Carry),
        ("data/trees/v/3/b.csv", Action::Add),
    ];
    assert_eq!(actions(&plan), expected);
}

#[test]
fn what_is_in_doubt_is_written_again_or_removed() {
    let doubt = ["index.html", "datasets/roads/index.html", "datasets/lakes/index.html"];
    let unsettled: BTreeSet<_> = doubt.map(SitePath::known).into_iter().collect();
    let state = HostState { unsettled, ..state(&sites::old()) };
    let plan = Plan::new(&state, &sites::old()).unwrap();
    let changes: Vec<_> = actions(&plan).into_iter().filter(|(_, action)| *action != Action::Keep).collect();
    let expected = [
        ("datasets/lakes/index.html", Action::Remove),
        ("datasets/roads/index.html", Action::Remove),
        ("index.html", Action::Change),
    ];
    assert_eq!(changes, expected);
}

#[test]
fn content_that_is_only_on_the_host_is_found_there() {
    let held = |path| file(path, "parks 1").with_content(Content::Published);
    let kept = || site([held("data/parks/latest/parks.csv"), held("data/parks/v/aaaa/parks.csv")]);
    let plan = Plan::new(&state(&sites::old()), &kept()).unwrap();
    assert!(plan.entries().iter().all(|entry| entry.from.is_none()));
    // An interrupted publication may have written a newer alias over it.
    let alias = SitePath::known("data/parks/latest/parks.csv");
    let doubtful = HostState { unsettled: BTreeSet::from([alias.clone()]), ..state(&sites::old()) };
    let plan = Plan::new(&doubtful, &kept()).unwrap();
    let entry = plan.entries().iter().find(|entry| entry.path == alias).unwrap();
    assert_eq!((entry.action, entry.from.as_ref().unwrap().as_str()), (Action::Change, "data/parks/v/aaaa/parks.csv"));
    // Without the version there is nothing to restore it from.
    let unknown: SiteFile = file("data/lakes/v/1/lakes.csv", "lakes").with_content(Content::Published);
    let error = Plan::new(&state(&sites::old()), &site([unknown])).unwrap_err();
    assert!(matches!(error, PublishError::NotOnHost(_)), "{error}");
}

#[test]
fn people_read_signs_and_a_sum() {
    let plan = Plan::new(&state(&sites::old()), &sites::new()).unwrap();
    insta::assert_snapshot!(plan.render(), @r"
      + assets/site.2222.css               7 B
      ~ data.json                         14 B
      ~ data/parks/latest/parks.csv        7 B
      + data/parks/v/bbbb/parks.csv        7 B
      + data/roads/latest/roads.csv        5 B
      + data/roads/v/cccc/roads.csv        5 B
      - data/trees/latest/trees.csv
      - data/trees/v/dddd/trees.csv
      ~ datasets/parks/index.html         22 B
      + datasets/roads/index.html         20 B
      - datasets/trees/index.html
      ! feed.xml                           7 B  headers only
      ~ index.html                        27 B
    Plan: 5 to add, 4 to change, 1 header-only, 3 to remove; 121 B to upload
    2 earlier files stay, because links that people keep lead there
    ");
}

#[test]
fn machines_read_what_changes() {
    let plan = Plan::new(&state(&sites::old()), &sites::new()).unwrap();
    let json = serde_json::to_value(&plan).unwrap();
    assert_eq!(json["summary"]["add"], 5);
    assert_eq!(json["deployment"], plan.digest().to_string());
    let entries = json["entries"].as_array().unwrap();
    assert!(entries.iter().all(|entry| entry["action"] != "keep"));
    assert_eq!(entries[1], serde_json::json!({ "path": "assets/site.2222.css", "action": "add", "bytes": 7 }));
}
