use super::network::Network;
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs::{self, OpenOptions},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// How much of a log tells why.
const LAST_LINES: usize = 40;

/// A server's process, its files, and what has been done to it.
pub struct Node {
    name: String,
    folder: PathBuf,
    command: Command,
    process: Option<Child>,
    is_frozen: bool,
    pub is_cut: bool,
}

impl Node {
    pub fn new(i: usize, folder: &Path, mut command: Command) -> Self {
        let name = format!("n{i}");
        let folder = folder.to_owned();
        command.arg("-c").arg(folder.join(format!("{name}.conf"))).stdin(Stdio::null());
        Self { name, folder, command, process: None, is_frozen: false, is_cut: false }
    }

    /// Writes its configuration, with more lines at the end.
    pub fn configure(&self, network: &Network, more: &str) {
        let name = &self.name;
        let i: usize = name[1..].parse().unwrap();
        let own = network.addresses(i);
        let mut lines = format!(
            "server_name: {name}\nlisten: \"{}\"\nhttp: \"{}\"\nstore_dir: {:?}\njetstream: enabled\n",
            own.client,
            own.monitor,
            self.store(),
        );
        if network.nodes() > 1 {
            let others = (0..network.nodes()).filter(|&other| other != i);
            let routes: Vec<_> = others
                .map(|other| format!("\"nats-route://{}\"", network.addresses(other).cluster))
                .collect();
            lines += &format!(
                "cluster {{ name: swarm, listen: \"{}\", routes: [{}] }}\n",
                own.cluster,
                routes.join(", ")
            );
        }
        fs::write(self.file("conf"), lines + more).unwrap();
    }

    pub fn start(&mut self) {
        self.kill();
        let log = OpenOptions::new().create(true).append(true).open(self.file("log")).unwrap();
        let process = self.command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        fs::write(self.file("pid"), process.id().to_string()).unwrap();
        self.process = Some(process);
    }

    /// Kills it, without waiting for its end.
    pub fn send_kill(&mut self) {
        if let Some(process) = &mut self.process {
            // An error means that it has ended of itself.
            let _ = process.kill();
        }
    }

    pub fn kill(&mut self) {
        self.send_kill();
        if let Some(mut process) = self.process.take() {
            let _ = process.wait();
            let _ = fs::remove_file(self.file("pid"));
        }
        self.is_frozen = false;
    }

    pub fn wipe(&mut self) {
        self.kill();
        fs::remove_dir_all(self.store()).unwrap();
    }

    pub fn freeze(&mut self) {
        self.signal(Signal::STOP);
        self.is_frozen = true;
    }

    pub fn thaw(&mut self) {
        self.signal(Signal::CONT);
        self.is_frozen = false;
    }

    /// Whether it has been started, and neither killed nor frozen.
    pub fn is_running(&self) -> bool {
        self.process.is_some() && !self.is_frozen
    }

    /// Whether it has not ended of itself.
    pub fn lives(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| process.try_wait().unwrap().is_none())
    }

    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.file("log")).unwrap_or_default()).into_owned()
    }

    pub fn end_of_log(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        let last = &lines[lines.len().saturating_sub(LAST_LINES)..];
        format!("-- {}, the end of its log\n{}", self.name, last.join("\n"))
    }

    fn signal(&self, signal: Signal) {
        let process = self.process.as_ref().unwrap_or_else(|| panic!("{} is down", self.name));
        kill_process(Pid::from_child(process), signal).unwrap();
    }

    fn store(&self) -> PathBuf {
        self.folder.join(format!("{}.store", self.name))
    }

    fn file(&self, kind: &str) -> PathBuf {
        self.folder.join(format!("{}.{kind}", self.name))
    }
}
