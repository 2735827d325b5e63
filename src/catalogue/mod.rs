//! Every method by name, with its parameters as data.
//!
//! A [`Catalogue`] lists the methods on a space. A name, and the parameters that differ from the defaults,
//! are data: a [`MethodSpec`] is read from a file or a command line, and written into one.
//!
//! ```
//! use swarmopt::{catalogue::{Catalogue, MethodSpec}, swarm::AnyMethod, prelude::*};
//! let hills = Function::Rastrigin.in_dimensions(5)?.shifted(Seed(1));
//! for entry in Catalogue::<Boxed>::all() {
//!     let outcome = entry.method().solve(&hills, Seed(1), Evaluations(500))?;
//!     println!("{:28} {:9.3e}  {}", entry.name(), outcome.value()?, entry.about());
//! }
//! let text = r#"{ "method": "particle-swarm", "parameters": { "particles": 20, "inertia": [0.9, 0.4] } }"#;
//! let spec: MethodSpec = serde_json::from_str(text).unwrap();
//! let swarm: AnyMethod<Boxed> = spec.method()?;
//! println!("{}", swarm.topology(Ring::new(1)).solve(&hills, Seed(1), Evaluations(5_000))?);
//! # Ok::<(), swarmopt::Error>(())
//! ```

mod entry;
mod method_spec;
mod methods;

pub use entry::{Catalogue, Catalogued, Entry};
pub use method_spec::MethodSpec;

/// Has every method of the catalogue compiled into the library. In a debug build, programs use what the library holds
/// instead of compiling it themselves; an optimised build would not.
#[cfg(all(feature = "precompiled", debug_assertions, not(test)))]
mod precompiled {
    use super::{Catalogued, Entry};
    use crate::problem::{Boxed, Permutation, Tsp};

    #[used]
    static ON_BOXES: &[Entry<Boxed>] = Boxed::METHODS;
    #[used]
    static ON_ORDERS: &[Entry<Permutation>] = Permutation::METHODS;
    #[used]
    static ON_TOURS: &[Entry<Tsp>] = Tsp::METHODS;
}
