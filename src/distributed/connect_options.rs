//! The address of the engine, and the credentials of this client.

use super::refusals::Refusals;
use crate::error::Error;
use async_nats::ConnectOptions as ClientOptions;
use serde::Deserialize;
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// The address of the engine and the credentials of this client, as every NATS client takes them.
///
/// ```
/// use swarmopt::distributed::ConnectOptions;
/// let access = ConnectOptions { url: "nats://127.0.0.1:4222".to_owned(), ..ConnectOptions::default() };
/// assert_eq!(access.name(), "anyone");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ConnectOptions {
    /// The servers, separated by commas. Default, if empty: `nats://127.0.0.1:4222`.
    pub url: String,
    /// The user, if the servers authenticate users by passwords. It is the name under which a worker
    /// answers, and the servers make sure that nobody else uses it.
    pub user: String,
    /// The user's password.
    pub password: String,
    /// A file of credentials (a JWT and its key), instead of a user and a password.
    #[serde(alias = "creds")]
    pub credentials: Option<PathBuf>,
    /// The certificate of the authority that signs the servers' certificates.
    pub ca: Option<PathBuf>,
    /// The client's certificate, if the servers ask for one.
    pub cert: Option<PathBuf>,
    /// The key of that certificate.
    pub key: Option<PathBuf>,
}

/// Prints all options except the password.
impl std::fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ConnectOptions { url, user, credentials, ca, cert, key, .. } = self;
        let mut out = f.debug_struct("ConnectOptions");
        out.field("url", url).field("user", user).field("credentials", credentials);
        out.field("ca", ca).field("cert", cert).field("key", key).finish_non_exhaustive()
    }
}

impl ConnectOptions {
    /// Reads the options from the environment: the context named by `NATS_CONTEXT`, or the one chosen by
    /// the `nats` command, overridden by `NATS_URL`, `NATS_USER`, `NATS_PASSWORD`, `NATS_CREDS`,
    /// `NATS_CA`, `NATS_CERT` and `NATS_KEY`.
    ///
    /// # Errors
    /// [`Error::Io`] if the context named does not exist, [`Error::Engine`] if it cannot be parsed.
    pub fn from_env() -> Result<Self, Error> {
        let home = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".config")));
        let home = home.map(|home| home.join("nats"));
        Self::from(|name| env::var(name).ok().filter(|value| !value.is_empty()), home.as_deref())
    }

    fn from(var: impl Fn(&str) -> Option<String>, home: Option<&Path>) -> Result<Self, Error> {
        let chosen = || fs::read_to_string(home?.join("context.txt")).ok();
        let context = var("NATS_CONTEXT").or_else(chosen);
        let mut access = match (context.as_deref().map(str::trim), home) {
            (Some(name), Some(home)) if !name.is_empty() => {
                let path = home.join("context").join(format!("{name}.json"));
                let text = fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
                serde_json::from_str(&text)
                    .map_err(|e| Error::engine(format!("context {}", path.display()), e))?
            }
            _ => ConnectOptions::default(),
        };
        for (name, field) in [
            ("NATS_URL", &mut access.url),
            ("NATS_USER", &mut access.user),
            ("NATS_PASSWORD", &mut access.password),
        ] {
            *field = var(name).unwrap_or_else(|| std::mem::take(field));
        }
        for (name, field) in [
            ("NATS_CREDS", &mut access.credentials),
            ("NATS_CA", &mut access.ca),
            ("NATS_CERT", &mut access.cert),
            ("NATS_KEY", &mut access.key),
        ] {
            *field = var(name).map(PathBuf::from).or_else(|| field.take());
            field.take_if(|path| path.as_os_str().is_empty()); // a context leaves them empty
        }
        Ok(access)
    }

    /// Returns the name under which a worker answers: the user, or "anyone" if there is none.
    pub fn name(&self) -> &str {
        if self.user.is_empty() { "anyone" } else { &self.user }
    }

    pub(super) fn urls(&self) -> Vec<String> {
        let urls: Vec<String> = self
            .url
            .split(',')
            .map(|url| url.trim().to_owned())
            .filter(|url| !url.is_empty())
            .collect();
        if urls.is_empty() { vec!["nats://127.0.0.1:4222".to_owned()] } else { urls }
    }

    pub(super) async fn options(&self, refusals: &Refusals) -> Result<ClientOptions, Error> {
        let refusals = refusals.clone();
        // A server that is cut off or frozen closes no connection: only its silence shows it.
        let mut options = ClientOptions::new()
            .name(format!("swarmopt {}", self.name()))
            .ping_interval(Duration::from_secs(2))
            .event_callback(move |event| {
                refusals.note(&event);
                std::future::ready(())
            });
        if let Some(path) = &self.credentials {
            let read = options.credentials_file(path).await;
            options = read.map_err(|e| Error::io(path, e))?;
        } else if !self.user.is_empty() && !self.password.is_empty() {
            options = options.user_and_password(self.user.clone(), self.password.clone());
        }
        if !self.user.is_empty() {
            // A separate inbox for each user, so that the servers can keep others from listening to it.
            options = options.custom_inbox_prefix(format!("_INBOX_{}", self.user));
        }
        if let Some(path) = &self.ca {
            options = options.add_root_certificates(path.clone()).require_tls(true);
        }
        if let (Some(cert), Some(key)) = (&self.cert, &self.key) {
            options = options.add_client_certificate(cert.clone(), key.clone()).require_tls(true);
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_goes_over_the_context() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("context")).unwrap();
        let context = r#"{"url": "nats://a:1", "user": "w1", "creds": "", "ca": "/ca.pem", "description": "x"}"#;
        fs::write(home.path().join("context/lab.json"), context).unwrap();
        let with = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
            let var =
                |name: &str| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.clone());
            ConnectOptions::from(var, Some(home.path()))
        };
        assert_eq!(with(&[]).unwrap().urls(), ["nats://127.0.0.1:4222"]);
        let lab = with(&[("NATS_CONTEXT", "lab"), ("NATS_URL", "nats://b:1, nats://c:2")]).unwrap();
        assert_eq!((lab.name(), lab.urls().len()), ("w1", 2));
        assert_eq!((lab.credentials, lab.ca), (None, Some(PathBuf::from("/ca.pem"))));
        assert!(matches!(with(&[("NATS_CONTEXT", "none")]), Err(Error::Io { .. })));
        let secret = with(&[("NATS_PASSWORD", "s3cret")]).unwrap();
        assert!(secret.password == "s3cret" && !format!("{secret:?}").contains("s3cret"));
        fs::write(home.path().join("context.txt"), "lab\n").unwrap();
        assert_eq!(with(&[]).unwrap().name(), "w1");
        fs::write(home.path().join("context/lab.json"), "lab").unwrap();
        assert!(matches!(with(&[]), Err(Error::Engine { .. })));
    }
}
