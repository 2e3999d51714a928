//! When the world fails (a full disk, a file that changes, no permission, too few files), a run ends with one clear error and
//! exit code 2, the site of the run before stays whole, and the next run finishes.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{PortalTest, dataset_toml, digests, skipped};

/// A portal with a table of some size, so that its files do not fit where little does.
fn portal(rows: u64) -> PortalTest {
    let table: String =
        (0..rows).map(|row| format!("{row},\"text {} of a row\"\n", row.wrapping_mul(2_654_435_761))).collect();
    PortalTest::base()
        .file("datasets/rows/dataset.toml", dataset_toml("rows.csv", &["id:integer", "note:string"]))
        .file("datasets/rows/rows.csv", format!("id,note\n{table}"))
}

/// The program in a shell that first takes something from it.
fn limited(portal: &PortalTest, limits: &str, arguments: &str) -> Command {
    let mut command = Command::new("bash");
    let script = format!("{limits}; exec '{}' {arguments}", env!("CARGO_BIN_EXE_townbook"));
    command.args(["-c", &script]).current_dir(portal.root());
    command
}

/// Runs a command that must fail: exit code 2, and one line that says why.
#[track_caller]
fn fails(command: &mut Command, reason: &str) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("error: ")).collect();
    assert!(errors.len() == 1 && errors[0].contains(reason), "{said}");
}

#[test]
fn a_file_that_cannot_grow_ends_the_run_and_nothing_else() {
    let portal = portal(3_000);
    portal.run("build").exits(0);
    let before = digests(&portal.path("_site"));
    portal.replace("datasets/rows/rows.csv", "text 0 of", "text zero of");
    // The signal is ignored, so that writing fails as it does on a full disk. The table's files are larger than the limit.
    fails(&mut limited(&portal, "trap '' XFSZ; ulimit -f 40", "build"), "File too large");
    assert_eq!(digests(&portal.path("_site")), before);
    portal.run("build").exits(0);
    assert!(portal.read("_site/data/rows/latest/rows.csv").contains("text zero of"));
}

/// A small disk of its own below a portal; unmounted when dropped.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mounted(folder: &'a Path, size: &str) -> Option<Self> {
        fs::create_dir(folder).unwrap();
        let options = format!("size={size}");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder).output();
        mount.is_ok_and(|output| output.status.success()).then_some(Disk(folder))
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_ends_the_run_and_nothing_else() {
    let outside = portal(3);
    let folder = outside.path("disk");
    let Some(_disk) = Disk::mounted(&folder, "4m") else {
        return skipped("a full disk", "nothing can be mounted here; `ulimit -f` stands in for it");
    };
    for part in ["portal.toml", "policy", "datasets"] {
        assert!(Command::new("cp").arg("-r").arg(outside.path(part)).arg(&folder).status().unwrap().success());
    }
    let run = |arguments: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_townbook"));
        command.args(arguments.split_whitespace()).current_dir(&folder);
        command
    };
    let table = folder.join("datasets/rows/rows.csv");
    let small = fs::read(&table).unwrap();
    assert!(run("build").output().unwrap().status.success());
    let before = digests(&folder.join("_site"));
    fs::write(&table, portal(50_000).read("datasets/rows/rows.csv")).unwrap();
    fails(&mut run("build"), "No space left on device");
    assert_eq!(digests(&folder.join("_site")), before);
    fails(&mut run("build --out other"), "No space left on device");
    assert!(!folder.join("other").exists());
    fs::write(&table, small).unwrap();
    assert!(run("build").output().unwrap().status.success());
    assert_eq!(digests(&folder.join("_site")), before);
}

#[test]
fn a_source_that_changes_while_it_is_read_ends_the_run() {
    let portal = portal(10);
    portal.run("build").exits(0);
    let before = digests(&portal.path("_site"));
    let many: String = (0..400_000).map(|row| format!("{row},\"a text\"\n")).collect();
    portal.write("datasets/rows/rows.csv", format!("id,note\n{many}"));
    let mut child = portal.command("build").stderr(Stdio::piped()).spawn().unwrap();
    // Once something is written of it, it is being read.
    while !staged(&portal) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before anything was written");
        std::thread::sleep(Duration::from_millis(2));
    }
    let mut source = fs::OpenOptions::new().append(true).open(portal.path("datasets/rows/rows.csv")).unwrap();
    std::io::Write::write_all(&mut source, b"400000,\"one more\"\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("datasets/rows/rows.csv was written to while it was being read"), "{said}");
    assert_eq!(digests(&portal.path("_site")), before);
    portal.run("build").exits(0);
    assert!(portal.read("_site/data/rows/latest/rows.csv").ends_with("one more\n"), "nothing old was kept");
}

