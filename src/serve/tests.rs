//! Requests as they really go over the wire, because a client library would tidy up the paths that are of interest
//! here.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::*;
use crate::files;

/// A preview that runs in another thread until it is dropped.
struct Running {
    address: SocketAddr,
    events: Receiver<Event>,
    folder: tempfile::TempDir,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// An answer.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, content) in files {
        files::write(&folder.join(path), content.as_bytes()).unwrap();
    }
}

impl Running {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(
            folder.path(),
            &[
                ("one/index.html", "home 1"),
                ("one/404.html", "lost"),
                ("one/datasets/parks/index.html", "parks"),
                ("one/data/parks/latest/parks.csv", "id,name\n1,Común\n"),
                ("one/data/parks/latest/parks.parquet", "PAR1"),
                ("one/assets/site.1.js", "let a"),
                ("one/.townbook/deployment.json", "{}"),
                ("one/.well-known/key", "k"),
                ("one/.git/config", "secret"),
                ("one/data/.hidden/x.csv", "secret"),
                ("one/.htaccess", "secret"),
                ("two/index.html", "home 2"),
                ("secret.txt", "secret"),
                ("portal/portal.toml", "title = 1"),
                ("portal/datasets/parks/parks.csv", "id"),
                ("portal/_site/index.html", "built"),
            ],
        );
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), folder.path().join("one/link.txt")).unwrap();
        let portal = folder.path().join("portal");
        let preview = Preview {
            site: folder.path().join("one"),
            port: 0,
            watched: ["portal.toml", "datasets", "policy"].map(|path| portal.join(path)).to_vec(),
        };
        let (events_in, events): (Sender<Event>, _) = channel();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let two = folder.path().join("two");
        let rebuild = move || {
            let title = std::fs::read_to_string(portal.join("portal.toml")).unwrap();
            if title.contains("broken") { Err("portal.toml has mistakes") } else { Ok(two.clone()) }
        };
        let thread = std::thread::spawn(move || {
            let tell = move |event| drop(events_in.send(event));
            let shutdown = async { drop(stopped.await) };
            serve(&preview, rebuild, tell, shutdown).unwrap();
        });
        let Event::Listening(address) = events.recv().unwrap() else { panic!("it listens first") };
        Running { address, events, folder, stop: Some(stop), thread: Some(thread) }
    }

    fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: answer[end + 4..].to_vec() }
    }

    fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let port = self.address.port();
        self.send(&format!("{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{headers}\r\n"))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// The next event, or nothing when all is quiet.
    fn event(&self) -> Option<Event> {
        self.events.recv_timeout(Duration::from_secs(10)).ok()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        self.thread.take().unwrap().join().unwrap();
    }
}

#[test]
fn pages_are_found_and_have_a_policy() {
    let preview = Running::start();
    for path in ["/", "/index.html", "/?q=parks"] {
        let page = preview.get(path);
        assert_eq!((page.status, page.text()), (200, "home 1"), "{path}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(page.header("content-security-policy"), Some(CONTENT_SECURITY_POLICY));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("access-control-allow-origin"), None);
    }
    assert_eq!(preview.get("/datasets/parks/").text(), "parks");
    let folder = preview.get("/datasets/parks");
    assert_eq!((folder.status, folder.header("location")), (308, Some("/datasets/parks/")));
}

#[test]
fn types_are_those_of_a_real_host() {
    let preview = Running::start();
    for (path, kind) in [
        ("/data/parks/latest/parks.csv", "text/csv; charset=utf-8; header=present"),
        ("/data/parks/latest/parks.parquet", "application/vnd.apache.parquet"),
        ("/assets/site.1.js", "text/javascript; charset=utf-8"),
        ("/.townbook/deployment.json", "application/json"),
        ("/.well-known/key", "application/octet-stream"),
    ] {
        let file = preview.get(path);
        assert_eq!((file.status, file.header("content-type")), (200, Some(kind)), "{path}");
        assert_eq!(file.header("access-control-allow-origin"), Some("*"));
        assert!(file.header("access-control-expose-headers").unwrap().contains("Content-Range"));
        assert_eq!(file.header("content-security-policy"), None);
    }
}

#[test]
fn ranges_are_answered() {
    let preview = Running::start();
    let path = "/data/parks/latest/parks.csv";
    let part = preview.ask("GET", path, "Range: bytes=3-6\r\n");
    assert_eq!((part.status, part.text()), (206, "name"));
    assert_eq!(part.header("content-range"), Some("bytes 3-6/17"));
    assert_eq!(part.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    assert_eq!(preview.ask("GET", path, "Range: bytes=-2\r\n").text(), "n\n");
    assert_eq!(preview.ask("GET", path, "Range: bytes=99-\r\n").status, 416);
    let head = preview.ask("HEAD", path, "");
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, Some("17"), 0));
    assert_eq!(head.header("accept-ranges"), Some("bytes"));
}

