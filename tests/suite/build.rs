//! Where a site is written, and what may never be written over.

use crate::support::{PortalTest, files_below};

#[test]
fn only_an_earlier_site_is_replaced() {
    let portal = PortalTest::base().file("notes/plan.txt", "not to be lost");
    let before = files_below(&portal.path("datasets"));
    for out in ["datasets", "notes", "."] {
        let ran = portal.run(&format!("build --out {out}")).exits(2);
        assert!(ran.all().contains("is not a built site"), "{out}: {}", ran.all());
    }
    assert_eq!(files_below(&portal.path("datasets")), before);
    assert_eq!(portal.read("notes/plan.txt"), "not to be lost");
    std::fs::create_dir(portal.path("empty")).unwrap();
    for out in ["empty", "_site", "_site", "new/one"] {
        portal.run(&format!("build --out {out}")).exits(0);
        assert!(portal.has(&format!("{out}/.townbook/deployment.json")), "{out}");
    }
    // Nothing is left over but the lock of the working folder, and what is kept for the next run.
    let left = files_below(&portal.path(".townbook")).into_iter().filter(|path| !path.starts_with("cache/"));
    assert_eq!(left.collect::<Vec<_>>(), ["lock"]);
}