/// Whether a build has begun to write the table `rows`.
fn staged(portal: &PortalTest) -> bool {
    let folders = fs::read_dir(portal.path(".townbook")).into_iter().flatten().flatten();
    folders.map(|folder| folder.path().join("desks/rows.rows.csv")).any(|path| path.exists())
}

/// The program as somebody for whom permissions count, because nothing is forbidden to root; the portal is theirs.
fn as_anybody(portal: &PortalTest) -> impl Fn(&str) -> Command {
    let folder = portal.root().parent().unwrap().to_owned();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.join("townbook");
    fs::copy(env!("CARGO_BIN_EXE_townbook"), &program).unwrap();
    let is_root = fs::metadata(portal.root()).unwrap().uid() == 0;
    if is_root {
        assert!(Command::new("chown").args(["-R", "65534:65534"]).arg(portal.root()).status().unwrap().success());
    }
    let root = portal.root().to_owned();
    move |arguments| {
        let mut command = Command::new(if is_root { "setpriv" } else { "env" });
        if is_root {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        }
        command.arg(&program).args(arguments.split_whitespace()).current_dir(&root);
        command
    }
}

fn allow(portal: &PortalTest, path: &str, mode: u32) {
    fs::set_permissions(portal.path(path), fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_folder_that_may_not_be_written_ends_the_run() {
    let portal = portal(3);
    let run = as_anybody(&portal);
    assert!(run("build --out out/site").output().unwrap().status.success());
    let before = digests(&portal.path("out/site"));
    portal.replace("portal.toml", "Testwick open data", "Testwick data");
    allow(&portal, "out", 0o555);
    fails(&mut run("build --out out/site"), "Permission denied");
    assert_eq!(digests(&portal.path("out/site")), before);
    fails(&mut run("build --out out/other"), "Permission denied");
    assert_eq!(fs::read_dir(portal.path("out")).unwrap().count(), 1, "nothing is left there");
    allow(&portal, "out", 0o755);
    assert!(run("build --out out/site").output().unwrap().status.success());
    assert_ne!(digests(&portal.path("out/site")), before);
    // A file where a folder should be.
    portal.write("file", "");
    fails(&mut run("build --out file/site"), "file");
}

#[test]
fn a_cache_that_may_not_be_written_is_a_note() {
    let portal = portal(3);
    let run = as_anybody(&portal);
    assert!(run("build --no-cache").output().unwrap().status.success());
    let before = digests(&portal.path("_site"));
    fs::create_dir_all(portal.path(".townbook/cache")).unwrap();
    allow(&portal, ".townbook/cache", 0o555);
    for (command, note) in [("build", true), ("check --now 2026-06-30", true), ("build --no-cache", false)] {
        let output = run(command).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert_eq!(said.matches("note: nothing could be kept for the next run").count(), usize::from(note), "{said}");
    }
    assert_eq!(digests(&portal.path("_site")), before);
    // Nor does a file in its place do harm.
    allow(&portal, ".townbook/cache", 0o755);
    fs::remove_dir(portal.path(".townbook/cache")).unwrap();
    portal.write(".townbook/cache", "");
    let output = portal.command("build").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("note: "));
}

#[test]
fn a_source_that_may_not_be_read_is_a_finding_of_its_dataset() {
    let portal = portal(3);
    let run = as_anybody(&portal);
    assert!(run("build").output().unwrap().status.success());
    allow(&portal, "datasets/rows/rows.csv", 0);
    let output = run("check --now 2026-06-30 --format concise").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("table/file-unreadable") && said.contains("Permission denied"), "{said}");
    allow(&portal, "datasets/rows/rows.csv", 0o644);
    allow(&portal, "datasets/rows/dataset.toml", 0);
    let output = run("check --now 2026-06-30 --format concise").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("document/unreadable"));
}

/// With few files open at once a run succeeds or says why not; it never says that something is wrong with the data.
#[test]
fn too_few_files_are_no_finding() {
    let portal = PortalTest::on_base(&crate::support::portals().join("geography"));
    portal.run("build").exits(0);
    let before = digests(&portal.path("_site"));
    let mut refused = 0;
    for files in 5..40 {
        let output = limited(&portal, &format!("ulimit -n {files}"), "build --no-cache").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => {}
            Some(2) => {
                refused += 1;
                assert!(said.contains("Too many open files"), "{files}: {said}");
            }
            // Too few for the program to start.
            Some(127) => {}
            code => panic!("{files}: {code:?}: {said}"),
        }
        assert_eq!(digests(&portal.path("_site")), before, "{files}: {said}");
    }
    assert!(refused > 0, "there is a limit that is too low");
}
