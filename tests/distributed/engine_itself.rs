//! The engine does what the other tests take it to do.

use crate::engine::{Engine, Setup, wait_for};
use serde_json::Value;
use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(60);
const FOLDER: &str = "SWARMOPT_TEST_ENGINE_KILLED_IN";

/// Asks a node for something over the clients' protocol, again and again until it answers: what has just
/// changed its leader may lose a request or two.
fn request(engine: &Engine, i: usize, subject: &str, body: &str) -> Value {
    let address = engine.url(i).replace("nats://", "");
    let id = format!("NATS/1.0\r\nNats-Msg-Id: {subject} {body}\r\n\r\n");
    let (head, length) = (id.len(), id.len() + body.len());
    let said = format!(
        "CONNECT {{\"verbose\":false,\"headers\":true}}\r\nSUB answer 1\r\n\
         HPUB {subject} answer {head} {length}\r\n{id}{body}\r\n"
    );
    let ask = || {
        let mut stream = TcpStream::connect(&address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        stream.write_all(said.as_bytes()).ok()?;
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.skip_while(|line| !line.starts_with("MSG")).nth(1)
    };
    let answer = wait_for(subject, LIMIT, || engine.inside(ask));
    serde_json::from_str(&answer).unwrap()
}

fn create_stream(engine: &Engine, replicas: usize, i: usize) -> Value {
    let config = format!(r#"{{"name":"S","subjects":["s"],"num_replicas":{replicas}}}"#);
    request(engine, i, "$JS.API.STREAM.CREATE.S", &config)
}

fn messages(engine: &Engine, i: usize) -> Value {
    request(engine, i, "$JS.API.STREAM.INFO.S", "")["state"]["messages"].clone()
}

fn leader(engine: &Engine) -> usize {
    wait_for("a leader of the stream", LIMIT, || engine.leader_of("S"))
}

fn leader_other_than(engine: &Engine, old: usize) -> usize {
    wait_for("another leader", LIMIT, || engine.leader_of("S").filter(|&leader| leader != old))
}

#[test]
fn a_single_server_keeps_its_store_and_its_address() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(1);
    assert_eq!((engine.nodes(), engine.leader_of("S")), (1, None));
    assert!(create_stream(&engine, 1, 0)["error"].is_null());
    assert_eq!(request(&engine, 0, "s", "one")["seq"], 1);
    let urls = engine.urls();

    engine.restart(0);
    assert_eq!((engine.urls(), engine.leader_of("S")), (urls, Some(0)));
    assert_eq!(messages(&engine, 0), 1);

    engine.wipe(0);
    assert!(engine.monitor(0, "/healthz").is_none());
    engine.restart(0);
    assert_eq!(engine.leader_of("S"), None);
}

#[test]
fn a_configuration_may_be_added_to() {
    let Some(_) = Engine::find() else { return };
    let engine = Setup::nodes(1)
        .config("jetstream { max_file_store: 1MB, sync_interval: always }")
        .config("max_payload: 1KB")
        .start();
    let jetstream = engine.monitor(0, "/jsz?config=true").unwrap();
    assert_eq!(jetstream["config"]["max_storage"], 1 << 20);
    assert_eq!(jetstream["config"]["sync_always"], true);
    assert_eq!(engine.monitor(0, "/varz").unwrap()["max_payload"], 1 << 10);
    let refused = r#"{"name":"S","max_bytes":2000000}"#;
    let answer = request(&engine, 0, "$JS.API.STREAM.CREATE.S", refused);
    assert_eq!(answer["error"]["err_code"], 10047, "{answer}");
}

#[test]
fn a_cluster_lives_on_without_its_leader() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    assert!(engine.meta_leader().is_some());
    assert_eq!(engine.urls().split(',').count(), 3);
    let created = create_stream(&engine, 3, 0);
    assert!(created["error"].is_null(), "{created}");
    let old = leader(&engine);
    assert_eq!(request(&engine, old, "s", "one")["seq"], 1);

    engine.kill(old);
    let new = leader_other_than(&engine, old);
    assert_eq!(request(&engine, new, "s", "two")["seq"], 2);
    engine.restart(old);
    assert_eq!(messages(&engine, old), 2);

    engine.freeze(new);
    assert!(engine.monitor(new, "/healthz").is_none());
    let newer = leader_other_than(&engine, new);
    assert_eq!(request(&engine, newer, "s", "three")["seq"], 3);
    engine.thaw(new);
    wait_for("the thawed node", LIMIT, || engine.monitor(new, "/healthz"));

    engine.kill_all();
    assert_eq!((engine.leader_of("S"), engine.meta_leader()), (None, None));
    engine.restart_all();
    leader(&engine);
    assert_eq!(messages(&engine, 0), 3);
}

