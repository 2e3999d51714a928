//! `townbook publish` and `townbook publish plan`

use std::path::Path;
use std::process::ExitCode;

use super::{fail, print_found, program};
use crate::cli::args::{HostArguments, PlanFormat, PublishAction, PublishArguments};
use crate::cli::{Exit, terminal};
use crate::diagnostic::Values;
use crate::diagnostic::render::counted;
use crate::pipeline::{self, Built, Earlier, Manner, PipelineError};
use crate::publish::{self, Credentials, Host, HostState, PublishError};

pub(crate) fn run(portal: &Path, arguments: &PublishArguments, values: Values) -> ExitCode {
    let outcome = match &arguments.action {
        None => publish(portal, &arguments.to, values),
        Some(PublishAction::Plan(plan)) => self::plan(portal, &plan.to, plan.format, values),
    };
    outcome.unwrap_or_else(|error| fail(&error))
}

/// A host, its state, and the site built against it.
struct Prepared {
    host: Box<dyn Host>,
    /// Where the public reaches the host, if `portal.toml` says so.
    public_url: Option<String>,
    state: HostState,
    built: Built,
}

fn prepare(root: &Path, to: &HostArguments, values: Values) -> Result<Prepared, PipelineError> {
    let (host, public_url) = open_host(root, to.host.as_deref())?;
    let wheel = terminal::Bar::wheel("building");
    let state = host.published()?;
    let earlier = state.deployment.as_ref().map(|deployment| Earlier::on_host(&*host, deployment, &state.unsettled));
    let built = pipeline::build(root, earlier.as_ref(), Manner { program: program(&to.cache), verify: true });
    wheel.finish_and_clear();
    let built = built?;
    drop(earlier);
    print_found(&built.found, values);
    Ok(Prepared { host, public_url, state, built })
}

fn open_host(root: &Path, name: Option<&str>) -> Result<(Box<dyn Host>, Option<String>), PipelineError> {
    let portal = crate::portal::open(root)?;
    let settings_error = |message: String| PipelineError::Publish(PublishError::Settings(message));
    let name = match (name, portal.default_host.as_deref()) {
        (Some(name), _) | (None, Some(name)) => name,
        (None, None) => return Err(settings_error("portal.toml names no `host`; name one with --host".to_owned())),
    };
    let settings = portal.hosts.get(name).ok_or_else(|| {
        let known: Vec<&str> = portal.hosts.keys().map(String::as_str).collect();
        settings_error(format!("portal.toml has no [hosts.{name}]; it has {}", known.join(", ")))
    })?;
    Ok((publish::open(settings, root, credentials())?, settings.public_url.clone()))
}

fn credentials() -> Credentials {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    Credentials {
        access_key_id: variable("AWS_ACCESS_KEY_ID"),
        secret_access_key: variable("AWS_SECRET_ACCESS_KEY"),
        session_token: variable("AWS_SESSION_TOKEN"),
    }
}

fn publish(root: &Path, to: &HostArguments, values: Values) -> Result<ExitCode, PipelineError> {
    let Prepared { host, public_url, state, built } = prepare(root, to, values)?;
    let bar = terminal::Bar::uploads();
    let receipt = built.publish(&*host, &state, &bar)?;
    drop(bar);
    if let Some(public_url) = &public_url {
        publish::read_back(public_url, receipt.deployment)?;
    }
    if receipt.changed {
        let (uploads, removed) = (receipt.summary.uploads(), receipt.summary.remove);
        eprintln!(
            "published {} to {}: {} written, {removed} removed",
            counted(built.found.published as u64, "dataset"),
            host.describe(),
            counted(uploads as u64, "file"),
        );
    } else {
        eprintln!("nothing to publish: {} already has this site", host.describe());
    }
    Ok(match (built.found.held.is_empty(), built.found.report.has_errors()) {
        (false, _) => Exit::SomeHeld.into(),
        // Nothing was held back, but somebody must look: data in a protected folder, a folder that is no dataset.
        (true, true) => Exit::Findings.into(),
        (true, false) => Exit::Clean.into(),
    })
}

fn plan(root: &Path, to: &HostArguments, format: PlanFormat, values: Values) -> Result<ExitCode, PipelineError> {
    let Prepared { host, state, built, .. } = prepare(root, to, values)?;
    let plan = built.plan(&state)?;
    match format {
        PlanFormat::Human => print!("{}\n{}", host.describe(), plan.render()),
        PlanFormat::Json => println!("{}", serde_json::to_string_pretty(&plan).expect("a plan is plain data")),
    }
    Ok(if plan.is_empty() { Exit::Clean.into() } else { Exit::ChangesPending.into() })
}
