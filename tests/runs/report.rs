//! The report of an experiment: what it says, and how it behaves in a browser.
//!
//! The browser is a Chromium that is there already; without one those tests say that they are skipped.

use std::{
    path::{Path, PathBuf},
    process::Command,
};
use swarmopt::{
    Error,
    experiment::{Experiment, Results},
    prelude::*,
    report::Report,
};

const METHODS: usize = 10;
const RUNS: u64 = 50;

fn results() -> Results {
    let functions = [Function::Sphere, Function::Rastrigin, Function::Ackley]
        .map(|function| function.in_dimensions(3).unwrap().shifted(Seed(1)));
    let mut experiment = Experiment::new(RUNS).unwrap();
    for particles in 1..=METHODS {
        experiment
            .across(&functions, |_| Evaluations(600).or(Target(0.01)))
            .method(&format!("swarm of {}", 3 * particles), move || {
                ParticleSwarm::new(3 * particles)
            });
    }
    experiment.run().unwrap()
}

/// What is between the first `before` and the next `after`.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

/// Problem, method and the numbers of each row, from the tables of a page.
fn numbers(page: &str, name: &str) -> Vec<(String, f64)> {
    let rows = page.split("data-method=\"").skip(1);
    rows.map(|row| {
        let method = row.split_once('"').unwrap().0.to_owned();
        let value = between(row, &format!("data-name=\"{name}\" data-value=\""), "\"").unwrap();
        (method, value.parse().unwrap())
    })
    .collect()
}

#[test]
fn the_numbers_are_those_of_the_results_file_and_all_is_in_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let (page, file) = (folder.path().join("new/report.html"), folder.path().join("runs.csv"));
    let results = results();
    results.write(&file).unwrap();
    Report::new(&results).title("Ten swarms").save(&page).unwrap();
    let html = std::fs::read_to_string(&page).unwrap();
    check_numbers(&html, &Results::read(&file).unwrap());
    assert!(html.contains("<title>Ten swarms</title>"));
    for needed in ["critical difference", "fraction of targets", "particles: 30", "seeds", "0–49"]
    {
        assert!(html.contains(needed), "{needed}");
    }
    // Nothing is asked of a network.
    for far in ["src=", "@import", "url("] {
        assert!(!html.contains(far), "{far}");
    }
    assert!(!html.contains("href=\"http"));
}

fn check_numbers(html: &str, results: &Results) {
    let medians: Vec<(String, f64)> =
        (results.rows().iter()).map(|row| (row.name(), row.values().unwrap().median)).collect();
    assert_eq!(medians.len(), 3 * METHODS);
    assert_eq!(numbers(html, "median"), medians);
    let best = results.rows().iter().map(|row| (row.name(), row.best().unwrap().value.unwrap()));
    assert_eq!(numbers(html, "best"), best.collect::<Vec<_>>());
}

#[test]
fn names_cannot_become_markup() {
    let odd = "</script><script>alert(1)</script>&\"";
    let sphere = Boxed::cube(-1.0..=1.0, 1).unwrap().minimize(|x| x[0] * x[0]).named(odd);
    let mut experiment = Experiment::new(2).unwrap();
    experiment.add(odd, &sphere, || ParticleSwarm::new(3), Evaluations(10));
    let html = Report::new(&experiment.run().unwrap()).title(odd).html().unwrap();
    assert_eq!(html.matches("</script>").count(), 2, "{html}");
    assert!(!html.contains("<script>alert"));
}

#[test]
fn little_or_nothing_makes_a_page_too() {
    let html = Report::new(&Experiment::new(1).unwrap().run().unwrap()).html().unwrap();
    assert!(html.contains("0 runs: 0 methods, 0 problems"));
    let nothing = Boxed::cube(-1.0..=1.0, 1).unwrap().minimize(|_| f64::NAN);
    let mut experiment = Experiment::new(1).unwrap();
    let lost = || ParticleSwarm::new(3).on_failure(OnFailure::Persist);
    experiment.add("lost", &nothing, lost, Evaluations(10));
    let html = Report::new(&experiment.run().unwrap()).html().unwrap();
    assert!(html.contains("10 evaluations, of which 10 failed"), "{html}");
    assert!(html.contains("data-name=\"median\" data-value=\"\">none<"));
    let results = experiment.run().unwrap();
    assert!(matches!(Report::new(&results).save("report.txt"), Err(Error::Parameter { .. })));
}

