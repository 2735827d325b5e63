//! Drawings of topologies.

use super::picture::Point;
use crate::error::{Error, require};
use crate::topology::Wiring;
use std::path::Path;

/// The graph of a topology: agents on a circle, clockwise from the top, in a [grid](Self::grid), or at
/// given [places](Self::places). An arrow points from an informant to the agent that hears it; a line
/// without a head joins two agents that hear each other.
///
/// ```
/// use swarmopt::chart::TopologyGraph;
/// use swarmopt::{author::*, prelude::*};
///
/// # fn main() -> Result<(), swarmopt::Error> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("ring.svg");
/// let wiring = Ring::new(1).wire(8, &mut Streams::new(Seed(1)).at(0, 0))?;
/// TopologyGraph::new("ring")
///     .wiring(&wiring)
///     .values(&[3.0, 1.5, 0.2, 0.9, 4.0, 2.2, 2.8, 3.1], "personal best")
///     .save(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct TopologyGraph {
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) agents: usize,
    /// (informant, hearer).
    pub(super) edges: Vec<(usize, usize)>,
    pub(super) layout: Layout,
    pub(super) values: Option<(Vec<f64>, String)>,
}

#[derive(Clone, Debug)]
pub(super) enum Layout {
    Circle,
    Grid(usize),
    Places(Vec<Point>),
}

/// The most edges: more lines would be a grey disc.
const MOST_EDGES: usize = 20_000;
const MOST_AGENTS: usize = 5_000;

impl TopologyGraph {
    /// Creates a graph without agents. An empty title takes no room.
    pub fn new(title: impl Into<String>) -> Self {
        TopologyGraph {
            title: title.into(),
            subtitle: String::new(),
            agents: 0,
            edges: Vec::new(),
            layout: Layout::Circle,
            values: None,
        }
    }

