//! A NATS server or a cluster of three, with JetStream, that a test may kill, freeze and cut off.
//!
//! A test begins with `let Some(_) = Engine::find() else { return };`, which says so aloud where there
//! is no server. Node `i` is called `n{i}`. Whatever becomes of the test, no server outlives it.

// Not every test needs every fault.
#![allow(dead_code)]

mod guard;
mod network;
mod node;
mod server;
mod setup;
mod turn;

pub use setup::Setup;

use guard::Guard;
use network::Network;
use node::Node;
use serde_json::Value;
use std::{
    path::PathBuf,
    process::Command,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
pub use turn::Turn;

/// How long servers may take to be ready. A machine that does much else is slow.
const LIMIT: Duration = Duration::from_secs(60);

/// Servers that run, and the faults that can be done to them.
pub struct Engine {
    nodes: Vec<Mutex<Node>>,
    network: Network,
    // In the order in which they are to go, after the servers.
    guard: Guard,
    folder: TempDir,
    turn: Turn,
}

impl Engine {
    /// The server's program: what `NATS_SERVER` names, or what `tests/nats-server.sh` has installed, or
    /// a recent one on the search path. Says that the test is skipped if there is none; in CI that is a
    /// failure.
    pub fn find() -> Option<PathBuf> {
        let found = server::find();
        if found.is_none() {
            let none = "no nats-server; bash tests/nats-server.sh installs one";
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{none}");
            say_skipped(none);
        }
        found
    }

    /// Whether nodes can be cut off here, which takes the right to make network namespaces. Says that
    /// the test is skipped if not.
    pub fn can_partition() -> bool {
        let can = network::can_be_apart();
        if !can {
            say_skipped("no right to make network namespaces");
        }
        can
    }

    /// One node, or a cluster of three, on loopback.
    pub fn start(nodes: usize) -> Self {
        Setup::nodes(nodes).start()
    }

    /// A cluster of three, each node in a network of its own.
    pub fn partitioned() -> Self {
        Setup::nodes(3).partitioned().start()
    }

    /// How many nodes there are, running or not.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Where clients connect: the addresses of all nodes, with commas between.
    pub fn urls(&self) -> String {
        (0..self.nodes()).map(|i| self.url(i)).collect::<Vec<_>>().join(",")
    }

    /// Where clients connect to one node.
    pub fn url(&self, i: usize) -> String {
        format!("nats://{}", self.network.addresses(i).client)
    }

    /// A command that reaches the nodes.
    pub fn command(&self, program: &str) -> Command {
        self.network.command(program)
    }

    /// Runs a function where the nodes can be reached: on a thread of its own in the network of the
    /// clients, and so are the threads that it starts.
    pub fn inside<T: Send>(&self, run: impl FnOnce() -> T + Send) -> T {
        self.network.inside(run)
    }

    /// Kills a node with SIGKILL.
    pub fn kill(&self, i: usize) {
        self.node(i).kill();
    }

    /// Kills all nodes at once with SIGKILL.
    pub fn kill_all(&self) {
        let mut nodes: Vec<_> = (0..self.nodes()).map(|i| self.node(i)).collect();
        nodes.iter_mut().for_each(|node| node.send_kill());
        nodes.iter_mut().for_each(|node| node.kill());
    }

    /// Starts a node on its old address and store, killing it first if it runs, and waits until it is
    /// healthy. Where it can reach no majority, until it answers.
    pub fn restart(&self, i: usize) {
        self.node(i).kill();
        self.node(i).start();
        self.wait_until_healthy(i, Instant::now() + LIMIT).unwrap();
    }

    /// Starts all nodes, killing first those that run, and waits until all are healthy.
    pub fn restart_all(&self) {
        self.kill_all();
        (0..self.nodes()).for_each(|i| self.node(i).start());
        self.wait_until_ready().unwrap();
    }

    /// Kills a node and forgets all that it has stored.
    pub fn wipe(&self, i: usize) {
        self.node(i).wipe();
    }

    /// Stops a node with SIGSTOP: it keeps its connections and says nothing.
    pub fn freeze(&self, i: usize) {
        self.node(i).freeze();
    }

    /// Lets a frozen node go on.
    pub fn thaw(&self, i: usize) {
        self.node(i).thaw();
    }

    /// Takes a node's cable out: nothing comes or goes, and nobody is told. Only when partitioned.
    pub fn cut(&self, i: usize) {
        let mut node = self.node(i);
        self.network.set_link(i, false);
        node.is_cut = true;
    }

    /// Puts a node's cable in again.
    pub fn heal(&self, i: usize) {
        let mut node = self.node(i);
        self.network.set_link(i, true);
        node.is_cut = false;
    }

    /// The node that a majority says leads the cluster.
    pub fn meta_leader(&self) -> Option<usize> {
        let votes = self.answers("/jsz").into_iter();
        elected(votes.map(|jsz| jsz["meta_cluster"]["leader"].clone()), self.nodes())
    }

    /// The node that a majority of those that hold a stream says leads it. A single server leads all its
    /// streams.
    pub fn leader_of(&self, stream: &str) -> Option<usize> {
        let details: Vec<Value> = self
            .answers("/jsz?accounts=true&streams=true&config=true")
            .iter()
            .flat_map(|jsz| all(&jsz["account_details"]).iter())
            .flat_map(|account| all(&account["stream_detail"]).iter())
            .filter(|detail| detail["name"] == stream)
            .cloned()
            .collect();
        if self.nodes() == 1 {
            return (!details.is_empty()).then_some(0);
        }
        let replicas = details.first()?["config"]["num_replicas"].as_u64()?;
        elected(
            details.iter().map(|detail| detail["cluster"]["leader"].clone()),
            usize::try_from(replicas).unwrap(),
        )
    }

    /// What a node's monitor answers to a path such as `/routez`, even when the node is cut off. Nothing
    /// when it is down, frozen or in trouble.
    pub fn monitor(&self, i: usize, path: &str) -> Option<Value> {
        if !self.node(i).is_running() {
            return None;
        }
        let (status, body) = self.network.get(i, path).ok()?;
        (status == 200).then(|| serde_json::from_str(&body).ok())?
    }

    /// The process id of a node that has been started and not killed.
    pub fn process(&self, i: usize) -> Option<u32> {
        self.node(i).process_id()
    }

    /// What a node has written into its log since the first start.
    pub fn log(&self, i: usize) -> String {
        self.node(i).log()
    }

    fn answers(&self, path: &str) -> Vec<Value> {
        (0..self.nodes()).filter_map(|i| self.monitor(i, path)).collect()
    }

    fn node(&self, i: usize) -> MutexGuard<'_, Node> {
        // A test that failed may have died holding it.
        self.nodes[i].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until_ready(&self) -> Result<(), String> {
        let end = Instant::now() + LIMIT;
        (0..self.nodes()).try_for_each(|i| self.wait_until_healthy(i, end))?;
        while self.nodes() > 1 && self.meta_leader().is_none() {
            if Instant::now() > end {
                return Err("no leader".to_owned());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn wait_until_healthy(&self, i: usize, end: Instant) -> Result<(), String> {
        loop {
            let path = match self.reaches_majority(i) {
                true => "/healthz",
                false => "/healthz?js-enabled-only=true",
            };
            if self.monitor(i, path).is_some() {
                return Ok(());
            }
            let mut node = self.node(i);
            if !node.lives() {
                // Someone has its port: perhaps not for long.
                if !node.log().contains("address already in use") || Instant::now() > end {
                    return Err(format!("n{i} ended:\n{}", node.end_of_log()));
                }
                node.start();
            } else if Instant::now() > end {
                return Err(format!("n{i} is not healthy:\n{}", node.end_of_log()));
            }
            drop(node);
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn reaches_majority(&self, i: usize) -> bool {
        let reachable = |i: usize| {
            let node = self.node(i);
            node.is_running() && !node.is_cut
        };
        let others = (0..self.nodes()).filter(|&other| other != i && reachable(other)).count();
        self.nodes() == 1 || (reachable(i) && 2 * (others + 1) > self.nodes())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.kill_all();
        if thread::panicking() {
            (0..self.nodes()).for_each(|i| eprintln!("{}", self.node(i).end_of_log()));
        }
    }
}

/// Waits until there is something, and fails with what it was when it takes too long.
pub fn wait_for<T>(what: &str, limit: Duration, mut find: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = find() {
            return found;
        }
        assert!(Instant::now() < end, "{what}: not within {limit:?}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The node with more than half of the votes.
fn elected(votes: impl Iterator<Item = Value>, voters: usize) -> Option<usize> {
    let votes: Vec<usize> =
        votes.filter_map(|vote| vote.as_str()?.strip_prefix('n')?.parse().ok()).collect();
    let has_majority =
        |node: usize| 2 * votes.iter().filter(|&&vote| vote == node).count() > voters;
    votes.iter().copied().find(|&node| has_majority(node))
}

fn all(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

/// Past the test's captured output, which nobody reads when it passes.
pub fn say_skipped(why: &str) {
    use std::io::Write as _;
    let test = thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}
