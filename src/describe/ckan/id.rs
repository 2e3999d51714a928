//! Identifiers as CKAN has them: UUIDs, which never change because they are made from what never changes.

use uuid::Uuid;

use crate::model::{Dataset, PortalDescription};

/// The identifier of a dataset: that of an older portal where it was a UUID, else made from what harvesters know it by.
pub(super) fn of_dataset(portal: &PortalDescription, dataset: &Dataset) -> Uuid {
    let identifier = dataset.identifier(&portal.base_url);
    Uuid::try_parse(&identifier).unwrap_or_else(|_| of_name(&identifier))
}

/// The identifier of a part of a dataset.
pub(super) fn of_part(dataset: Uuid, name: &str) -> Uuid {
    Uuid::new_v5(&dataset, name.as_bytes())
}

/// The identifier of something that has an address in the portal, whether or not there is a page.
pub(super) fn of_address(portal: &PortalDescription, path: &str) -> Uuid {
    of_name(&portal.url(path))
}

fn of_name(name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_rfc_9562() {
        // Made with Python: uuid.uuid5(uuid.NAMESPACE_URL, "https://data.example.gov/datasets/trees/").
        let id = of_name("https://data.example.gov/datasets/trees/");
        assert_eq!(id.to_string(), "413ac71e-f0d0-55e5-8893-565a878622ad");
        assert_eq!(of_part(id, "trees.csv").get_version_num(), 5);
        assert_ne!(of_part(id, "trees.csv"), of_part(id, "trees.json"));
    }
}