#[test]
fn a_browser_may_ask_first() {
    let preview = Running::start();
    let answer = preview.ask("OPTIONS", "/data/parks/latest/parks.parquet", "Origin: https://example.org\r\n");
    assert_eq!(answer.status, 204);
    assert!(answer.header("access-control-allow-headers").unwrap().contains("Range"));
    let refused = preview.ask("POST", "/", "Content-Length: 0\r\n");
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
}

#[test]
fn what_is_not_there_is_the_sites_own_404() {
    let preview = Running::start();
    let page = preview.get("/nothing/here.csv");
    assert_eq!((page.status, page.text()), (404, "lost"));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("content-security-policy"), Some(CONTENT_SECURITY_POLICY));
}

#[test]
fn nothing_outside_the_site_is_served() {
    let preview = Running::start();
    let paths = [
        "/../secret.txt",
        "/datasets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "//etc/passwd",
        "/etc/passwd",
        "/%00",
        "/index.html%00.csv",
        "/%",
        "/%e9",
        "/%zz",
        "/./index.html",
        "/link.txt",
        "/.git/config",
        "/.git/",
        "/.git",
        "/%2egit/config",
        "/data/.hidden/x.csv",
        "/data/.townbook/x",
        "/.htaccess",
        "/index.html/",
        "/index.html/x",
    ];
    for path in paths {
        let answer = preview.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("secret") && !answer.text().contains("root:"), "{path}");
    }
    // Without a leading slash, or as a whole address.
    for target in ["secret.txt", "../secret.txt", "http://localhost/../secret.txt"] {
        let answer = preview.get(target);
        assert!(matches!(answer.status, 400 | 404), "{target}: {}", answer.status);
    }
}

#[test]
fn only_requests_that_name_this_machine_are_answered() {
    let preview = Running::start();
    let with = |host: &str| preview.send(&format!("GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n"));
    for host in ["localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:8080"] {
        assert_eq!(with(&format!("Host: {host}\r\n")).status, 200, "{host}");
    }
    for host in
        ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "[::1]", "0.0.0.0", "user@localhost"]
    {
        let answer = with(&format!("Host: {host}\r\n"));
        assert_eq!(answer.status, 403, "{host}");
        assert!(!answer.text().contains("home"));
    }
    assert!(with("").status >= 400);
}

#[test]
fn a_change_causes_a_rebuild_and_the_new_site_is_served() {
    let preview = Running::start();
    let portal = preview.folder.path().join("portal");
    // Changes elsewhere, as a build makes them, count for nothing.
    write(&portal, &[("_site/index.html", "again"), ("notes.txt", "n")]);
    std::fs::read(portal.join("datasets/parks/parks.csv")).unwrap();
    assert!(preview.events.recv_timeout(Duration::from_millis(700)).is_err());
    // Several changes at once cause one rebuild.
    write(&portal, &[("datasets/parks/parks.csv", "id\n1"), ("datasets/parks/dataset.toml", "title")]);
    assert!(matches!(preview.event(), Some(Event::Rebuilding)));
    assert!(matches!(preview.event(), Some(Event::Rebuilt)));
    assert_eq!(preview.get("/").text(), "home 2");
    assert!(preview.events.recv_timeout(Duration::from_millis(700)).is_err());
    // An editor that puts a new file in the place of the old one is noticed, and a failure leaves what is there.
    write(&portal, &[("portal.toml.new", "broken")]);
    files::rename(&portal.join("portal.toml.new"), &portal.join("portal.toml")).unwrap();
    assert!(matches!(preview.event(), Some(Event::Rebuilding)));
    let Some(Event::Failed(reason)) = preview.event() else { panic!("the rebuild fails") };
    assert_eq!(reason, "portal.toml has mistakes");
    assert_eq!(preview.get("/").text(), "home 2");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let preview = Preview { site: PathBuf::new(), port, watched: Vec::new() };
    let error = serve(&preview, || Err::<PathBuf, _>("never"), |_| {}, async {}).unwrap_err();
    assert!(error.to_string().contains(&format!("port {port}")) && error.to_string().contains("--port"), "{error}");
}
