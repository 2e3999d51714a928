//! Object storage, against an S3 server in this process.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::server::{BUCKET, Fate, KEY, SECRET, Server};
use super::shared::{self, Bench, audit, audit_shows, below, publish_on, publish_to};
use super::sites::{self, file, site};
use crate::files::{Digest, SitePath};
use crate::model::Slug;
use crate::portal::{HostKind, HostSettings};
use crate::publish::host::Hook;
use crate::publish::{Credentials, Host, ObjectStorage, PublishError, open};
use crate::site::{Content, Deployment, Kind, MANIFEST_PATH, Origin, SiteFile};

const PREFIX: &str = "open/data";

fn settings(endpoint: &str) -> HostSettings {
    HostSettings {
        kind: HostKind::S3,
        path: None,
        bucket: Some(BUCKET.to_owned()),
        region: Some("us-east-1".to_owned()),
        endpoint: Some(endpoint.to_owned()),
        prefix: Some(PREFIX.to_owned()),
        allow_http: true,
        public_url: None,
    }
}

fn credentials() -> Credentials {
    Credentials { access_key_id: Some(KEY.to_owned()), secret_access_key: Some(SECRET.to_owned()), session_token: None }
}

impl Server {
    fn storage(&self, hook: Hook) -> ObjectStorage {
        ObjectStorage::watched(&settings(&self.endpoint), credentials(), hook).unwrap()
    }

    fn plain_storage(&self) -> &ObjectStorage {
        self.storage.get_or_init(|| self.storage(Arc::new(|_| {})))
    }

    /// The objects below the prefix.
    fn keys(&self) -> Vec<String> {
        below(&self.objects().join(PREFIX)).into_iter().map(|(path, _)| path).collect()
    }

    fn pointer(&self) -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(self.objects().join(PREFIX).join(".townbook/current.json")).unwrap())
            .unwrap()
    }
}

impl Bench for Server {
    fn host(&self, hook: Hook) -> Box<dyn Host> {
        Box::new(self.storage(hook))
    }

    fn plain(&self) -> &dyn Host {
        self.plain_storage()
    }

    fn writes(&self) -> String {
        self.written().to_string()
    }

    fn paths(&self) -> Vec<String> {
        let ours = |path: &String| {
            path == MANIFEST_PATH || path.starts_with(".townbook/manifests/") || path == ".townbook/current.json"
        };
        self.keys().into_iter().filter(|path| !ours(path)).collect()
    }

    fn has_headers(&self, deployment: &Deployment, path: &SitePath) -> bool {
        self.plain_storage().holds(path, &deployment.files[path])
    }

    fn may_mix(&self) -> bool {
        true
    }
}

#[test]
fn first_publication() {
    let server = Server::new();
    shared::first_publication(&server);
    let pointer = server.pointer();
    let manifest = std::fs::read(server.objects().join(PREFIX).join(MANIFEST_PATH)).unwrap();
    assert_eq!(pointer, serde_json::json!({ "deployment": Digest::of(&manifest).to_string() }));
}

#[test]
fn nothing_changed_takes_two_requests_and_no_write() {
    let server = Server::new();
    publish_to(&server, &sites::old()).unwrap();
    server.requests();
    assert!(!publish_to(&server, &sites::old()).unwrap().changed);
    let requests = server.requests();
    assert_eq!(requests.len(), 2, "{requests:?}");
    assert!(requests.iter().all(|request| request.starts_with("GET ")), "{requests:?}");
}

