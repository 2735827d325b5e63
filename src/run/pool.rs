//! The threads of a run, set up once.

use crate::{
    error::{Error, require},
    swarm::Threads,
};

/// The largest number of threads: more only compete, and some systems start any number.
const MOST_THREADS: usize = 1_024;

/// The pool in which a run works. It is set up once, because that costs microseconds, too much for every round.
pub(super) struct Pool {
    #[cfg(feature = "parallel")]
    own: Option<rayon::ThreadPool>,
}

impl Pool {
    /// Creates the pool that `threads` asks for: one of its own for a number of threads, otherwise the current one.
    pub fn new(threads: Threads) -> Result<Self, Error> {
        if let Threads::Count(n) = threads {
            let most = format!("0, which is one a core, to {MOST_THREADS}");
            require(n <= MOST_THREADS, "threads", n, &most)?;
        }
        Self::start(threads)
    }

    #[cfg(feature = "parallel")]
    fn start(threads: Threads) -> Result<Self, Error> {
        let Threads::Count(n) = threads else { return Ok(Pool { own: None }) };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build();
        let allowed = || "a number of threads that the system can start".to_owned();
        let pool = pool.map_err(|_| Error::parameter("threads", n, allowed()))?;
        Ok(Pool { own: Some(pool) })
    }

    #[cfg(not(feature = "parallel"))]
    fn start(_: Threads) -> Result<Self, Error> {
        Ok(Pool {})
    }

    /// Runs `work` in the pool.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        #[cfg(feature = "parallel")]
        if let Some(pool) = &self.own {
            return pool.install(work);
        }
        work()
    }
}

/// Runs `work` inside the pool that `threads` asks for.
pub(crate) fn in_pool<T: Send>(
    threads: Threads,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Error> {
    Ok(Pool::new(threads)?.run(work))
}
