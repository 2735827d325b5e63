//! The words of this crate, each with one meaning.
//!
//! | word | meaning | in the code |
//! |---|---|---|
//! | **agent** | One particle, ant or bee: a searcher with private memory that makes one proposal a round. | [`Agent`](crate::swarm::Agent) |
//! | **allowance** | The evaluations that local search, or an agent on its way to a candidate, may still spend. | [`Allowance`](crate::problem::Allowance) |
//! | **ask, tell** | To hand candidates out to be evaluated anywhere, and to hand the results back. | [`Session`](crate::run::Session), [`Optimizer`](crate::swarm::Optimizer) |
//! | **board** | Public memory: one slot for each node of the topology. | [`Board`](crate::swarm::Board) |
//! | **candidate** | A proposal on its way from an agent through the evaluation into the colony. | [`Candidate`](crate::swarm::Candidate) |
//! | **colony** | The rules of a method on a space: its agents, its medium, and how results are taken in. | [`Colony`](crate::swarm::Colony) |
//! | **constraint** | A condition on points: a value that is to be at most 0, or 0 within a tolerance. | [`Constraint`](crate::problem::Constraint) |
//! | **construction graph** | The choices from which ants build a point. | [`ConstructionGraph`](crate::problem::ConstructionGraph) |
//! | **converged** | So far that nothing better is to be expected: time to start again. | [`Colony::has_converged`](crate::swarm::Colony::has_converged) |
//! | **cost** | What a swarm makes small. In the user's sense it is called a value; they differ in sign if values are to rise. | [`Fitness`](crate::problem::Fitness) |
//! | **cut** | The clock, the flag or the failures that end a round, or a local search, before its end. | [`Limits::cut`](crate::swarm::Limits::cut) |
//! | **evaluation** | One call of the objective, failed ones included: what budgets count. | [`Tally`](crate::swarm::Tally) |
//! | **external** | Of an objective: outside this program, so that points are handed out and values told. | [`External`](crate::problem::External) |
//! | **feasible** | Of a point: all constraints hold. | [`Fitness::is_feasible`](crate::problem::Fitness::is_feasible) |
//! | **fitness** | What an evaluation says of a point: a cost, and the values of the constraints if there are any. | [`Fitness`](crate::problem::Fitness) |
//! | **generation, steady** | Two paces: results are taken in when all of a round are there, or one by one. | [`Pace`](crate::swarm::Pace) |
//! | **guest, migrant** | The best point of another swarm. | [`Optimizer::welcome`](crate::swarm::Optimizer::welcome) |
//! | **guide** | The best slot among those of an agent and its informants. | [`View::guide`](crate::swarm::View::guide) |
//! | **informant** | A node that another one hears. | [`Wiring`](crate::topology::Wiring) |
//! | **initialization** | Where the first points are drawn from. | [`Initialization`](crate::problem::Initialization) |
//! | **island** | A whole swarm as a node of a topology. | [`Islands`](crate::ensemble::Islands) |
//! | **job** | A point handed out to be evaluated, and its ticket. | [`Job`](crate::run::Job) |
//! | **medium** | What all agents have written into their surroundings: pheromone, dance floor, archive, covariance. | [`Colony::Medium`](crate::swarm::Colony::Medium) |
//! | **method** | A way of searching: its parameters, and nothing else. | [`Method`](crate::swarm::Method) |
//! | **origin** | What identifies a run: method, parameters, topology, local search, first points, seed, space. | [`Origin`](crate::swarm::Origin) |
//! | **polish** | To improve a candidate by local search. | [`Polish`](crate::swarm::Polish) |
//! | **round** | Every agent proposes at most once, the candidates are evaluated, the colony takes them in. | [`Swarm::step`](crate::swarm::Swarm::step) |
//! | **seat** | An agent and the candidate that it writes round by round. | |
//! | **seed** | The number from which all random numbers of a run follow. | [`Seed`](crate::rng::Seed) |
//! | **session** | A run whose points the caller evaluates. | [`Session`](crate::run::Session) |
//! | **slot** | One entry of the board: a personal best, a food source, a site, a tour, an archive row. | [`Slot`](crate::swarm::Slot) |
//! | **stagnation** | Rounds in a row without a better best point. | [`Stagnation`](crate::run::Stagnation) |
//! | **swarm** | A method at work on a space: agents, board, medium, topology. | [`Swarm`](crate::swarm::Swarm) |
//! | **target** | A value that ends a run when it is reached. | [`Target`](crate::run::Target) |
//! | **timeout** | An evaluation that took longer than its limit. | [`Within`](crate::problem::Within) |
//! | **topology** | The rule of who hears whom. | [`Topology`](crate::topology::Topology) |
//! | **trials** | Challengers that a slot has turned away since it was taken. | [`Slot::trials`](crate::swarm::Slot::trials) |
//! | **violation** | By how much a point misses its constraints. | [`Fitness::violation`](crate::problem::Fitness::violation) |
//! | **wiring** | The graph that a topology has drawn for a number of nodes. | [`Wiring`](crate::topology::Wiring) |
