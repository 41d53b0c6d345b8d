//! What the pipeline must know before it can draft an admission: one read for a whole batch.
//!
//! Clusters are looked up by shingles. A text's 2,048 smallest shingle hashes stand for it, in the table and in the
//! probe alike: two texts of which one holds most of the other share many of the smallest, and the work stays bounded
//! however long a page is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::rows::{ClusterKind, Known, KnownAsk, KnownCluster, KnownFinding, KnownListing, KnownPage, Probe};
use super::sql::{Args, Take, args, list, statements};
use super::{Store, StoreError};
use crate::model::{Class, Digest, Exposure, Hush, Treatment, Verdict};

/// Columns of a [`KnownFinding`].
macro_rules! known_columns {
    () => {
        "id, version, key, watch, entry, class, cluster, created, damage, probability, likelihood,
            level, acceptable, verdict, exposure, held_values, events, treatment, accepted_until, taken_back,
            (SELECT s.scope FROM suppression s WHERE s.finding = finding.id AND s.ended IS NULL) AS hush"
    };
}

statements! {
    KNOWN_PAGES = "SELECT url, version, as_of, digest, first_seen, listing, covered FROM page
        WHERE crawl = $1 AND url IN ({$})";
    KNOWN_LISTINGS = "SELECT url, as_of, as_of_complete FROM listing WHERE crawl = $1 AND url IN ({$})";
    /// Those that share most come first: what a text is a copy of shares more than what it shares a phrase with.
    LIKELY_CLUSTERS = "SELECT s.cluster, CAST(COUNT(*) AS BIGINT) AS shared
        FROM shingle s WHERE s.hash IN ({$})
        GROUP BY s.cluster ORDER BY shared DESC, s.cluster LIMIT 64";
    SAME_CLUSTERS = "SELECT id AS cluster FROM cluster WHERE folded_hash IN ({$})";
    CLUSTER_SIZES = "SELECT id, words FROM cluster WHERE id IN ({$})";
    KNOWN_CLUSTERS = "SELECT id, digest, kind, folded_hash, words, shingles, born FROM cluster WHERE id IN ({$})";
    FINDINGS_BY_KEY = concat!("SELECT ", known_columns!(), "
        FROM finding WHERE key IN ({$})");
    FINDINGS_BY_CLUSTER = concat!("SELECT ", known_columns!(), "
        FROM finding WHERE cluster IN ({$})");
    FINDINGS_BY_ID = concat!("SELECT ", known_columns!(), "
        FROM finding WHERE id IN ({$})");
    HOLDERS = "SELECT v.value, v.finding, f.watch, f.entry FROM finding_value v JOIN finding f ON f.id = v.finding
        WHERE v.value IN ({$})";
    KNOWN_LOCATIONS = "SELECT finding, url FROM (
            SELECT finding, url, id, ROW_NUMBER() OVER (PARTITION BY finding ORDER BY id) AS place
            FROM location WHERE finding IN ({$})) AS ranked
        WHERE place <= 1000 ORDER BY finding, id";
    SEEN_WORDS = "SELECT finding, shingles FROM finding_words WHERE finding IN ({$})";
}

/// How many of its shingles stand for a text: all of one of two thousand words, and enough of a longer one for a teaser
/// of twelve words to be found again.
pub(super) const INDEXED: usize = 2_048;

/// Words of the clusters that one answer may hold (32 MB of shingles): texts of megabytes that share phrases must not
/// fill the memory. What is left out shares least, and costs a second finding at worst.
const WORDS: u64 = 4_000_000;

/// The hashes that stand for a text: its smallest, so that two texts that share most share these as well.
pub(super) fn indexed(shingles: &[u64]) -> Vec<i64> {
    let mut smallest = shingles.to_vec();
    smallest.sort_unstable();
    smallest.dedup();
    smallest.truncate(INDEXED);
    smallest.into_iter().map(|hash| hash as i64).collect()
}

impl ClusterKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            ClusterKind::Document => "document",
            ClusterKind::Passage => "passage",
        }
    }

    pub(super) fn parse(word: &str) -> Option<ClusterKind> {
        [ClusterKind::Document, ClusterKind::Passage].into_iter().find(|kind| kind.word() == word)
    }
}

