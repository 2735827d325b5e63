use super::{Engine, Guard, Mutex, Network, Node, Turn, server};

/// What to start.
pub struct Setup {
    nodes: usize,
    config: String,
    partitioned: bool,
}

impl Setup {
    /// One node, or a cluster of three, on loopback.
    pub fn nodes(nodes: usize) -> Self {
        assert!(nodes == 1 || nodes == 3, "{nodes} nodes: one or three");
        Self { nodes, config: String::new(), partitioned: false }
    }

    /// Lines at the end of each node's configuration. What is said again there replaces what was said
    /// before, so `jetstream { max_file_store: 1MB }` limits the store and leaves it where it is.
    pub fn config(mut self, lines: &str) -> Self {
        self.config += lines;
        self.config += "\n";
        self
    }

    /// Each node in a network of its own, so that [`Engine::cut`] can cut it off.
    pub fn partitioned(mut self) -> Self {
        self.partitioned = true;
        self
    }

    /// Starts the nodes and waits until they are ready. Waits for its turn first when many run.
    pub fn start(self) -> Engine {
        // Another process may take a port between its choice and its use.
        let mut tries = 3;
        loop {
            let engine = self.spawn();
            match engine.wait_until_ready() {
                Ok(()) => return engine,
                Err(fault) if tries == 1 => panic!("the servers do not start: {fault}"),
                Err(fault) => eprintln!("the servers do not start, once more: {fault}"),
            }
            tries -= 1;
        }
    }

    fn spawn(&self) -> Engine {
        let turn = Turn::wait();
        let server = server::find().expect("a server, which the test has asked for first");
        let folder = tempfile::Builder::new().prefix("swarmopt-nats-").tempdir().unwrap();
        let network = match self.partitioned {
            true => Network::named(self.nodes),
            false => Network::loopback(self.nodes),
        };
        let guard = Guard::over(folder.path(), network.namespaces());
        network.build();
        let mut engine = Engine { nodes: Vec::new(), network, guard, folder, turn };
        for i in 0..self.nodes {
            let network = &engine.network;
            let mut node = Node::new(i, engine.folder.path(), network.command_in(i, &server));
            node.configure(network, &self.config);
            node.start();
            engine.nodes.push(Mutex::new(node));
        }
        engine
    }
}