    /// Sets the line below the title.
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = subtitle.into();
        self
    }

    /// Sets the number of agents, at most 5,000.
    pub fn agents(mut self, agents: usize) -> Self {
        self.agents = agents;
        self
    }

    /// Adds an edge: `hearer` hears `informant`.
    pub fn edge(mut self, informant: usize, hearer: usize) -> Self {
        self.edges.push((informant, hearer));
        self
    }

    /// Adds edges (informant, hearer), at most 20,000 in all; repeats count once.
    pub fn edges(mut self, edges: impl IntoIterator<Item = (usize, usize)>) -> Self {
        self.edges.extend(edges);
        self
    }

    /// Sets the number of agents and adds the edges of a wiring: of a topology for a number of agents,
    /// or the current one of a swarm.
    pub fn wiring(self, wiring: &Wiring) -> Self {
        let heard = |hearer| wiring.informants(hearer).map(move |informant| (informant, hearer));
        let edges = (0..wiring.nodes()).flat_map(heard).take(MOST_EDGES + 1);
        self.agents(wiring.nodes()).edges(edges)
    }

    /// Lays the agents out row by row in the given number of columns, from the upper left. A line from
    /// one end of a row or a column to the other is drawn as leaving the grid on both sides: on a torus,
    /// the ends are neighbours.
    pub fn grid(mut self, columns: usize) -> Self {
        self.layout = Layout::Grid(columns);
        self
    }

    /// Sets a place for each agent; the second coordinate points up.
    pub fn places(mut self, places: &[(f64, f64)]) -> Self {
        self.layout = Layout::Places(places.to_vec());
        self
    }

    /// Colours each agent by its value, such as the cost of its best; `label` says what the values are.
    /// Agents whose value is not finite are grey.
    pub fn values(mut self, values: &[f64], label: impl Into<String>) -> Self {
        self.values = Some((values.to_vec(), label.into()));
        self
    }

    /// Returns the graph as SVG text, to be embedded in a page.
    ///
    /// # Errors
    /// Those of [`save`](Self::save), except for the file.
    pub fn svg(&self) -> Result<String, Error> {
        self.draw()?.svg()
    }

    /// Writes the graph as `.svg`, or as `.png` with the feature `bitmaps`, replacing an existing file. Missing parent folders are
    /// created. A graph without agents is written as well, and says so.
    ///
    /// # Errors
    /// - [`Error::Parameter`] for another extension, more agents, edges or columns than allowed, or
    ///   not as many places or values as agents.
    /// - [`Error::Graph`] if an edge names an agent that does not exist, or one agent twice.
    /// - [`Error::Chart`] if a place is not finite, or places or values are too far apart.
    /// - [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        self.draw()?.save(path.as_ref())?;
        Ok(self)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let nodes = self.agents;
        require(nodes <= MOST_AGENTS, "agents", nodes, "at most 5,000")?;
        let edges = self.edges.len();
        require(edges <= MOST_EDGES, "edges", edges, "at most 20,000")?;
        let each = format!("{nodes}, one for each agent");
        if let Layout::Places(places) = &self.layout {
            require(places.len() == nodes, "places", places.len(), &each)?;
        }
        if let Layout::Grid(columns) = self.layout {
            let most = format!("1 to {}", nodes.max(1));
            require((1..=nodes.max(1)).contains(&columns), "columns", columns, &most)?;
        }
        if let Some((values, _)) = &self.values {
            require(values.len() == nodes, "values", values.len(), &each)?;
        }
        let wrong = |&&(a, b): &&(usize, usize)| a >= nodes || b >= nodes || a == b;
        match self.edges.iter().find(wrong) {
            Some(&(informant, node)) => Err(Error::Graph { node, informant, nodes }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::num::f64;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_drawn_is_an_error_that_names_it() {
        let base = TopologyGraph::new("t").agents(3);
        let says = |graph: TopologyGraph| graph.draw().unwrap_err().to_string();
        assert_eq!(
            says(base.clone().edge(3, 0)),
            "node 0 lists informant 3 of 3 nodes; allowed: another node, once"
        );
        assert!(matches!(base.clone().edge(1, 1).draw(), Err(Error::Graph { node: 1, .. })));
        assert_eq!(
            says(base.clone().values(&[1.0], "cost")),
            "values is 1; allowed: 3, one for each agent"
        );
        assert!(says(base.clone().places(&[(0.0, 0.0)])).starts_with("places is 1"));
        assert_eq!(says(base.clone().grid(0)), "columns is 0; allowed: 1 to 3");
        assert!(says(base.clone().grid(4)).starts_with("columns is 4"));
        let nan = [(0.0, 0.0), (0.0, f64::NAN), (1.0, 1.0)];
        assert!(says(base.clone().places(&nan)).starts_with("chart: agent 1 lies at (0, NaN)"));
        assert!(says(base.clone().agents(5001)).starts_with("agents is 5001"));
        assert!(says(base.edges((0..20_001).map(|_| (0, 1)))).starts_with("edges is 20001"));
        let complete = TopologyGraph::new("t").wiring(&Wiring::complete(5000));
        assert!(says(complete).starts_with("edges is 20001"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_numbers_give_a_graph_or_an_error(
            places in prop::collection::vec((f64::ANY, f64::ANY), 0..4),
            values in prop::option::of(prop::collection::vec(f64::ANY, 0..4)),
            edges in prop::collection::vec((0usize..4, 0usize..4), 0..6),
            columns in prop::option::of(0usize..5), circle: bool,
        ) {
            let mut graph = TopologyGraph::new("t").agents(places.len()).edges(edges);
            if !circle {
                graph = columns.map_or(graph.clone().places(&places), |columns| graph.grid(columns));
            }
            graph.values = values.map(|values| (values, "v".to_owned()));
            match graph.draw() {
                Ok(picture) => prop_assert!(!picture.svg().unwrap().contains("NaN")),
                Err(Error::Chart(_) | Error::Parameter { .. } | Error::Graph { .. }) => {}
                Err(error) => prop_assert!(false, "{error}"),
            }
        }
    }
}
