//! The threads of a round: a choice at run time that never changes a bit of the result.

#[cfg(feature = "parallel")]
use rayon::prelude::*;
use std::time::Duration;

/// The threads on which agents propose and candidates are evaluated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Threads {
    /// On the caller's thread.
    #[default]
    Sequential,
    /// On rayon's current pool.
    Rayon,
    /// On a pool of the given number of threads, kept for the run; 0: one per core.
    Count(usize),
    /// On the caller's thread while a round is too short to be worth sharing, otherwise on rayon's pool.
    Auto,
}

/// A runner of one kind of work over the seats, which remembers how long it took.
#[derive(Clone, Debug, Default)]
pub(crate) struct Executor {
    threads: Threads,
    /// The time that the last batch would have taken on one thread; measured for `Auto` only.
    #[cfg_attr(not(feature = "parallel"), expect(dead_code))]
    work: Duration,
}

/// The work on each item. Behind a pointer, because rayon's code is compiled for each type of closure.
type Work<'w, A> = &'w (dyn Fn(usize, &mut A) + Sync + Send);

/// The duration below which a batch is not worth waking another thread.
#[cfg(feature = "parallel")]
const WORTH_SHARING: Duration = Duration::from_micros(50);

impl Executor {
    pub(crate) fn new(threads: Threads) -> Self {
        Executor { threads, work: Duration::ZERO }
    }

    /// Runs `work` on every item, in any order.
    #[inline]
    pub(crate) fn each<A: Send>(
        &mut self,
        items: &mut [A],
        work: impl Fn(usize, &mut A) + Sync + Send,
    ) {
        match self.threads {
            Threads::Sequential => in_order(items, work),
            Threads::Rayon | Threads::Count(_) => at_once(items, &work),
            Threads::Auto => self.measured(items, &work),
        }
    }

    #[cfg(feature = "parallel")]
    fn measured<A: Send>(&mut self, items: &mut [A], work: Work<'_, A>) {
        let start = std::time::Instant::now();
        if self.work < WORTH_SHARING {
            in_order(items, work);
            self.work = start.elapsed();
        } else {
            at_once(items, work);
            self.work = start.elapsed() * rayon::current_num_threads() as u32;
        }
    }

    #[cfg(not(feature = "parallel"))]
    fn measured<A: Send>(&mut self, items: &mut [A], work: Work<'_, A>) {
        in_order(items, work);
    }
}

#[inline]
fn in_order<A>(items: &mut [A], work: impl Fn(usize, &mut A)) {
    items.iter_mut().enumerate().for_each(|(i, item)| work(i, item));
}

#[cfg(feature = "parallel")]
fn at_once<A: Send>(items: &mut [A], work: Work<'_, A>) {
    items.par_iter_mut().enumerate().for_each(|(i, item)| work(i, item));
}

#[cfg(not(feature = "parallel"))]
fn at_once<A: Send>(items: &mut [A], work: Work<'_, A>) {
    in_order(items, work);
}