impl Store {
    /// All that is known of a batch. Clusters: those with a probe's folded text, and for each probe the 64 that share
    /// most of its shingles.
    pub async fn known(&self, ask: &KnownAsk) -> Result<Known, StoreError> {
        let mut on = self.reader().await?;
        let clusters = clusters(&mut on, &ask.probes).await?;
        let findings = findings(&mut on, ask, &clusters).await?;
        let crawl = || args![&ask.crawl];
        let text = |text: &str, args: &mut Args| args.push(text);
        let mut known = Known { clusters, findings, ..Known::default() };
        for row in list(&mut on, KNOWN_PAGES, crawl, &strs(&ask.urls), text).await? {
            let page = page(&row)?;
            known.pages.insert(page.url.clone(), page);
        }
        for row in list(&mut on, KNOWN_LISTINGS, crawl, &strs(&ask.listings), text).await? {
            let url = row.text("url")?;
            let (as_of, as_of_complete) = (row.time("as_of")?, row.time("as_of_complete")?);
            known.listings.insert(url.clone(), KnownListing { url, as_of, as_of_complete });
        }
        Ok(known)
    }
}

pub(super) fn strs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

async fn clusters(on: &mut AnyConnection, probes: &[Probe]) -> Result<Vec<KnownCluster>, StoreError> {
    let number = |id: i64, args: &mut Args| args.push(id);
    let folded: BTreeSet<i64> = probes.iter().map(|probe| probe.folded_hash as i64).collect();
    let folded: Vec<i64> = folded.into_iter().collect();
    let mut rows = list(on, SAME_CLUSTERS, || args![], &folded, number).await?;
    for probe in probes {
        rows.extend(list(on, LIKELY_CLUSTERS, || args![], &indexed(&probe.shingles), number).await?);
    }
    let mut likely = Vec::new();
    for row in &rows {
        likely.push(row.int("cluster")?);
    }
    let ids = affordable(on, &likely).await?;
    let mut found = Vec::new();
    for row in list(on, KNOWN_CLUSTERS, || args![], &ids, number).await? {
        found.push((row.int("id")?, cluster(&row)?));
    }
    found.sort_by_key(|(id, cluster)| (cluster.born, *id));
    Ok(found.into_iter().map(|(_, cluster)| cluster).filter(|c| asked(c, probes)).collect())
}

/// The first of these, each once, as far as `WORDS` goes.
async fn affordable(on: &mut AnyConnection, likely: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut words = HashMap::new();
    for row in list(on, CLUSTER_SIZES, || args![], likely, |id, args| args.push(id)).await? {
        words.insert(row.int("id")?, row.count("words")?);
    }
    let mut left = WORDS;
    let mut ids = Vec::new();
    for id in likely {
        // Taken out when it is first met: a second mention finds nothing.
        let Some(words) = words.remove(id) else { continue };
        if words <= left {
            left -= words;
            ids.push(*id);
        }
    }
    Ok(ids)
}

/// A cluster of the other kind may share shingles; it is nobody's answer.
fn asked(cluster: &KnownCluster, probes: &[Probe]) -> bool {
    probes.iter().any(|probe| probe.kind == cluster.kind)
}

async fn findings(
    on: &mut AnyConnection,
    ask: &KnownAsk,
    clusters: &[KnownCluster],
) -> Result<Vec<KnownFinding>, StoreError> {
    let number = |id: i64, args: &mut Args| args.push(id);
    let digest = |digest: &Digest, args: &mut Args| args.push(digest);
    let mut found: BTreeMap<i64, KnownFinding> = BTreeMap::new();
    let mut keep = |rows: Vec<AnyRow>| -> Result<(), StoreError> {
        for row in rows {
            let finding = finding(&row)?;
            found.entry(finding.id).or_insert(finding);
        }
        Ok(())
    };

    let keys: Vec<&Digest> = ask.keys.iter().collect();
    keep(list(on, FINDINGS_BY_KEY, || args![], &keys, digest).await?)?;
    let ids: Vec<&Digest> = clusters.iter().map(|cluster| &cluster.id).collect();
    keep(list(on, FINDINGS_BY_CLUSTER, || args![], &ids, digest).await?)?;

    let shared = shared(on, ask).await?;
    let holders: Vec<i64> = shared.keys().copied().collect();
    keep(list(on, FINDINGS_BY_ID, || args![], &holders, number).await?)?;
    for (id, values) in shared {
        if let Some(finding) = found.get_mut(&id) {
            finding.shared = values;
        }
    }

    let ids: Vec<i64> = found.keys().copied().collect();
    for row in list(on, KNOWN_LOCATIONS, || args![], &ids, number).await? {
        if let Some(finding) = found.get_mut(&row.int("finding")?) {
            finding.locations.push(row.text("url")?);
        }
    }
    for row in list(on, SEEN_WORDS, || args![], &ids, number).await? {
        if let Some(finding) = found.get_mut(&row.int("finding")?) {
            finding.seen.extend(hashes(&row)?);
        }
    }
    for finding in found.values_mut() {
        finding.seen.sort_unstable();
        finding.seen.dedup();
    }
    Ok(found.into_values().collect())
}

