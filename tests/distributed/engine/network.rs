use std::{
    ffi::OsStr,
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream},
    process::{Command, Stdio, id},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

/// How long a monitor may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where a node listens.
#[derive(Clone, Copy)]
pub struct Addresses {
    pub client: SocketAddrV4,
    pub cluster: SocketAddrV4,
    pub monitor: SocketAddrV4,
}

/// What joins the nodes and their clients: loopback, or a hub with a cable to each node.
pub struct Network {
    addresses: Vec<Addresses>,
    /// What the namespaces' names begin with, if nodes are apart.
    apart: Option<String>,
}

impl Network {
    /// All on 127.0.0.1, each on ports that are free now.
    pub fn loopback(nodes: usize) -> Self {
        let address = || SocketAddrV4::new(Ipv4Addr::LOCALHOST, free_port());
        let addresses = || Addresses { client: address(), cluster: address(), monitor: address() };
        Self { addresses: (0..nodes).map(|_| addresses()).collect(), apart: None }
    }

    /// Each node at an address of its own, in namespaces that are yet to be built.
    pub fn named(nodes: usize) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let addresses = |i: usize| {
            let ip = Ipv4Addr::new(10, 77, 0, u8::try_from(i + 1).unwrap());
            let address = |port| SocketAddrV4::new(ip, port);
            Addresses { client: address(4222), cluster: address(6222), monitor: address(8222) }
        };
        Self {
            addresses: (0..nodes).map(addresses).collect(),
            apart: Some(format!("swarmopt-{}-{count}", id())),
        }
    }

    pub fn nodes(&self) -> usize {
        self.addresses.len()
    }

    pub fn addresses(&self, i: usize) -> Addresses {
        self.addresses[i]
    }

    /// The names of the namespaces: none on loopback.
    pub fn namespaces(&self) -> Vec<String> {
        let own = (0..self.nodes()).filter_map(|i| self.namespace(i));
        self.hub().into_iter().chain(own).collect()
    }

    /// Builds the namespaces, and a bridge in the hub with a cable to each node.
    pub fn build(&self) {
        if self.apart.is_some() {
            self.try_build().unwrap();
        }
    }

    fn try_build(&self) -> io::Result<()> {
        for name in self.namespaces() {
            ip(&format!("netns add {name}"))?;
            ip(&format!("-n {name} link set lo up"))?;
        }
        let hub = self.hub().unwrap();
        ip(&format!("-n {hub} link add hub type bridge"))?;
        ip(&format!("-n {hub} addr add 10.77.0.254/24 dev hub"))?;
        ip(&format!("-n {hub} link set hub up"))?;
        for i in 0..self.nodes() {
            let (node, address) = (self.namespace(i).unwrap(), *self.addresses(i).client.ip());
            ip(&format!("-n {hub} link add n{i} type veth peer name cable netns {node}"))?;
            ip(&format!("-n {hub} link set n{i} master hub up"))?;
            ip(&format!("-n {node} addr add {address}/24 dev cable"))?;
            ip(&format!("-n {node} link set cable up"))?;
        }
        Ok(())
    }

    /// Takes a node's cable out of the hub, or puts it in.
    pub fn set_link(&self, i: usize, up: bool) {
        let hub = self.hub().expect("nodes that are partitioned");
        let state = if up { "up" } else { "down" };
        ip(&format!("-n {hub} link set n{i} {state}")).unwrap();
    }

    /// A program that runs where the clients are.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        command(self.hub(), program)
    }

    /// A program that runs where a node is.
    pub fn command_in(&self, i: usize, program: impl AsRef<OsStr>) -> Command {
        command(self.namespace(i), program)
    }

    /// Runs a function where the clients are.
    pub fn inside<T: Send>(&self, run: impl FnOnce() -> T + Send) -> T {
        within(self.hub(), run)
    }

    /// The status and body of what a node's monitor answers, asked from where the node is.
    pub fn get(&self, i: usize, path: &str) -> io::Result<(u16, String)> {
        let address = self.addresses(i).monitor;
        let connect = || TcpStream::connect_timeout(&address.into(), PATIENCE);
        let mut stream = within(self.namespace(i), connect)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Ok((status.ok_or(io::ErrorKind::InvalidData)?, body.to_owned()))
    }

    fn hub(&self) -> Option<String> {
        self.apart.as_ref().map(|name| format!("{name}-hub"))
    }

    fn namespace(&self, i: usize) -> Option<String> {
        self.apart.as_ref().map(|name| format!("{name}-n{i}"))
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for name in self.namespaces() {
            // Those that could not be made are not there.
            let _ = ip(&format!("netns del {name}"));
        }
    }
}

/// Whether namespaces can be made and entered here: tried once.
pub fn can_be_apart() -> bool {
    static CAN: OnceLock<bool> = OnceLock::new();
    *CAN.get_or_init(|| {
        let network = Network::named(1);
        let enter =
            || thread::scope(|scope| scope.spawn(|| enter(&network.hub()?).ok()).join().unwrap());
        network.try_build().is_ok() && enter().is_some()
    })
}

/// A port below those that the system gives to whoever connects, so that a node that is down for a
/// while finds it free again.
fn free_port() -> u16 {
    const PORTS: u32 = 12_000;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = |_| {
        let next = id().wrapping_mul(101).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        u16::try_from(20_000 + next % PORTS).unwrap()
    };
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    (0..PORTS).map(next).find(is_free).expect("a free port")
}

fn ip(words: &str) -> io::Result<()> {
    let output = Command::new("ip").args(words.split(' ')).stdin(Stdio::null()).output()?;
    match output.status.success() {
        true => Ok(()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(io::Error::other(format!("ip {words}: {said}")))
        }
    }
}

fn command(namespace: Option<String>, program: impl AsRef<OsStr>) -> Command {
    match namespace {
        Some(name) => {
            let mut command = Command::new("ip");
            command.args(["netns", "exec", &name]).arg(program);
            command
        }
        None => Command::new(program),
    }
}

fn within<T: Send>(namespace: Option<String>, run: impl FnOnce() -> T + Send) -> T {
    let Some(name) = namespace else { return run() };
    thread::scope(|scope| {
        let thread = scope.spawn(|| {
            enter(&name).unwrap();
            run()
        });
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Moves this thread, and those that it will start, into a namespace.
#[cfg(target_os = "linux")]
fn enter(name: &str) -> io::Result<()> {
    use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
    use std::os::fd::AsFd as _;

    let file = std::fs::File::open(format!("/run/netns/{name}"))?;
    Ok(move_into_link_name_space(file.as_fd(), Some(LinkNameSpaceType::Network))?)
}

#[cfg(not(target_os = "linux"))]
fn enter(_: &str) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