/// A page of rows leads to the next one by its name, which may be new.
#[test]
fn what_is_new_is_there_before_what_may_lead_to_it() {
    let server = Server::new();
    let pages = |contents: &[&str]| {
        let pages = (1..).zip(contents).map(|(number, content): (u32, _)| {
            let origin = Origin::Dataset(Slug::new("trees").unwrap());
            SiteFile::for_test(&format!("api/trees/{number}.json"), Kind::Alias, origin, content.as_bytes())
        });
        site(pages)
    };
    publish_to(&server, &pages(&["one", "two"])).unwrap();
    server.requests();
    publish_to(&server, &pages(&["one, which is larger by far", "two, and more", "3", "4"])).unwrap();
    let sent = server.requests().into_iter().filter(|request| request.starts_with("PUT"));
    let sent: Vec<String> = sent.filter_map(|request| Some(request.split_once("/api/trees/")?.1.to_owned())).collect();
    let (new, changed) = sent.split_at(2);
    assert!(new.iter().all(|page| page == "3.json" || page == "4.json"), "{sent:?}");
    assert_eq!(changed.len(), 2, "{sent:?}");
}

#[test]
fn change_remove_carry_header() {
    shared::change_remove_carry_header(&Server::new());
}

#[test]
fn staged_files_are_verified() {
    shared::staged_files_are_verified(&Server::new());
}

#[test]
fn held_back_data_stays() {
    shared::held_back_data_stays(&Server::new());
}

#[test]
fn a_stale_plan_is_refused() {
    shared::a_stale_plan_is_refused(&Server::new());
}

#[test]
fn killed_at_any_moment_the_old_site_stays_whole() {
    shared::kill_everywhere(Server::new);
}

#[test]
fn data_comes_before_pages_and_the_pointer_before_removals() {
    let server = Server::new();
    publish_to(&server, &sites::old()).unwrap();
    server.requests();
    publish_to(&server, &sites::new()).unwrap();
    let requests = server.requests();
    let group = |request: &String| -> Option<usize> {
        let (method, key) = request.split_once(&format!(" /{BUCKET}"))?;
        let key = key.strip_prefix(&format!("/{PREFIX}/")).unwrap_or(key);
        Some(match (method, key) {
            ("GET", _) => return None,
            ("POST", _) => 8,
            (_, key) if key.starts_with(".townbook/manifests/") => 0,
            (_, ".townbook/current.json") => return Some(100),
            (_, key) if key.contains("/v/") || key.starts_with("assets/") => 2,
            (_, key) if key.contains("/latest/") || key == "feed.xml" => 3,
            (_, key) if key.ends_with(".html") => 4,
            (_, MANIFEST_PATH) => 6,
            _ => 5,
        })
    };
    let mut order: Vec<_> = requests.iter().filter_map(group).collect();
    // The pointer is written first to say what begins, then to switch, and at last when the removals are done.
    let pointers: Vec<_> = (0..order.len()).filter(|at| order[*at] == 100).collect();
    for (at, value) in pointers.iter().zip([1, 7, 9]) {
        order[*at] = value;
    }
    assert_eq!(pointers.len(), 3, "{requests:?}");
    assert!(order.is_sorted(), "{order:?} {requests:?}");
    assert_eq!(order.iter().filter(|group| (2..=5).contains(*group)).count(), 10, "only what changed is sent");
}

#[test]
fn a_publication_that_loses_the_race_touches_nothing() {
    let server = Arc::new(Server::new());
    publish_to(&*server, &sites::old()).unwrap();
    let raced = AtomicBool::new(false);
    let other = Arc::clone(&server);
    // Both have read the same pointer; the other one is faster.
    let hook: Hook = Arc::new(move |operation| {
        if operation == "write .townbook/current.json" && !raced.swap(true, Ordering::SeqCst) {
            elsewhere(&other, sites::third);
        }
    });
    let error = publish_on(&server.storage(hook), &sites::new()).unwrap_err();
    assert!(matches!(error, PublishError::Stale), "{error}");
    audit_shows(&*server, &sites::third());
}

/// Publishes a site in another thread, because a host's own threads cannot wait for another host, and waits for it.
fn elsewhere(server: &Arc<Server>, site: fn() -> crate::site::Site) {
    let server = Arc::clone(server);
    std::thread::spawn(move || publish_to(&*server, &site()).map(drop)).join().unwrap().unwrap();
}