#[test]
fn a_node_without_a_majority_is_restarted_all_the_same() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    engine.kill_all();
    engine.restart(0);
    assert!(engine.monitor(0, "/varz").is_some());
    assert_eq!(engine.meta_leader(), None);
    engine.restart(1);
    wait_for("a leader of two", LIMIT, || engine.meta_leader());
}

#[test]
fn a_leader_that_is_cut_off_is_replaced_and_comes_back() {
    let Some(_) = Engine::find() else { return };
    if !Engine::can_partition() {
        return;
    }
    let engine = Engine::partitioned();
    let created = create_stream(&engine, 3, 0);
    assert!(created["error"].is_null(), "{created}");
    let old = leader(&engine);
    let reaches = |i: usize| {
        let address = engine.url(i).replace("nats://", "").parse().unwrap();
        let limit = Duration::from_millis(500);
        engine.inside(|| TcpStream::connect_timeout(&address, limit).is_ok())
    };
    assert!((0..3).all(reaches));

    engine.cut(old);
    assert!((0..3).all(|i| reaches(i) == (i != old)));
    let new = leader_other_than(&engine, old);
    assert_eq!(request(&engine, new, "s", "one")["seq"], 1);
    wait_for("the old leader's own admission", LIMIT, || {
        let raft = engine.monitor(old, "/jsz?accounts=true&streams=true")?;
        let leader = &raft["account_details"][0]["stream_detail"][0]["cluster"]["leader"];
        (leader != &Value::from(format!("n{old}"))).then_some(())
    });

    engine.heal(old);
    wait_for("the healed node", LIMIT, || engine.monitor(old, "/healthz"));
    wait_for("the message", LIMIT, || (messages(&engine, old) == 1).then_some(()));

    let output = engine.command("ip").args(["-o", "addr"]).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("10.77.0.254"));
}

/// Not a test of its own: the process that is killed while its servers run.
#[test]
fn victim() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let engine = match Engine::can_partition() {
        true => Engine::partitioned(),
        false => Engine::start(3),
    };
    let ids: Vec<_> = (0..3).map(|i| engine.process(i).unwrap().to_string()).collect();
    fs::write(Path::new(&folder).join("ids"), ids.join(" ")).unwrap();
    sleep(LIMIT);
}

#[test]
fn no_server_outlives_a_test_that_is_killed() {
    let Some(_) = Engine::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut test = Command::new(env::current_exe().unwrap())
        .args(["--exact", "engine_itself::victim"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let ids = wait_for("the servers", 2 * LIMIT, || {
        fs::read_to_string(folder.path().join("ids")).ok().filter(|ids| !ids.is_empty())
    });
    let lives = |id: &str| {
        Command::new("kill").args(["-0", id]).stderr(Stdio::null()).status().unwrap().success()
    };
    let mark = format!("swarmopt-{}-", test.id());
    let namespaces = || {
        // Without the program there are none.
        let listed = Command::new("ip").args(["netns", "list"]).output();
        listed.is_ok_and(|listed| String::from_utf8(listed.stdout).unwrap().contains(&mark))
    };
    let before = (ids.split(' ').all(lives), namespaces());
    test.kill().unwrap();
    test.wait().unwrap();
    assert_eq!(before, (true, Engine::can_partition()));
    wait_for("the end of the servers", LIMIT, || (!ids.split(' ').any(lives)).then_some(()));
    wait_for("the end of the namespaces", LIMIT, || (!namespaces()).then_some(()));
}
