//! The deployment as it is documented: three servers started from the files of `examples/distributed/deploy`, of which any
//! one dies while a run goes on.

use crate::{
    engine::{Engine, Turn, say_skipped, wait_for},
    support::*,
};
use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::{sleep, spawn},
    time::{Duration, Instant},
};
use swarmopt::{
    author::*,
    distributed::{Cluster, ConnectOptions, Coordinator},
    prelude::*,
};
use tempfile::TempDir;

/// How long a run may stand still when a server dies.
const LIMIT: Duration = Duration::from_secs(30);

/// Servers by the files that README.md names. Only addresses and the places of files go over them, as all three run
/// on one machine.
struct Deployment {
    server: PathBuf,
    folder: TempDir,
    ports: [[u16; 3]; 3],
    servers: Vec<Option<Child>>,
    _turn: Turn,
}

impl Deployment {
    fn start(server: PathBuf) -> Self {
        let _turn = Turn::wait();
        let folder = tempfile::tempdir().unwrap();
        let listeners: Vec<_> = (0..9).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let port = |k: usize| listeners[k].local_addr().unwrap().port();
        let ports = [0, 3, 6].map(|k| [port(k), port(k + 1), port(k + 2)]);
        drop(listeners);
        let mut certificates = Command::new(deploy().join("certificates.sh"));
        assert!(certificates.arg(folder.path()).status().unwrap().success());
        let mut all = Deployment { server, folder, ports, servers: vec![None, None, None], _turn };
        (0..3).for_each(|node| all.run(node));
        (0..3).for_each(|node| all.wait_until_healthy(node));
        all
    }

    fn run(&mut self, node: usize) {
        let [clients, monitors, routes] = &self.ports;
        let routes = routes.map(|port| format!("tls://127.0.0.1:{port}"));
        let file = |name: &str| self.folder.path().join(name);
        let log = file(&format!("log-{node}"));
        let log = fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        let mut command = Command::new(&self.server);
        command
            .arg("-c")
            .arg(deploy().join(format!("nats-{}.conf", node + 1)))
            .args(["-a", "127.0.0.1", "-p", &clients[node].to_string()])
            .args(["-m", &monitors[node].to_string(), "--cluster", &routes[node]])
            .args(["--routes", &routes.join(",")])
            .env("NATS_STORE", file(&format!("store-{node}")))
            .env("NATS_TLS_CERT", file("tls.crt"))
            .env("NATS_TLS_KEY", file("tls.key"))
            .env("NATS_TLS_CA", file("ca.crt"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        for user in ["COORDINATOR", "OBSERVER", "WORKERS", "WORKER_1", "WORKER_2"] {
            command.env(format!("{user}_PASSWORD"), format!("p-{user}"));
        }
        self.servers[node] = Some(command.spawn().unwrap());
    }

    fn kill(&mut self, node: usize) {
        if let Some(mut server) = self.servers[node].take() {
            drop((server.kill(), server.wait()));
        }
    }

    fn wait_until_healthy(&self, node: usize) {
        let port = self.ports[1][node];
        wait_for("a healthy server", Duration::from_secs(60), || {
            use std::io::{Read as _, Write as _};
            let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).ok()?;
            stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
            stream.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").ok()?;
            let mut said = String::new();
            stream.read_to_string(&mut said).ok()?;
            said.contains(" 200 ").then_some(())
        });
    }

    /// As README.md has it: all three servers, a user with a password, and the authority's certificate.
    fn connect(&self, user: &str) -> Cluster {
        let urls = self.ports[0].map(|port| format!("tls://127.0.0.1:{port}"));
        let access = ConnectOptions {
            url: urls.join(","),
            user: user.to_owned(),
            password: format!("p-{}", user.to_uppercase().replace('-', "_")),
            ca: Some(self.folder.path().join("ca.crt")),
            ..ConnectOptions::default()
        };
        Cluster::connect(&access).unwrap()
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for node in 0..3 {
                let log = self.folder.path().join(format!("log-{node}"));
                let log = fs::read_to_string(log).unwrap_or_default();
                let lines: Vec<_> = log.lines().rev().take(20).collect();
                eprintln!("-- server {node}, the end of its log first\n{}", lines.join("\n"));
            }
        }
        (0..3).for_each(|node| self.kill(node));
    }
}

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/distributed/deploy")
}

#[test]
fn any_one_of_the_three_servers_may_die() {
    let Some(server) = Engine::find() else { return };
    if !Command::new("openssl")
        .arg("version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
    {
        assert!(env::var("CI").as_deref() != Ok("true"), "no openssl");
        return say_skipped("no openssl");
    }
    let mut deployment = Deployment::start(server);
    let known: Arc<Mutex<(u64, Instant, Duration)>> =
        Arc::new(Mutex::new((0, Instant::now(), Duration::ZERO)));
    let note = {
        let known = Arc::clone(&known);
        move |status: &Status| {
            let mut known = known.lock().unwrap();
            let stood = known.1.elapsed();
            *known = (status.evaluations, Instant::now(), known.2.max(stood));
        }
    };
    let evaluations = 3_000;
    let workers = ["worker-1", "worker-2"].map(|name| {
        let cluster = deployment.connect(name);
        hire(cluster, "demo", slow(10 * MILLISECOND, &Calls::default()))
    });
    let cluster = deployment.connect("coordinator");
    let leader = spawn(move || {
        let here = slow(Duration::ZERO, &Calls::default());
        // As the example does that README.md starts: nothing is said of copies.
        let coordinator = Coordinator::new(&cluster, "demo").unwrap();
        let stop = &mut Evaluations(evaluations);
        coordinator.run(&mut swarm(Pace::Generation), &here, stop, &mut OnRound(note))
    });
    let more = |more: u64| {
        let enough = known.lock().unwrap().0 + more;
        wait_for("more evaluations", 2 * LIMIT, || {
            (known.lock().unwrap().0 >= enough).then_some(())
        });
    };
    more(100);
    for node in 0..3 {
        deployment.kill(node);
        more(400);
        if node == 2 {
            // A run begins with the two that are left.
            let worker = deployment.connect("worker-1");
            let worker = hire(worker, "late", slow(MILLISECOND, &Calls::default()));
            let here = slow(Duration::ZERO, &Calls::default());
            let coordinator = Coordinator::new(&deployment.connect("coordinator"), "late").unwrap();
            let stop = &mut Evaluations(100);
            let late = coordinator.run(&mut swarm(Pace::Generation), &here, stop, &mut ());
            assert_eq!(bits_of(&late.unwrap()), alone(100));
            go_home([worker]);
        }
        deployment.run(node);
        deployment.wait_until_healthy(node);
        // What it has missed it hears of before the next one goes.
        sleep(Duration::from_secs(2));
    }
    let report = leader.join().unwrap().unwrap();
    assert_eq!(bits_of(&report), alone(evaluations));
    go_home(workers);
    let stood = known.lock().unwrap().2;
    println!("three servers killed, one after the other: at a stand for {stood:.1?}");
    assert!(stood < LIMIT, "at a stand for {stood:?}");
    let runs = deployment.connect("observer").runs().unwrap();
    let ended: Vec<_> = runs.iter().map(|run| run.ended.as_deref()).collect();
    assert_eq!(ended, [Some("3000 evaluations"), Some("100 evaluations")]);
}
