//! A run of the swarm that faults are done to, and what they have cost.

use crate::{
    engine::{Engine, wait_for},
    roles::{Ended, PART, Part, Plan},
};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    collections::BTreeMap,
    env, fs,
    process::{Child, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread::{self, JoinHandle, sleep},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long a play may take. A machine that does much else is slow.
const LIMIT: Duration = Duration::from_secs(150);

/// Coordinators and workers at work on an engine.
pub struct Play<'e> {
    engine: &'e Engine,
    pub plan: Plan,
    /// What processes are told on top.
    pub env: Vec<(String, String)>,
    processes: BTreeMap<String, Child>,
    watch: Watch,
    fault: Option<Instant>,
    _folder: TempDir,
}

impl<'e> Play<'e> {
    /// Nobody is there yet.
    pub fn new(engine: &'e Engine, adapt: impl FnOnce(Plan) -> Plan) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plan = adapt(Plan {
            urls: engine.urls(),
            folder: folder.path().to_owned(),
            agents: 24,
            evaluations: 24 * 60,
            nap: 8,
            deadline: 2_000,
            bytes: None,
            log: true,
            replicas: None,
            poison: None,
        });
        let (watch, processes) = (Watch::over(plan.clone()), BTreeMap::new());
        Play { engine, plan, env: Vec::new(), processes, watch, fault: None, _folder: folder }
    }

    /// A play of one coordinator and two workers that has come a quarter of its way.
    pub fn under_way(engine: &'e Engine, adapt: impl FnOnce(Plan) -> Plan) -> Self {
        let mut play = Self::new(engine, adapt);
        play.enter(&["c0", "w0", "w1"]);
        play.wait_for_more(play.plan.evaluations / 4);
        play
    }

    /// Starts processes: a name with `c` is a coordinator's, with `w` a worker's.
    pub fn enter(&mut self, names: &[&str]) {
        for &name in names {
            let role = if name.starts_with('c') { "roles::coordinator" } else { "roles::worker" };
            let part = Part { name: name.to_owned(), plan: self.plan.clone() };
            let binary = env::current_exe().unwrap();
            let process = self
                .engine
                .command(binary.to_str().unwrap())
                .args(["--exact", role, "--nocapture"])
                .env(PART, serde_json::to_string(&part).unwrap())
                .envs(self.env.iter().cloned())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            let before = self.processes.insert(name.to_owned(), process);
            assert!(before.is_none(), "{name} is there");
        }
    }

    /// Kills processes with SIGKILL.
    pub fn kill(&mut self, names: &[&str]) {
        let mut gone: Vec<_> =
            names.iter().map(|&name| self.processes.remove(name).unwrap()).collect();
        gone.iter_mut().for_each(|process| process.kill().unwrap());
        for mut process in gone {
            process.wait().unwrap();
        }
    }

    /// Stops a process with SIGSTOP, for a while.
    pub fn freeze(&self, name: &str, time: Duration) {
        let id = Pid::from_child(&self.processes[name]);
        kill_process(id, Signal::STOP).unwrap();
        sleep(time);
        kill_process(id, Signal::CONT).unwrap();
    }

    /// Starts a process again if it has ended; whether it had.
    pub fn revive(&mut self, name: &str) -> bool {
        let ended = self.processes.get_mut(name).unwrap().try_wait().unwrap().is_some();
        if ended {
            self.processes.remove(name);
            self.enter(&[name]);
        }
        ended
    }

    /// Now is the moment from which the time to recover is taken.
    pub fn fault_now(&mut self) {
        self.fault = Some(Instant::now());
    }

    /// Evaluations known.
    pub fn evaluations(&self) -> u64 {
        self.watch.seen().last().map_or(0, |seen| seen.1)
    }

    /// What the clock on the wall has said to the coordinator, round by round.
    pub fn clocks(&self) -> Vec<i64> {
        let text = fs::read_to_string(self.plan.rounds()).unwrap();
        let clocks = text.lines().filter_map(|line| line.split_once(' ')?.1.parse().ok());
        clocks.collect()
    }

    /// Waits until so many more are known.
    pub fn wait_for_more(&self, more: u64) {
        let enough = self.evaluations() + more;
        wait_for("more evaluations", LIMIT, || (self.evaluations() >= enough).then_some(()));
    }

    /// Waits for the end: the same to the last bit as on one machine, nothing lost, nobody left behind,
    /// the swarm never at a stand for longer than `limit`, no more than `twice` candidates evaluated
    /// once more. Says what the fault has cost.
    pub fn end(mut self, fault: &str, twice: u64, limit: Duration) -> Ended {
        let ended = wait_for("the end", LIMIT, || self.plan.ended());
        for (name, process) in &mut self.processes {
            let status =
                wait_for(&format!("the end of {name}"), LIMIT, || process.try_wait().unwrap());
            assert!(status.success(), "{name}: {status}");
        }
        assert_eq!(ended.run, self.plan.alone(|_| ()), "not the same as on one machine");
        let (calls, wanted) = (self.plan.calls().values().sum::<u64>(), ended.run.evaluations);
        let stand = self.fault.map(|fault| self.watch.longest_stand(fault)).unwrap_or_default();
        let again = calls as i64 - wanted as i64;
        let Ended { counts, .. } = &ended;
        eprintln!(
            "{fault}: at a stand for {stand:.1?}, {again} of {wanted} evaluations once more, \
             repeated {}, lost {}",
            counts.repeated, counts.lost
        );
        assert!((0..=twice as i64).contains(&again), "{calls} calls for {wanted} evaluations");
        assert!(stand <= limit, "at a stand for {stand:?}, allowed: {limit:?}");
        ended
    }
}

impl Drop for Play<'_> {
    fn drop(&mut self) {
        for process in self.processes.values_mut() {
            // Errors mean that they have ended.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// Sees when the evaluations known become more.
struct Watch {
    seen: Arc<Mutex<Vec<(Instant, u64)>>>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    fn over(plan: Plan) -> Self {
        let (seen, over) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (list, end) = (Arc::clone(&seen), Arc::clone(&over));
        let look = move || {
            let mut most = 0;
            while !end.load(Relaxed) {
                let text = fs::read_to_string(plan.rounds()).unwrap_or_default();
                // The last line may not be whole yet.
                let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
                let known = whole.lines().filter_map(|line| line.split(' ').next()?.parse().ok());
                let known = known.max().unwrap_or(0);
                if known > most {
                    most = known;
                    list.lock().unwrap().push((Instant::now(), most));
                }
                sleep(Duration::from_millis(10));
            }
        };
        Watch { seen, over, thread: Some(thread::spawn(look)) }
    }

    fn seen(&self) -> Vec<(Instant, u64)> {
        self.seen.lock().unwrap().clone()
    }

    /// The longest time without a new result, from a moment on.
    fn longest_stand(&self, from: Instant) -> Duration {
        let after = self.seen().into_iter().map(|(at, _)| at).filter(|at| *at > from);
        let times: Vec<Instant> = [from].into_iter().chain(after).collect();
        times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.over.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
