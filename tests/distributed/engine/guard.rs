use std::{
    ffi::OsString,
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};

/// Waits for the end of the test's process, however it comes, and does what the engine could not do.
const SCRIPT: &str = r#"
cat
for file in "$0"/*.pid; do [ -f "$file" ] && kill -9 "$(cat "$file")"; done
for name in "$@"; do ip netns del "$name"; done
rm -rf "$0"
"#;

/// Sees to it that no server outlives the test's process, not even one that is killed.
pub struct Guard(Child);

impl Guard {
    /// Over the servers whose process ids are in the folder's `.pid` files, and the namespaces.
    pub fn over(folder: &Path, namespaces: Vec<String>) -> Self {
        let child = Command::new("sh")
            .args([OsString::from("-c"), SCRIPT.into(), folder.into()])
            .args(namespaces)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // What ends the test by Ctrl-C is not to end its guard.
            .process_group(0)
            .spawn();
        Self(child.unwrap())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Closes its input first.
        let _ = self.0.wait();
    }
}
