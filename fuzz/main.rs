//! `make fuzz`: mutates the corpus of each target for a bounded time on the stable toolchain, guided by what comes out.
//!
//! One child process a target, so that an abort, a stack that overflows or a run without end is a find as well: the input
//! at hand lies in a file, and the parent keeps it. `cargo test --test fuzz -- --replay TARGET FILE` runs one input.

mod mutate;
mod targets;
mod words;

use std::collections::HashSet;
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};
use std::time::Duration;

use leakwatch::clock::Clock;
use leakwatch::model::Digest;
use leakwatch::runtime::SystemClock;
use mutate::Mutator;
use targets::{TARGETS, Target};

/// An input that takes longer is a find.
const SLOW: Duration = Duration::from_secs(10);
/// Inputs kept for their new behaviour at most.
const MOST: usize = 4000;
/// Address space of a child.
const MEMORY: u64 = 6 << 30;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        ["--replay", name, file] => replay(target(name), Path::new(file)),
        ["--child", name, seconds, seed] => child(target(name), number(seconds), number(seed)),
        ["--time", seconds] => parent(TARGETS.iter().collect(), number(seconds)),
        ["--time", seconds, name] => parent(vec![target(name)], number(seconds)),
        // As `cargo test` calls it among the other tests: the corpus is replayed by `it`.
        _ => ExitCode::SUCCESS,
    }
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| stop(&format!("{text} is no number")))
}

fn target(name: &str) -> &'static Target {
    let known: Vec<&str> = TARGETS.iter().map(|t| t.name).collect();
    let found = TARGETS.iter().find(|t| t.name == name);
    found.unwrap_or_else(|| stop(&format!("there is no target {name}; one of: {}", known.join(", "))))
}

#[allow(clippy::disallowed_methods)] // This is a main, and owns nothing that is to be dropped.
fn stop(why: &str) -> ! {
    eprintln!("{why}");
    std::process::exit(2)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn crashes() -> PathBuf {
    root().join("target/fuzz")
}

fn replay(target: &Target, file: &Path) -> ExitCode {
    let input = fs::read(file).unwrap_or_else(|e| stop(&format!("{}: {e}", file.display())));
    let start = SystemClock.now();
    (target.run)(&input);
    println!("{}: nothing wrong, {} ms", target.name, SystemClock.now().since(start).as_millis());
    ExitCode::SUCCESS
}

/// Runs each target for so many seconds, two at a time, and says what was found.
fn parent(targets: Vec<&'static Target>, seconds: u64) -> ExitCode {
    fs::create_dir_all(crashes()).unwrap_or_else(|e| stop(&format!("{}: {e}", crashes().display())));
    let found = std::sync::Mutex::new(Vec::new());
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(target) = targets.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    let finds = watched(target, seconds);
                    found.lock().expect("no thread panics").extend(finds);
                }
            });
        }
    });
    let found = found.into_inner().expect("no thread panics");
    for (target, file) in &found {
        println!("FOUND {target}: {}", file.display());
        println!("  replay:  cargo test --test fuzz -- --replay {target} {}", file.display());
        println!("  mend it, then keep it: mv {} tests/corpus/{target}/", file.display());
    }
    println!("{} targets, {seconds} s each: {} found", targets.len(), found.len());
    if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One target in child processes until its time is over; a child that dies leaves its input.
fn watched(target: &'static Target, seconds: u64) -> Vec<(&'static str, PathBuf)> {
    let until = SystemClock.now() + Duration::from_secs(seconds);
    let mut found = Vec::new();
    // A target that dies at once again and again is mended before more is looked for.
    while SystemClock.now() < until && found.len() < 5 {
        let left = until.since(SystemClock.now()).as_secs().max(1);
        let seed = SystemClock.now().0.unsigned_abs();
        let program = std::env::current_exe().unwrap_or_else(|e| stop(&format!("this program: {e}")));
        let child = Command::new(program)
            .args(["--child", target.name, &left.to_string(), &seed.to_string()])
            .spawn();
        let mut child = child.unwrap_or_else(|e| stop(&format!("a child: {e}")));
        if ended_well(&mut child, target) {
            break;
        }
        let input = fs::read(current(target)).unwrap_or_default();
        let file = crashes().join(format!("{}-{}", target.name, &Digest::sha256(&input).hex()[..12]));
        fs::write(&file, &input).unwrap_or_else(|e| stop(&format!("{}: {e}", file.display())));
        found.push((target.name, file));
    }
    let _ = fs::remove_file(current(target));
    found
}

fn current(target: &Target) -> PathBuf {
    crashes().join(format!("current-{}", target.name))
}

/// Waits for a child; one that is too long at the same input is ended.
fn ended_well(child: &mut Child, target: &Target) -> bool {
    let mut seen = None;
    let mut since = SystemClock.now();
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return status.success();
        }
        let input = fs::metadata(current(target)).and_then(|m| m.modified()).ok();
        if input != seen {
            (seen, since) = (input, SystemClock.now());
        }
        if SystemClock.now().since(since) > SLOW {
            let _ = child.kill();
            let _ = child.wait();
            return false;
        }
        std::thread::park_timeout(Duration::from_millis(200));
    }
}

fn child(target: &'static Target, seconds: u64, seed: u64) -> ExitCode {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Rlimit { current: Some(MEMORY), maximum: Some(MEMORY) };
    setrlimit(Resource::As, limit).unwrap_or_else(|e| stop(&format!("the memory limit: {e}")));
    let mut corpus = corpus(target);
    let mut seen: HashSet<u64> = HashSet::new();
    let mut mutator = Mutator::new(seed, words::words(target.name));
    let until = SystemClock.now() + Duration::from_secs(seconds);
    let (mut runs, committed) = (0u64, corpus.len());
    let mut file =
        fs::File::create(current(target)).unwrap_or_else(|e| stop(&format!("the input at hand: {e}")));
    // The committed inputs first, then what mutation makes of them and of what it found new.
    while runs < committed as u64 || SystemClock.now() < until {
        let input = match corpus.get(runs as usize).filter(|_| runs < committed as u64) {
            Some(kept) => kept.clone(),
            None => {
                let (one, other) = (mutator.below(corpus.len()), mutator.below(corpus.len()));
                mutator.mutate(&corpus[one], &corpus[other])
            }
        };
        write(&mut file, &input);
        runs += 1;
        match catch_unwind(AssertUnwindSafe(|| (target.run)(&input))) {
            Ok(shape) => {
                if seen.insert(shape) && runs > committed as u64 && corpus.len() < MOST {
                    corpus.push(input);
                }
            }
            Err(_) => return ExitCode::FAILURE,
        }
    }
    println!("{}: {runs} inputs, {} behaviours", target.name, seen.len());
    ExitCode::SUCCESS
}

fn write(file: &mut fs::File, input: &[u8]) {
    use std::io::Seek as _;
    let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(input));
    written.unwrap_or_else(|e| stop(&format!("the input at hand: {e}")));
}

fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let folder = root().join("tests/corpus").join(target.name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| stop(&format!("{}: {e}", folder.display())));
    let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    files.sort();
    let mut inputs: Vec<Vec<u8>> = files.iter().filter_map(|f| fs::read(f).ok()).collect();
    inputs.push(Vec::new());
    inputs
}
