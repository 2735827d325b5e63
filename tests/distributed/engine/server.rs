use std::{env, path::PathBuf, process::Command, sync::OnceLock};

/// The oldest that has all that is needed.
const OLDEST: (u32, u32) = (2, 12);

/// The server's program, if there is one.
pub fn find() -> Option<PathBuf> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOUND.get_or_init(look).clone()
}

fn look() -> Option<PathBuf> {
    if let Some(named) = env::var_os("NATS_SERVER") {
        let named = PathBuf::from(named);
        assert!(serves(&named), "NATS_SERVER: {named:?} is no server of {OLDEST:?} or later");
        return Some(named);
    }
    let installed = [env!("CARGO_MANIFEST_DIR"), "target", "nats", "bin"].iter().collect();
    let path = env::var_os("PATH").unwrap_or_default();
    [installed]
        .into_iter()
        .chain(env::split_paths(&path))
        .map(|folder| folder.join("nats-server"))
        .find(serves)
}

fn serves(program: &PathBuf) -> bool {
    version(program).is_some_and(|version| version >= OLDEST)
}

/// From a line such as `nats-server: v2.15.1`.
fn version(program: &PathBuf) -> Option<(u32, u32)> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let line = String::from_utf8(output.stdout).ok()?;
    let mut numbers = line.trim().rsplit_once('v')?.1.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}
