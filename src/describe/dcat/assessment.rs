//! The Metadata Quality Assessment of the European data portal: 23 indicators, 405 points. It is counted on the graph that is
//! published, so that it says what a harvester would see. What only some files of a dataset have counts for that part of them.

use super::node::Node;
use super::term::{Class, Property, dcat, dct, foaf, skos, spdx};
use crate::describe::term::{EU_AUTHORITY, IANA_MEDIA_TYPES};

/// What an indicator is about, in the order of the assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// Whether people find the data.
    Findability,
    /// Whether its addresses answer.
    Accessibility,
    /// Whether programs can use it.
    Interoperability,
    /// Whether it may be used.
    Reusability,
    /// Whether it says what it is worth.
    Contextuality,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Dimension; 5] = [
        Dimension::Findability,
        Dimension::Accessibility,
        Dimension::Interoperability,
        Dimension::Reusability,
        Dimension::Contextuality,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Dimension::Findability => "Findability",
            Dimension::Accessibility => "Accessibility",
            Dimension::Interoperability => "Interoperability",
            Dimension::Reusability => "Reusability",
            Dimension::Contextuality => "Contextuality",
        }
    }
}

/// Something that the assessment gives points for.
#[derive(Debug)]
pub struct Indicator {
    /// What it is about.
    pub dimension: Dimension,
    /// What it asks, as a sentence that is true where the points are given.
    pub sentence: &'static str,
    /// How many points there are.
    pub points: u32,
    met: Met,
}

