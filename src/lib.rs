#![recursion_limit = "256"]
//! Townbook turns a git repository of datasets into an open data portal: it checks, converts, describes, renders
//! and publishes them, and keeps in what is protected.
//!
//! This is the tour. `docs/architecture.md` says what each part must not do, and why.
//!
//! # The stages
//!
//! ```text
//! portal::open -> discover -> metadata::read -> policy::admit -> scan -> policy::clear
//!              -> describe -> render -> publish
//! ```
//!
//! [`pipeline`] orders them, and nothing else does. [`cli`] starts it and prints what comes of it.
//!
//! 1. [`portal`] opens `portal.toml` and lists the dataset folders.
//! 2. [`metadata`] reads a folder's `dataset.toml` into a [`metadata::Draft`]: what a department says, not trusted
//!    yet. [`document`] holds it against the JSON Schema of its type, so that all its mistakes are found at once.
//! 3. [`policy::admit`] looks at the classification. Only a [`policy::Candidate`], or a dataset that is not
//!    classified yet, may be scanned; protected data is never opened.
//! 4. [`scan`] reads each table once. A reader of [`read`] cuts the file into blocks and decodes them on all cores;
//!    observers look at every batch: the rules and keys of [`validate`], the search for personal data of
//!    [`policy::personal`], the writers of [`convert`], and the preview for the page.
//! 5. [`policy::clear`] looks at what was found and makes a [`policy::Public`] dataset, or says why it is held
//!    back. Everything after this takes `Public`.
//! 6. [`describe`] puts the catalogue into the words of each standard.
//! 7. [`render`] makes the pages. With the data and the descriptions they are the [`site`], where each file knows
//!    what it was made from.
//! 8. [`publish`] compares the site with what a host has, plans, and carries the plan out. [`serve`] shows it on
//!    this machine.
//!
//! Under them lie [`model`], the nouns; [`diagnostic`], what there is to say about a city's data; and [`files`],
//! the only door to the file system.
//!
//! # The files that go in
//!
//! ```text
//! portal.toml                      the portal: title, address, departments, hosts   portal::PortalFile
//! policy/policy.toml               the profile, approvals, thresholds               policy::PolicyFile
//! policy/licenses.toml             licences that may be used                        policy::LicensesFile
//! policy/standards.toml            how strictly documentation is judged             policy::StandardsFile
//! policy/exemptions.toml           legal grounds for protecting data                policy::ExemptionsFile
//! datasets/<slug>/dataset.toml     a dataset: metadata, classification, columns     metadata::DatasetFile
//! datasets/<slug>/README.md        its long description, if there is one
//! datasets/<slug>/dictionary.xlsx  the questions of `dataset.toml` for people who use spreadsheets; never published
//! datasets/<slug>/*                its data and documents, as dataset.toml names them
//! schemas/tables/<name>.json       Table Schemas that several datasets share
//! ```
//!
//! # The files that come out
//!
//! ```text
//! index.html  404.html  about/  quality/
//! robots.txt  sitemap.xml  llms.txt   for search engines and language models
//! feed.xml  feed.json              what is new; also below publishers/, themes/ and datasets/
//! _redirects                       addresses of an older portal, for hosts that read it; a page at each on this host
//! datasets/                        the catalogue; page/<n>/ after the first twenty
//! datasets/<slug>/                 the page of a dataset; index.md is the same as Markdown
//! publishers/  themes/             lists, and one page for each department and topic
//! formats/<id>/  licenses/<id>/    the same lists for readers without JavaScript
//! search/documents.json            what the browser searches
//! assets/<name>.<digest>.<ext>     style sheet, scripts, icon
//! data/<slug>/v/<digest>/<file>    a table in one format; never changes, <digest> is its own SHA-256
//! data/<slug>/latest/<file>        the newest of them, under the address that people keep
//! data/<slug>/documents/           documents as they are, under v/<digest>/ and latest/ too
//! data/<slug>/datapackage.json     Data Package with Table Schema; croissant.json, dictionary.csv, SHA256SUMS beside it
//! data/<slug>/<table>.csv-metadata.json   CSV on the Web; also beside the CSV
//! data/<slug>/<table>.schema.json  the Table Schema of a table by itself
//! developers/                      how programs read all this, with code to begin with
//! api/v1/index.json                where programs begin; beside it openapi.json, publishers.json, themes.json, schemas/
//! api/v1/datasets.json             all datasets, a thousand on a page (datasets-2.json), and resources.json all tables
//! api/v1/datasets/<slug>.json      a dataset for programs: files, schemas, what values are like
//! api/v1/datasets/<slug>/<table>/rows/<n>.json   its rows, a thousand on a page
//! api/3/action/<action>            CKAN's lists, at api/action/<action> too
//! data/<slug>/dcat.jsonld          DCAT 3 of one dataset
//! data.json  dcat-us-3.json        DCAT-US 1.1; DCAT-US 3.0
//! catalog.jsonld  .ttl  .rdf       DCAT 3: one graph in three syntaxes
//! catalog.csv  catalog.parquet     the catalogue as a table
//! files.csv                        every file of data with its digest
//! .townbook/deployment.json        the manifest of all this                         site::Deployment
//! .townbook/datasets/*.json        each dataset as it was when it was cleared       model::Dataset
//! ```
//!
//! On this machine `.townbook/` of the portal holds the private folders of runs, which vanish with them, and `cache/`: copies of
//! external files, and what was made of datasets in earlier runs (`files::Shelf`). On a host,
//! a folder has `releases/`, `current` and `lock`; a bucket has `.townbook/current.json` and `.townbook/manifests/`
//! beside the site.

pub mod change;
pub mod cli;
pub mod convert;
pub mod describe;
pub mod diagnostic;
pub mod document;
pub mod draft;
pub mod fetch;
pub mod files;
pub mod metadata;
pub mod model;
pub mod pipeline;
pub mod policy;
pub mod portal;
pub mod publish;
pub mod read;
pub mod render;
pub mod scan;
pub mod serve;
pub mod site;
pub mod validate;
pub mod verify;