#[test]
fn a_publication_that_is_overtaken_at_any_moment_leaves_what_the_next_one_settles() {
    // The operations of publishing the new site on the old one.
    let operations = {
        let server = Server::new();
        publish_to(&server, &sites::old()).unwrap();
        let counter = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&counter);
        let hook: Hook = Arc::new(move |_| {
            seen.fetch_add(1, Ordering::SeqCst);
        });
        publish_on(&server.storage(hook), &sites::new()).unwrap();
        counter.load(Ordering::SeqCst)
    };
    for at in 0..operations {
        let server = Arc::new(Server::new());
        publish_to(&*server, &sites::old()).unwrap();
        let (other, counter) = (Arc::clone(&server), AtomicUsize::new(0));
        let overtaking: fn() -> crate::site::Site = if at % 2 == 0 { sites::third } else { sites::old };
        let hook: Hook = Arc::new(move |_| {
            if counter.fetch_add(1, Ordering::SeqCst) == at {
                elsewhere(&other, overtaking);
            }
        });
        let result = publish_on(&server.storage(hook), &sites::new());
        if let Err(error) = &result {
            assert_eq!(error.exit_code(), 4, "at {at}: {error}");
        }
        // Whoever publishes next brings the site in order, whichever it is.
        let next = if at % 4 < 2 { overtaking() } else { sites::new() };
        publish_to(&*server, &next).unwrap();
        audit_shows(&*server, &next);
        assert!(!publish_to(&*server, &next).unwrap().changed);
    }
}

#[test]
fn an_answer_that_was_lost_is_no_lost_race() {
    let server = Server::new();
    publish_to(&server, &sites::old()).unwrap();
    let mut writes = 0;
    server.fail(move |method, path| {
        let pointer = method == "PUT" && path.ends_with("/current.json");
        writes += usize::from(pointer);
        // The first answer to each write of the pointer is lost; the client asks again.
        if pointer && writes % 2 == 1 { Fate::AnswerLost } else { Fate::Answered }
    });
    publish_to(&server, &sites::new()).unwrap();
    audit_shows(&server, &sites::new());
}

#[test]
fn a_failure_on_the_way_says_how_to_go_on() {
    let server = Server::new();
    publish_to(&server, &sites::old()).unwrap();
    server.fail(
        |method, path| if method == "PUT" && path.ends_with("data.json") { Fate::Refused } else { Fate::Answered },
    );
    let error = publish_to(&server, &sites::new()).unwrap_err();
    assert_eq!(error.exit_code(), 7);
    let text = error.to_string();
    assert!(text.starts_with("publishing stopped after ") && text.ends_with("; publish again to finish"), "{text}");
    assert!(
        text.contains("refused to write `data.json` (AccessDenied: Access Denied); check the credentials"),
        "{text}"
    );
    server.fail(|_, _| Fate::Answered);
    publish_to(&server, &sites::new()).unwrap();
    audit_shows(&server, &sites::new());
}

#[test]
fn a_bucket_that_is_not_there_is_named() {
    let server = Server::new();
    let settings = HostSettings { bucket: Some("town-dta".to_owned()), ..settings(&server.endpoint) };
    let host = open(&settings, std::path::Path::new("."), credentials()).ok().unwrap();
    let error = publish_on(&*host, &sites::old()).unwrap_err();
    assert_eq!(error.to_string(), "there is no bucket `town-dta`; create it, or correct `bucket` in portal.toml");
    assert_eq!(error.exit_code(), 2);
}

#[test]
fn wrong_credentials_are_refused_without_being_shown() {
    let server = Server::new();
    let wrong = [
        Credentials { secret_access_key: Some("canary-of-a-wrong-secret".to_owned()), ..credentials() },
        Credentials { access_key_id: Some("AKIACANARY".to_owned()), ..credentials() },
        Credentials {
            session_token: Some("canary-token".to_owned()),
            secret_access_key: Some("canary".into()),
            ..credentials()
        },
    ];
    for credentials in wrong {
        let host = open(&settings(&server.endpoint), std::path::Path::new("."), credentials).ok().unwrap();
        let error = publish_on(&*host, &sites::old()).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(matches!(error, PublishError::Refused { .. }), "{shown}");
        assert!(shown.contains("check the credentials"), "{shown}");
        assert!(!shown.to_lowercase().contains("canary") && !shown.contains(KEY), "{shown}");
    }
}