/// A Chromium on the search path.
fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file())
}

/// The page as it is after its scripts have run, and the lines of the browser's console.
fn open(browser: &Path, page: &Path, profile: &Path) -> (String, Vec<String>) {
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--window-size=1200,900", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{log}");
    let console = log.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    (String::from_utf8(output.stdout).unwrap(), console)
}

/// Uses the first chart as a reader would, and writes down what is then to be seen.
const READER: &str = r#"<script>
{
  const said = [];
  const chart = document.querySelector(".convergence");
  const svg = chart.querySelector(":scope > svg");
  const lines = () => svg.querySelectorAll("path.median").length;
  said.push(`charts ${document.querySelectorAll(".convergence > svg").length}`, `lines ${lines()}`);
  const [first] = chart.querySelectorAll("button.line");
  first.click();
  said.push(`hidden ${lines()} ${first.getAttribute("aria-pressed")}`);
  first.click();
  said.push(`shown ${lines()} ${first.getAttribute("aria-pressed")}`);
  const box = svg.getBoundingClientRect();
  const point = (type, share) => svg.dispatchEvent(new PointerEvent(type, {
    bubbles: true, clientX: box.left + share * box.width, clientY: box.top + box.height / 2 }));
  point("pointermove", 0.5);
  said.push(`told ${chart.querySelectorAll(".tip tr").length}`);
  const ticks = () => Array.from(svg.querySelectorAll("text"), (text) => text.textContent).join(" ");
  const whole = ticks();
  point("pointerdown", 0.3); point("pointermove", 0.5); point("pointerup", 0.5);
  said.push(`zoomed ${ticks() !== whole} ${lines()}`);
  chart.querySelector("button.reset").click();
  said.push(`whole ${ticks() === whole}`);
  chart.querySelectorAll("input").forEach((box) => box.click());
  said.push(`other axes ${ticks() !== whole} ${lines()}`);
  document.body.append(Object.assign(document.createElement("pre"), {
    id: "said", textContent: `${said.join(", ")}; ${Math.round(performance.now())} ms` }));
}
</script></body>"#;

#[test]
fn a_browser_shows_it_soon_and_without_complaint_and_its_charts_answer() {
    let Some(browser) = browser() else {
        eprintln!("SKIPPED: there is no Chromium here to open the report in");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (page, file) = (folder.path().join("report.html"), folder.path().join("runs.jsonl"));
    let results = results();
    results.write(&file).unwrap();
    let html = Report::new(&results).html().unwrap();
    std::fs::write(&page, html.replace("</body>", READER)).unwrap();
    let (dom, console) = open(&browser, &page, &folder.path().join("profile"));
    assert_eq!(console, Vec::<String>::new());
    check_numbers(&dom, &Results::read(&file).unwrap());
    let said = between(&dom, "<pre id=\"said\">", "</pre>").unwrap();
    let (said, time) = said.rsplit_once("; ").unwrap();
    assert_eq!(
        said,
        "charts 3, lines 10, hidden 9 false, shown 10 true, told 10, zoomed true 10, whole true, other axes true 10"
    );
    // 50 runs of each of 10 methods are to be there within 2 s.
    let milliseconds: f64 = time.trim_end_matches(" ms").parse().unwrap();
    assert!(milliseconds < 2_000.0, "{time}");
}

#[test]
fn a_browser_does_complain_where_there_is_reason_to() {
    let Some(browser) = browser() else {
        eprintln!("SKIPPED: there is no Chromium here");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, "<body><script>undefined.property</script></body>").unwrap();
    let (_, console) = open(&browser, &page, &folder.path().join("profile"));
    assert_eq!(console.len(), 1, "{console:?}");
}
