//! `leakwatch restore`: a backup into an empty data folder, and a look at every record of it before anything runs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use serde::Serialize;

use super::Outcome;
use super::backup::{DATABASE, MANIFEST, Manifest, below};
use crate::app::RESTORING;
use crate::archive;
use crate::runtime::SystemClock;
use crate::store::{Settings, Store};

#[derive(clap::Args)]
pub(super) struct Args {
    /// What `leakwatch backup` made: a folder or FILE.tar.zst
    from: PathBuf,
    /// The data folder to be; must be empty or not there
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// {"last_number","archive":{"files","records","bytes","faults"},"config"}
    #[arg(long)]
    json: bool,
}

/// What was restored, and whether it holds.
#[derive(Clone, Debug, Serialize)]
pub struct Restored {
    /// The last admission number.
    pub last_number: i64,
    pub archive: archive::Report,
    /// Where the configuration was put; none: its place was not empty, and it was left in the backup.
    pub config: Option<PathBuf>,
}

pub(super) fn run(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let config = named.unwrap_or(Path::new("config"));
    super::wait(async {
        let restored = take(&args.from, &args.data, config).await?;
        if args.json {
            println!("{}", serde_json::to_string(&restored)?);
        } else {
            let Restored { last_number, archive, .. } = &restored;
            println!("restored up to number {last_number}; {} archived records verified", archive.records);
            for fault in &archive.faults {
                println!("fault: {fault}");
            }
            match &restored.config {
                Some(folder) => println!("the configuration is in {}", folder.display()),
                None => println!("{} is not empty and was left as it is", config.display()),
            }
            println!(
                "Next: see that `data` and `database` of [server] name {}, then `leakwatch check` and \
                 `leakwatch run`; the index is built anew.",
                args.data.display()
            );
        }
        Ok(if restored.archive.faults.is_empty() { Outcome::Done } else { Outcome::Found })
    })
}

/// Restores into `data`, and into `config` if nothing is there; then reads everything back.
///
/// # Errors
/// `data` is not empty; the backup is not whole, or by a newer version.
pub async fn take(from: &Path, data: &Path, config: &Path) -> anyhow::Result<Restored> {
    let marker = data.join(RESTORING);
    ensure!(
        !marker.exists(),
        "an earlier restore into {} was cut short: remove the folder and restore again",
        data.display()
    );
    ensure!(is_empty(data)?, "{} is not empty: restore into an empty folder", data.display());
    fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
    // No daemon starts on what is half-restored.
    File::create(&marker)
        .and_then(|file| file.sync_all())
        .with_context(|| format!("cannot write {}", marker.display()))?;
    let (from, into, config) = (from.to_path_buf(), data.to_path_buf(), config.to_path_buf());
    let config = tokio::task::spawn_blocking(move || unpack(&from, &into, &config)).await??;
    crate::fault!("restore.unpacked")?;
    let settings = Settings::new(format!("sqlite:{}", data.join(DATABASE).display()), "restore");
    let store = Store::attach(&settings, Arc::new(SystemClock)).await.context("the restored database")?;
    let last_number = store.last_number().await?;
    store.close().await;
    let dir = data.join("archive");
    let archive = tokio::task::spawn_blocking(move || {
        if dir.is_dir() { archive::verify(&dir) } else { Ok(archive::Report::default()) }
    });
    let archive = archive.await??;
    fs::remove_file(&marker).with_context(|| format!("cannot remove {}", marker.display()))?;
    Ok(Restored { last_number, archive, config })
}

fn unpack(from: &Path, data: &Path, config: &Path) -> anyhow::Result<Option<PathBuf>> {
    // Beside what it becomes, so that files are moved and not copied.
    let staging;
    let folder = if from.is_dir() {
        from
    } else {
        staging = tempfile::Builder::new().prefix(".restore-").tempdir_in(data)?;
        let file = File::open(from).with_context(|| format!("cannot read {}", from.display()))?;
        // Paths that lead out of the folder are not unpacked.
        tar::Archive::new(zstd::Decoder::new(file)?)
            .unpack(staging.path())
            .with_context(|| format!("{} is no backup", from.display()))?;
        staging.path()
    };
    let manifest = fs::read(folder.join(MANIFEST))
        .with_context(|| format!("{} has no manifest: it is no backup, or was cut short", from.display()))?;
    let manifest: Manifest = serde_json::from_slice(&manifest).context("the manifest")?;
    for held in &manifest.files {
        let length = fs::metadata(folder.join(&held.name)).map(|m| m.len()).ok();
        ensure!(
            length == Some(held.bytes),
            "the backup is not whole: {} has {} bytes where {} are named",
            held.name,
            length.unwrap_or(0),
            held.bytes
        );
    }
    let restore_config = is_empty(config)?;
    for file in below(folder) {
        let name = file.strip_prefix(folder).context("a path outside the backup")?;
        let target = match name.strip_prefix("config") {
            Ok(inner) if restore_config => config.join(inner),
            Ok(_) => continue,
            Err(_) if name == Path::new(MANIFEST) => continue,
            Err(_) => data.join(name),
        };
        fs::create_dir_all(target.parent().unwrap_or(data))?;
        // Within one file system a move; the backup itself is never moved from.
        if from.is_dir() || fs::rename(&file, &target).is_err() {
            fs::copy(&file, &target).with_context(|| format!("cannot write {}", target.display()))?;
        }
        File::open(&target)?.sync_all()?;
    }
    Ok(restore_config.then(|| config.to_path_buf()))
}

/// Also when it is not there.
fn is_empty(folder: &Path) -> anyhow::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", folder.display())),
    }
}