#[test]
fn a_server_that_ignores_conditions_is_found_out() {
    let server = Server::lying();
    let error = publish_to(&server, &sites::old()).unwrap_err();
    assert!(matches!(error, PublishError::Lacks(_)), "{error}");
    assert_eq!(error.exit_code(), 5);
    // Nor is it trusted the second time.
    assert!(matches!(publish_to(&server, &sites::old()), Err(PublishError::Lacks(_))));
    assert!(server.paths().is_empty());
}

#[test]
fn an_unreachable_server_is_a_failure_of_the_world() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let host = open(&settings(&format!("http://{unused}")), std::path::Path::new("."), credentials()).ok().unwrap();
    let error = host.published().unwrap_err();
    assert!(matches!(error, PublishError::Host { .. }), "{error}");
    assert_eq!(error.exit_code(), 2);
}

/// A file of a size that goes in parts, staged or in memory.
fn large(path: &str, staging: &std::path::Path, content: Option<Content>) -> crate::site::SiteFile {
    let bytes: Vec<u8> = (0..20_000_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let text = file(path, "");
    let built = crate::site::SiteFile::for_test(path, text.kind(), text.origin().clone(), &bytes);
    let staged = staging.join("large");
    if !staged.exists() {
        std::fs::write(&staged, &bytes).unwrap();
    }
    built.with_content(content.unwrap_or(Content::Staged(staged)))
}

#[test]
fn large_files_go_in_parts_and_are_not_sent_twice() {
    let staging = tempfile::tempdir().unwrap();
    let large = |path: &str, content| large(path, staging.path(), content);
    let whole = || {
        site([large("data/big/v/1/big.csv", None), large("data/big/latest/big.csv", None), file("index.html", "big")])
    };
    let server = Server::new();
    // Killed before the page, when the data is there.
    let (stop, hook) = stop_at("write index.html");
    let host = server.storage(hook);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| publish_on(&host, &whole()).map(drop)));
    assert!(result.is_err() && stop.load(Ordering::SeqCst));
    server.requests();
    publish_to(&server, &whole()).unwrap();
    let requests = server.requests();
    assert!(!requests.iter().any(|request| request.starts_with("PUT") && request.contains("big.csv")), "{requests:?}");
    audit_shows(&server, &whole());
    // The alias is written over by a publication that dies, and restored from the version on the host.
    let other = site([
        file("data/big/v/2/big.csv", "small"),
        file("data/big/latest/big.csv", "small"),
        file("index.html", "big"),
    ]);
    let (_, hook) = stop_at("write index.html");
    let host = server.storage(hook);
    drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        publish_on(&host, &site([file("index.html", "x")])).map(drop)
    })));
    let (_, hook) = stop_at("write .townbook/deployment.json");
    let host = server.storage(hook);
    drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| publish_on(&host, &other).map(drop))));
    let held = site([
        large("data/big/v/1/big.csv", Some(Content::Published)),
        large("data/big/latest/big.csv", Some(Content::Published)),
        file("index.html", "held"),
    ]);
    publish_to(&server, &held).unwrap();
    audit_shows(&server, &held);
}

/// A hook that ends the publication before an operation, and whether it did.
fn stop_at(operation: &'static str) -> (Arc<AtomicBool>, Hook) {
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopped);
    let hook: Hook = Arc::new(move |next| {
        if next == operation || flag.load(Ordering::SeqCst) {
            flag.store(true, Ordering::SeqCst);
            std::panic::resume_unwind(Box::new("killed"));
        }
    });
    (stopped, hook)
}