/// Which findings of the asked (watch, entry) hold which of the asked values.
async fn shared(on: &mut AnyConnection, ask: &KnownAsk) -> Result<BTreeMap<i64, Vec<Digest>>, StoreError> {
    let mut asked: HashMap<&Digest, Vec<(&str, &str)>> = HashMap::new();
    for (watch, entry, value) in &ask.values {
        asked.entry(value).or_default().push((watch, entry));
    }
    let values: Vec<&Digest> = asked.keys().copied().collect();
    let mut shared: BTreeMap<i64, Vec<Digest>> = BTreeMap::new();
    for row in list(on, HOLDERS, || args![], &values, |value, args| args.push(value)).await? {
        let (value, watch, entry) = (row.digest("value")?, row.text("watch")?, row.text("entry")?);
        if asked.get(&value).is_some_and(|wanted| wanted.contains(&(&watch, &entry))) {
            shared.entry(row.int("finding")?).or_default().push(value);
        }
    }
    for values in shared.values_mut() {
        values.sort_unstable();
        values.dedup();
    }
    Ok(shared)
}

fn page(row: &AnyRow) -> Result<KnownPage, StoreError> {
    Ok(KnownPage {
        url: row.text("url")?,
        version: row.int("version")?,
        as_of: row.time("as_of")?,
        digest: Some(row.digest("digest")?),
        first_seen: row.time("first_seen")?,
        listing: row.maybe_text("listing")?,
        covered: row.int("covered")?,
    })
}

/// The column `shingles`: eight bytes each, big-endian.
fn hashes(row: &AnyRow) -> Result<Vec<u64>, StoreError> {
    let shingles = row.bytes("shingles")?;
    let (whole, rest) = shingles.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(StoreError::Damaged {
            column: "shingles".into(),
            value: format!("{} bytes", shingles.len()),
        });
    }
    Ok(whole.iter().map(|bytes| u64::from_be_bytes(*bytes)).collect())
}

fn cluster(row: &AnyRow) -> Result<KnownCluster, StoreError> {
    Ok(KnownCluster {
        id: row.digest("digest")?,
        kind: row.word("kind", ClusterKind::parse)?,
        folded_hash: row.int("folded_hash")? as u64,
        words: row.count("words")? as usize,
        shingles: hashes(row)?,
        born: row.time("born")?,
    })
}

fn finding(row: &AnyRow) -> Result<KnownFinding, StoreError> {
    Ok(KnownFinding {
        id: row.int("id")?,
        version: row.int("version")?,
        key: row.digest("key")?,
        watch: row.text("watch")?,
        entry: row.text("entry")?,
        class: row.word("class", Class::parse)?,
        seen: Vec::new(),
        narrow: row.maybe_digest("cluster")?.is_none()
            && row.maybe_word("hush", Hush::parse)? == Some(Hush::Passage),
        taken_back: row.flag("taken_back")?,
        cluster: row.maybe_digest("cluster")?,
        created: row.time("created")?,
        risk: row.risk()?,
        verdict: row.word("verdict", Verdict::parse)?,
        exposure: row.word("exposure", Exposure::parse)?,
        values: row.count("held_values")?,
        shared: Vec::new(),
        events: row.small("events")?,
        locations: Vec::new(),
        treatment: row.maybe_word("treatment", Treatment::parse)?,
        accepted_until: row.maybe_time("accepted_until")?,
    })
}
