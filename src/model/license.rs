//! Licences, named by their SPDX identifiers.

use serde::{Deserialize, Serialize};

/// A licence under which data may be used again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// SPDX identifier.
    pub id: String,
    /// Full name on the SPDX list.
    pub title: String,
    /// The licence's own page where we know it, else its page on the SPDX list.
    pub url: String,
}

impl License {
    /// The licence with an SPDX identifier, which must be spelt as on the list and not be deprecated.
    pub fn from_spdx(id: &str) -> Option<Self> {
        let known = spdx::license_id(id)?;
        if known.name != id || known.is_deprecated() {
            return None;
        }
        let url = match id {
            "PDDL-1.0" => "https://opendatacommons.org/licenses/pddl/1-0/".to_owned(),
            "ODC-By-1.0" => "https://opendatacommons.org/licenses/by/1-0/".to_owned(),
            "ODbL-1.0" => "https://opendatacommons.org/licenses/odbl/1-0/".to_owned(),
            "CC0-1.0" => "https://creativecommons.org/publicdomain/zero/1.0/".to_owned(),
            "CC-BY-4.0" => "https://creativecommons.org/licenses/by/4.0/".to_owned(),
            "CC-BY-SA-4.0" => "https://creativecommons.org/licenses/by-sa/4.0/".to_owned(),
            _ => format!("https://spdx.org/licenses/{id}.html"),
        };
        Some(License { id: id.to_owned(), title: known.full_name.to_owned(), url })
    }

    /// Code in the EU licence table, where there is one.
    pub fn eu_code(&self) -> Option<&'static str> {
        Some(match self.id.as_str() {
            "CC0-1.0" => "CC0",
            "CC-BY-4.0" => "CC_BY_4_0",
            "CC-BY-SA-4.0" => "CC_BYSA_4_0",
            "PDDL-1.0" => "ODC_PDDL",
            "ODC-By-1.0" => "ODC_BY",
            "ODbL-1.0" => "ODC_BL",
            _ => return None,
        })
    }

    /// What kind of licence it is in the list of ADMS: its code and its label.
    pub fn adms_type(&self) -> (&'static str, &'static str) {
        const PUBLIC_DOMAIN: [&str; 6] = ["CC0-1.0", "PDDL-1.0", "CC-PDDC", "CC-PDM-1.0", "Unlicense", "0BSD"];
        let id = self.id.as_str();
        let begins = |family: &[&str]| family.iter().any(|name| id.starts_with(name));
        match id {
            _ if PUBLIC_DOMAIN.contains(&id) => ("PublicDomain", "Work in the public domain"),
            _ if begins(&["CC-BY-NC"]) => ("NonCommercialUseOnly", "Non-commercial use only"),
            _ if begins(&["CC-BY-ND"]) => ("NoDerivativeWork", "No derivative work"),
            _ if begins(&["CC-BY-SA", "ODbL", "CDLA-Sharing"]) => {
                ("ViralEffect-ShareAlike", "Viral effect (share-alike)")
            }
            _ if begins(&["CC-BY-", "ODC-By", "OGL-", "CDLA-Permissive", "DL-DE-BY", "etalab", "NLOD"]) => {
                ("Attribution", "Attribution")
            }
            _ => ("OtherRestrictiveClauses", "Other restrictive clauses"),
        }
    }

    /// All current SPDX identifiers, for suggestions.
    pub fn known_ids() -> impl Iterator<Item = &'static str> {
        spdx::identifiers::LICENSES.iter().map(|license| license.name)
    }
}