#[test]
fn a_large_file_that_changed_is_not_published_and_leaves_no_parts() {
    let staging = tempfile::tempdir().unwrap();
    let built = large("data/big/v/1/big.csv", staging.path(), None);
    let mut bytes = std::fs::read(staging.path().join("large")).unwrap();
    bytes[19_999_999] ^= 1;
    std::fs::write(staging.path().join("large"), bytes).unwrap();
    let server = Server::new();
    let error = publish_to(&server, &site([built])).unwrap_err();
    assert!(matches!(error, PublishError::VerificationFailed(_)), "{error}");
    assert!(server.paths().is_empty());
    let unfinished: Vec<_> = server.unfinished().into_iter().filter(|name| name.contains(".part-")).collect();
    assert!(unfinished.is_empty(), "{unfinished:?}");
}

#[test]
fn without_a_prefix_and_settings_that_cannot_work() {
    let server = Server::new();
    let plain = HostSettings { prefix: None, ..settings(&server.endpoint) };
    let host = open(&plain, std::path::Path::new("."), credentials()).ok().unwrap();
    assert_eq!(host.describe(), format!("s3://{BUCKET} at {}", server.endpoint));
    publish_on(&*host, &sites::old()).unwrap();
    assert!(server.objects().join("index.html").is_file());
    let cases = [
        (HostSettings { bucket: None, ..plain.clone() }, credentials(), "`bucket`"),
        (HostSettings { region: None, endpoint: None, ..plain.clone() }, credentials(), "`region`"),
        (HostSettings { allow_http: false, ..plain.clone() }, credentials(), "https://"),
        (HostSettings { prefix: Some("/a/".into()), ..plain.clone() }, credentials(), "`prefix`"),
        (plain.clone(), Credentials { access_key_id: None, ..credentials() }, "AWS_ACCESS_KEY_ID"),
        (plain, Credentials { secret_access_key: Some(String::new()), ..credentials() }, "AWS_SECRET_ACCESS_KEY"),
    ];
    for (settings, credentials, what) in cases {
        let error = open(&settings, std::path::Path::new("."), credentials).err().unwrap();
        assert!(matches!(error, PublishError::Settings(_)) && error.to_string().contains(what), "{error}");
    }
}

#[test]
fn a_broken_pointer_or_manifest_is_named() {
    let server = Server::new();
    publish_to(&server, &sites::old()).unwrap();
    let digest = server.pointer()["deployment"].as_str().unwrap().to_owned();
    let manifest = server.objects().join(PREFIX).join(format!(".townbook/manifests/{digest}.json"));
    std::fs::write(&manifest, "{}").unwrap();
    assert!(matches!(server.plain().published(), Err(PublishError::VerificationFailed(_))));
    std::fs::remove_file(&manifest).unwrap();
    assert!(matches!(server.plain().published(), Err(PublishError::Damaged(_))));
    let pointer = server.objects().join(PREFIX).join(".townbook/current.json");
    std::fs::write(&pointer, "{\"deployment\": null, \"shards\": 3}").unwrap();
    assert!(matches!(server.plain().published(), Err(PublishError::Damaged(_))));
}

#[test]
fn eight_publishers_at_once() {
    let server = Arc::new(Server::new());
    publish_to(&*server, &sites::old()).unwrap();
    let outcomes = Arc::new(Mutex::new(Vec::new()));
    let publishers: Vec<_> = (0..8)
        .map(|at| {
            let (server, outcomes) = (Arc::clone(&server), Arc::clone(&outcomes));
            std::thread::spawn(move || {
                let site = if at % 2 == 0 { sites::new() } else { sites::third() };
                let result = publish_to(&*server, &site);
                outcomes.lock().unwrap().push(result.map(|receipt| receipt.changed).map_err(|error| error.exit_code()));
            })
        })
        .collect();
    publishers.into_iter().for_each(|publisher| publisher.join().unwrap());
    let outcomes = outcomes.lock().unwrap();
    assert!(outcomes.iter().all(|outcome| !matches!(outcome, Err(code) if *code != 4)), "{outcomes:?}");
    publish_to(&*server, &sites::new()).unwrap();
    audit(&*server);
    audit_shows(&*server, &sites::new());
}
