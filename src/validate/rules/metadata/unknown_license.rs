//! `metadata/unknown-license`

use crate::diagnostic::{Code, Report, Severity, closest};
use crate::model::License;
use crate::validate::{DraftContext, Rule};

pub(crate) struct UnknownLicense;

static CODE: Code = Code {
    id: "metadata/unknown-license",
    severity: Severity::Error,
    title: "A licence that is not on the city's list",
    explain: "`license` is the SPDX identifier of a licence, one of those in `policy/licenses.toml`. Without a known licence nobody \
may rely on using the data again.\n\n```toml\nlicense = \"Public Domain\"   # wrong\nlicense = \"PDDL-1.0\"        # right\n```\n",
};

impl Rule for UnknownLicense {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let Some(id) = &context.draft.file.license else { return };
        let allowed = &context.policy.licenses;
        let is_known = License::from_spdx(id).is_some();
        if allowed.contains(id) && is_known {
            return;
        }
        let message = if is_known {
            format!("The licence `{id}` is not one the city allows.")
        } else {
            format!("`{id}` is not a current SPDX identifier of a licence.")
        };
        let mut finding = context.draft.document.finding(&CODE, "/license", message);
        if let Some(meant) =
            closest(id, allowed.iter().map(String::as_str)).or_else(|| closest(id, License::known_ids()))
        {
            finding = finding.help(format!("Did you mean `{meant}`?"));
        }
        report.push(finding.help(format!("The city allows: {}.", allowed.join(", "))));
    }
}