/// What is looked at.
#[derive(Debug)]
enum Met {
    /// The dataset.
    Dataset(fn(&Subject<'_>) -> bool),
    /// Each of its files.
    Files(fn(&Subject<'_>, &Node) -> bool),
}

/// A dataset whose graph is looked at.
struct Subject<'a> {
    dataset: &'a Node,
    /// Where the portal is: its own addresses answer.
    base_url: &'a str,
    /// Whether everything that DCAT-AP demands is there.
    is_complete: bool,
}

/// All indicators.
pub static INDICATORS: [Indicator; 23] = {
    use Dimension::{Accessibility, Contextuality, Findability, Interoperability, Reusability};
    use Met::{Dataset, Files};
    const fn one(dimension: Dimension, points: u32, sentence: &'static str, met: Met) -> Indicator {
        Indicator { dimension, sentence, points, met }
    }
    [
        one(Findability, 30, "It has keywords.", Dataset(|it| it.dataset.says(dcat::keyword))),
        one(Findability, 30, "It has a topic.", Dataset(|it| it.dataset.says(dcat::theme))),
        one(Findability, 20, "It names the place it covers.", Dataset(|it| it.dataset.says(dct::spatial))),
        one(Findability, 20, "It names the time it covers.", Dataset(|it| it.dataset.says(dct::temporal))),
        one(Accessibility, 50, "The page of each file answers.", Files(|it, file| it.answers(file, dcat::accessURL))),
        one(Accessibility, 20, "Each file has an address of its own.", Files(|_, file| file.says(dcat::downloadURL))),
        one(
            Accessibility,
            30,
            "The address of each file answers.",
            Files(|it, file| it.answers(file, dcat::downloadURL)),
        ),
        one(Interoperability, 20, "Each file names its format.", Files(|_, file| file.says(dct::format))),
        one(Interoperability, 10, "Each file names its media type.", Files(|_, file| file.says(dcat::mediaType))),
        one(Interoperability, 10, "Formats and media types are those of the EU and of IANA.", Files(is_of_lists)),
        one(
            Interoperability,
            20,
            "Each format belongs to nobody, by the list of the assessment.",
            Files(|_, file| is_format(file, &NON_PROPRIETARY)),
        ),
        one(
            Interoperability,
            20,
            "Programs can read each format, by the list of the assessment.",
            Files(|_, file| is_format(file, &MACHINE_READABLE)),
        ),
        one(Interoperability, 30, "It has all that DCAT-AP demands.", Dataset(|it| it.is_complete)),
        one(Reusability, 20, "Each file has a licence.", Files(|_, file| file.says(dct::license))),
        one(
            Reusability,
            10,
            "Each licence is on the list of the EU.",
            Files(|_, file| is_of_eu(file, dct::license, "licence")),
        ),
        one(Reusability, 10, "It says who may have it.", Dataset(|it| it.dataset.says(dct::accessRights))),
        one(
            Reusability,
            5,
            "It says so in a word of the EU.",
            Dataset(|it| is_of_eu(it.dataset, dct::accessRights, "access-right")),
        ),
        one(Reusability, 20, "It says whom to ask.", Dataset(|it| it.dataset.says(dcat::contactPoint))),
        one(Reusability, 10, "It names its publisher.", Dataset(|it| it.dataset.says(dct::publisher))),
        one(Contextuality, 5, "Each file says what rights there are.", Files(|_, file| file.says(dct::rights))),
        one(Contextuality, 5, "Each file has its size.", Files(|_, file| file.says(dcat::byteSize))),
        one(Contextuality, 5, "Each file says when it was first published.", Files(|_, file| file.says(dct::issued))),
        one(Contextuality, 5, "Each file says when it was last changed.", Files(|_, file| file.says(dct::modified))),
    ]
};

/// Formats that we publish and that are on the assessment's list of those that belong to nobody. Parquet is on neither list.
const NON_PROPRIETARY: [&str; 3] = ["CSV", "GEOJSON", "JSON"];

/// Formats that we publish and that are on the assessment's list of those that programs can read.
const MACHINE_READABLE: [&str; 4] = ["CSV", "GEOJSON", "JSON", "XLSX"];

/// What DCAT-AP 3.0.1 demands of nodes of a class.
const MANDATORY: &[(Class, &[Property])] = &[
    (dcat::CatalogRecord, &[foaf::primaryTopic, dct::modified]),
    (dcat::Dataset, &[dct::title, dct::description]),
    (dcat::Distribution, &[dcat::accessURL]),
    (foaf::Agent, &[foaf::name]),
    (skos::Concept, &[skos::prefLabel]),
    (skos::ConceptScheme, &[dct::title]),
    (spdx::Checksum, &[spdx::algorithm, spdx::checksumValue]),
];

/// Which part of each indicator a dataset meets, from 0 to 1, in the order of [`INDICATORS`]. The dataset is the first of its nodes.
pub(super) fn assess(nodes: &[Node], base_url: &str) -> Vec<f64> {
    let Some(dataset) = nodes.first() else { return vec![0.0; INDICATORS.len()] };
    let subject = Subject { dataset, base_url, is_complete: nodes.iter().all(is_complete) };
    let files: Vec<&Node> = dataset.nodes_of(dcat::distribution).collect();
    let share = |indicator: &Indicator| match indicator.met {
        Met::Dataset(met) => f64::from(u8::from(met(&subject))),
        Met::Files(_) if files.is_empty() => 0.0,
        Met::Files(met) => files.iter().filter(|file| met(&subject, file)).count() as f64 / files.len() as f64,
    };
    INDICATORS.iter().map(share).collect()
}

impl Subject<'_> {
    /// Whether what a property names is an address of this portal. The pages and files of a site are made together with its
    /// catalogue, so these answer; of others nothing is known without the network.
    fn answers(&self, node: &Node, property: Property) -> bool {
        node.ids_of(property).any(|id| id.starts_with(self.base_url))
    }
}

/// Whether a node and all that it describes have what is demanded of them.
fn is_complete(node: &Node) -> bool {
    let demanded = MANDATORY.iter().filter(|(class, _)| node.classes.contains(class));
    demanded.flat_map(|(_, properties)| *properties).all(|property| node.says(*property))
        && node.statements().all(|(property, _)| node.nodes_of(property).all(is_complete))
}

fn is_of_eu(node: &Node, property: Property, table: &str) -> bool {
    node.ids_of(property).any(|id| id.strip_prefix(EU_AUTHORITY).is_some_and(|rest| rest.starts_with(table)))
}

fn is_of_lists(_: &Subject<'_>, file: &Node) -> bool {
    is_of_eu(file, dct::format, "file-type") && file.ids_of(dcat::mediaType).any(|id| id.starts_with(IANA_MEDIA_TYPES))
}

/// Whether a file's format is one of some codes.
fn is_format(file: &Node, codes: &[&str]) -> bool {
    file.ids_of(dct::format).any(|id| id.rsplit('/').next().is_some_and(|code| codes.contains(&code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_are_those_of_the_assessment() {
        let of =
            |dimension| INDICATORS.iter().filter(|one| one.dimension == dimension).map(|one| one.points).sum::<u32>();
        assert_eq!(Dimension::ALL.map(of), [100, 100, 110, 75, 20]);
    }

    #[test]
    fn what_only_some_files_have_counts_for_a_part() {
        let file = |name: &str| Node::new(format!("https://a.example/{name}"), &[dcat::Distribution]);
        let whole = file("a").literal(dcat::byteSize, 1).link(dcat::accessURL, "https://a.example/page");
        let dataset = Node::new("https://a.example/#dataset", &[dcat::Dataset])
            .part(dcat::distribution, whole)
            .part(dcat::distribution, file("b").link(dcat::accessURL, "https://elsewhere.example/"));
        let met = |nodes: &[Node], sentence: &str| {
            let at = INDICATORS.iter().position(|one| one.sentence == sentence).unwrap();
            assess(nodes, "https://a.example/")[at]
        };
        let nodes = [dataset.clone()];
        assert_eq!(met(&nodes, "Each file has its size."), 0.5);
        assert_eq!(met(&nodes, "The page of each file answers."), 0.5);
        assert_eq!(met(&nodes, "It has all that DCAT-AP demands."), 0.0);
        let nodes = [dataset.words(dct::title, "A", "en").words(dct::description, "B", "en")];
        assert_eq!(met(&nodes, "It has all that DCAT-AP demands."), 1.0);
        assert_eq!(met(&[], "It has keywords."), 0.0);
    }
}
