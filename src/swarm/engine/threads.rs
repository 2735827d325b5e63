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

/// The duration below which a batch is not worth waking another thread.
#[cfg(feature = "parallel")]
const WORTH_SHARING: Duration = Duration::from_micros(50);

/// The work on a pair, behind a pointer, because rayon's code is compiled for each type of closure.
#[cfg(feature = "parallel")]
type Work<'w, A, B> = &'w (dyn Fn(usize, &mut A, &mut B) + Sync + Send);

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
        let mut nothing = vec![(); items.len()]; // of size 0: not allocated
        self.each_pair(items, &mut nothing, |i, item, ()| work(i, item));
    }

    /// Runs `work` on every pair of two slices, in any order; what is left of the longer one is passed over.
    #[inline]
    pub(crate) fn each_pair<A: Send, B: Send>(
        &mut self,
        a: &mut [A],
        b: &mut [B],
        work: impl Fn(usize, &mut A, &mut B) + Sync + Send,
    ) {
        #[cfg(feature = "parallel")]
        match self.threads {
            Threads::Sequential => in_order(a, b, work),
            Threads::Rayon | Threads::Count(_) => at_once(a, b, &work),
            Threads::Auto => {
                let start = std::time::Instant::now();
                if self.work < WORTH_SHARING {
                    in_order(a, b, work);
                    self.work = start.elapsed();
                } else {
                    at_once(a, b, &work);
                    self.work = start.elapsed() * rayon::current_num_threads() as u32;
                }
            }
        }
        #[cfg(not(feature = "parallel"))]
        in_order(a, b, work);
    }
}

#[inline]
fn in_order<A, B>(a: &mut [A], b: &mut [B], work: impl Fn(usize, &mut A, &mut B)) {
    a.iter_mut().zip(b).enumerate().for_each(|(i, (a, b))| work(i, a, b));
}

#[cfg(feature = "parallel")]
fn at_once<A: Send, B: Send>(a: &mut [A], b: &mut [B], work: Work<'_, A, B>) {
    a.par_iter_mut().zip(b).enumerate().for_each(|(i, (a, b))| work(i, a, b));
}
