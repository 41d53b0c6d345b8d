//! Logs and metrics. Logs go to standard error; a matched value is never in one.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use tracing_subscriber::EnvFilter;

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// Starts logging for the process; a second call is ignored. `LEAKWATCH_LOG` takes the usual filter words;
/// without it what is of this level and above is written.
pub fn init(format: LogFormat, level: &str) {
    let filter = EnvFilter::try_from_env("LEAKWATCH_LOG").unwrap_or_else(|_| {
        EnvFilter::new(format!(
            "{level},sqlx=warn,html5ever=error,selectors=error,lopdf=error,pdf_extract=error,tantivy=warn",
        ))
    });
    // At its most talkative it prints what is said to a mailbox, password and letters included.
    let filter = filter.add_directive("async_imap=off".parse().expect("a fixed directive"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // What cannot be logged is not told of there either: that would panic.
        .log_internal_errors(false);
    // An error means that a subscriber is set already, as in tests: theirs stays.
    let _ = match format {
        LogFormat::Text => builder.compact().try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ByState {
    pub state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ByKind {
    pub kind: &'static str,
}

/// What `/metrics` shows. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Metrics {
    pub visits: Family<ByState, Counter>,
    pub documents: Counter,
    pub hits: Counter,
    pub findings: Counter,
    pub letters: Family<ByState, Counter>,
    /// Seconds from `start` to the accepted letter, one observation an alert.
    pub alert_delay: Histogram,
    /// Seconds past due, one observation a late alert.
    pub lateness: Histogram,
    pub owed: Gauge,
    pub owed_late: Gauge,
    pub blind: Gauge,
    pub task_failures: Family<ByKind, Gauge>,
    /// Milliseconds since 1970 of the last admission.
    pub last_admission: Gauge<i64>,
    pub index_behind: Gauge,
    pub disk_free: Gauge<f64, AtomicU64>,
    /// 0 room for all, 1 visits rest, 2 the index too, 3 the archive too.
    pub disk_floor: Gauge,
    /// 1 while a folder that must be written to takes no writes.
    pub disk_readonly: Gauge,
    /// How often the machine's clock was seen to be set.
    pub clock_set: Counter,
    pub texts_dropped: Counter,
    pub archive_removed: Counter,
    pub kept_bytes: Gauge,
    registry: Arc<Registry>,
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics::new()
    }
}

impl Metrics {
    pub fn new() -> Metrics {
        let buckets = [10., 30., 60., 120., 300., 600., 1200., 2400., 3600., 7200., 14400., 43200., 86400.];
        let mut registry = Registry::with_prefix("leakwatch");
        let mut m = Metrics {
            visits: Family::default(),
            documents: Counter::default(),
            hits: Counter::default(),
            findings: Counter::default(),
            letters: Family::default(),
            alert_delay: Histogram::new(buckets),
            lateness: Histogram::new(buckets),
            owed: Gauge::default(),
            owed_late: Gauge::default(),
            blind: Gauge::default(),
            task_failures: Family::default(),
            last_admission: Gauge::default(),
            index_behind: Gauge::default(),
            disk_free: Gauge::default(),
            disk_floor: Gauge::default(),
            disk_readonly: Gauge::default(),
            clock_set: Counter::default(),
            texts_dropped: Counter::default(),
            archive_removed: Counter::default(),
            kept_bytes: Gauge::default(),
            registry: Arc::default(),
        };
        registry.register("visits", "Visits by the state they ended in", m.visits.clone());
        registry.register("documents", "Documents kept", m.documents.clone());
        registry.register("hits", "Hits found", m.hits.clone());
        registry.register("findings", "New findings", m.findings.clone());
        registry.register("letters", "Letters by what became of them", m.letters.clone());
        let delay = "From the start of the clock to the accepted letter";
        registry.register_with_unit("alert_delay", delay, Unit::Seconds, m.alert_delay.clone());
        registry.register_with_unit("alert_lateness", "Past due", Unit::Seconds, m.lateness.clone());
        registry.register("alerts_owed", "Alerts not yet accepted", m.owed.clone());
        registry.register("alerts_owed_late", "Alerts not yet accepted and past due", m.owed_late.clone());
        registry.register("places_blind", "Crawls that could not be seen at the last visit", m.blind.clone());
        registry.register("task_failures", "Failures of a task since the start", m.task_failures.clone());
        let last = "Time of the last admission, milliseconds since 1970";
        registry.register("last_admission_ms", last, m.last_admission.clone());
        registry.register("index_behind", "Admissions not yet in the index", m.index_behind.clone());
        registry.register("disk_free_bytes", "Free bytes where the data folder is", m.disk_free.clone());
        let floor = "What rests for want of room: 1 visits, 2 the index too, 3 the archive too";
        registry.register("disk_floor", floor, m.disk_floor.clone());
        let shut = "1 while a folder that must be written to takes no writes";
        registry.register("disk_readonly", shut, m.disk_readonly.clone());
        registry.register("clock_set", "Times the machine's clock was set while we ran", m.clock_set.clone());
        registry.register("texts_dropped", "Texts that retention dropped", m.texts_dropped.clone());
        let removed = "Bytes of archive files that retention removed";
        registry.register("archive_removed_bytes", removed, m.archive_removed.clone());
        let kept = "Bytes of texts and their raw exchanges, at the last retention";
        registry.register("kept_bytes", kept, m.kept_bytes.clone());
        m.registry = Arc::new(registry);
        m
    }

    /// OpenMetrics text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing into a String cannot fail.
        let _ = encode(&mut out, &self.registry);
        out
    }
}
