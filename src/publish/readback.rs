//! The last look: what the public sees under the site's own address.

use std::time::Duration;

use super::PublishError;
use crate::files::Digest;
use crate::site::MANIFEST_PATH;

/// How often the address is asked before it counts as wrong: caches on the way may keep the earlier manifest for a moment.
const TRIES: u32 = 8;

/// Between two tries.
const PAUSE: Duration = Duration::from_secs(2);

/// The longest an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads the manifest through the public address until it is the one that was just published.
///
/// # Errors
/// [`PublishError::VerificationFailed`] when it is not there, or is another one, after several tries.
pub fn read_back(public_url: &str, deployment: Digest) -> Result<(), PublishError> {
    ask(public_url, deployment, TRIES, PAUSE)
}

fn ask(public_url: &str, deployment: Digest, tries: u32, pause: Duration) -> Result<(), PublishError> {
    let url = format!("{}/{MANIFEST_PATH}", public_url.trim_end_matches('/'));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| PublishError::VerificationFailed(format!("{url} cannot be asked: {error}")))?;
    runtime.block_on(async {
        let mut reason = String::new();
        for attempt in 0..tries {
            if attempt > 0 {
                tokio::time::sleep(pause).await;
            }
            match digest_at(&url).await {
                Ok(found) if found == deployment => return Ok(()),
                Ok(_) => reason = "it shows another deployment".to_owned(),
                Err(error) => reason = error.without_url().to_string(),
            }
        }
        Err(PublishError::VerificationFailed(format!(
            "the site was published, but {url} does not show it: {reason}; check `public_url` and the web server"
        )))
    })
}

async fn digest_at(url: &str) -> reqwest::Result<Digest> {
    let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
    let answer = client.get(url).header(reqwest::header::CACHE_CONTROL, "no-cache").send().await?.error_for_status()?;
    Ok(Digest::of(&answer.bytes().await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that answers every request with the same bytes, and its address.
    fn serve(body: &'static [u8]) -> (tokio::runtime::Runtime, String) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let app = axum::Router::new().fallback(move || async move { body });
        runtime.spawn(async { axum::serve(listener, app).await });
        (runtime, address)
    }

    #[test]
    fn only_the_deployment_itself_is_accepted() {
        let (_runtime, address) = serve(b"{}");
        assert!(ask(&address, Digest::of(b"{}"), 1, Duration::ZERO).is_ok());
        let error = ask(&address, Digest::of(b"another"), 2, Duration::ZERO).unwrap_err();
        assert_eq!(error.exit_code(), 6);
        assert!(error.to_string().contains("another deployment"), "{error}");
    }

    #[test]
    fn an_address_where_nobody_answers_is_named() {
        let error = ask("http://127.0.0.1:1", Digest::of(b""), 1, Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains("http://127.0.0.1:1/.townbook/deployment.json"), "{error}");
    }
}
