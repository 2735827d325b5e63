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

/// Has every method on the spaces of the catalogue compiled into the library. In a debug build, programs use what the
/// library holds instead of compiling it themselves; an optimised build would not.
#[cfg(all(feature = "precompiled", debug_assertions, not(test)))]
#[used]
static PRECOMPILED: (
    &[Entry<crate::problem::Boxed>],
    &[Entry<crate::problem::Permutation>],
    &[Entry<crate::problem::Tsp>],
) = (
    <crate::problem::Boxed as Catalogued>::METHODS,
    <crate::problem::Permutation as Catalogued>::METHODS,
    <crate::problem::Tsp as Catalogued>::METHODS,
);
