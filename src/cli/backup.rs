//! `leakwatch backup`: database, archive and configuration as they are at one moment, beside a running daemon. The
//! index is left out: it is derived. The manifest is written last: a backup without one was cut short.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};

use super::{Outcome, settings};
use crate::archive::{self, Spot};
use crate::clock::Clock;
use crate::model::Time;
use crate::runtime::SystemClock;
use crate::store::Store;

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const DATABASE: &str = "leakwatch.db";
/// How hard zstd tries: archive files are compressed already.
const LEVEL: i32 = 3;

#[derive(clap::Args)]
pub(super) struct Args {
    /// FILE.tar.zst, or a folder that is not there yet
    to: PathBuf,
    /// The manifest: {"made","version","files":[{"name","bytes"}]}
    #[arg(long)]
    json: bool,
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// When it was begun.
    pub made: Time,
    /// Of the program that made it.
    pub version: String,
    pub files: Vec<Held>,
}

/// A file by its path within the backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub name: String,
    pub bytes: u64,
}

pub(super) fn run(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    if !config.server.database.starts_with("sqlite:") {
        bail!(
            "the database is PostgreSQL: back it up with pg_dump, then copy {} and the configuration folder",
            config.data.join("archive").display()
        );
    }
    let folder = settings::folder(named);
    super::wait(async {
        let store = settings::store(&config).await?;
        let made = make(&store, &config.data, folder.as_deref(), &args.to, SystemClock.now()).await?;
        if args.json {
            println!("{}", serde_json::to_string(&made)?);
        } else {
            let bytes: u64 = made.files.iter().map(|file| file.bytes).sum();
            println!("{} files, {bytes} bytes in {}", made.files.len(), args.to.display());
        }
        Ok(Outcome::Done)
    })
}

/// Makes one. What is half-made when it fails is left for the caller to look at, without a manifest.
///
/// # Errors
/// The target is there already; the disk; the store.
pub async fn make(
    store: &Store,
    data: &Path,
    config: Option<&Path>,
    to: &Path,
    now: Time,
) -> anyhow::Result<Manifest> {
    ensure!(!to.exists(), "{} is there already; name another", to.display());
    let beside = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(beside).with_context(|| format!("cannot make {}", beside.display()))?;
    let staging = tempfile::Builder::new().prefix(".leakwatch-backup-").tempdir_in(beside)?;
    let database = staging.path().join(DATABASE);
    // The database first: what it tells of is in the archive already, and the archive only grows.
    store.backup_to(&database).await.context("copying the database")?;
    crate::fault!("backup.copied")?;
    // Later than the copy, so that nothing the copy knows of lies behind it.
    let newest = store.newest_archived().await?;
    let spot = newest.map(|a| Spot { file: a.file, offset: a.offset, length: a.length, digest: a.digest });
    let prints = data.join("prints");
    let (dir, config, to) = (data.join("archive"), config.map(Path::to_path_buf), to.to_path_buf());
    let written = tokio::task::spawn_blocking(move || {
        let mut target = Target::open(&to)?;
        let mut files = Vec::new();
        target.put(DATABASE, &database, fs::metadata(&database)?.len(), &mut files)?;
        for (name, length) in archive::to_copy(&dir, spot.as_ref())? {
            target.put(&format!("archive/{name}"), &dir.join(&name), length, &mut files)?;
        }
        // Prints of documents: their files may have been taken away since. One that is replaced now is made again.
        for file in below(&prints).into_iter().filter(|file| file.extension().is_some_and(|e| e == "print")) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if let Ok(about) = fs::metadata(&file) {
                target.put(&format!("prints/{name}"), &file, about.len(), &mut files)?;
            }
        }
        for file in config.iter().flat_map(|folder| below(folder)) {
            let inner = file.strip_prefix(config.as_deref().unwrap_or(&file)).unwrap_or(&file);
            target.put(
                &format!("config/{}", inner.display()),
                &file,
                fs::metadata(&file)?.len(),
                &mut files,
            )?;
        }
        let made = Manifest { made: now, version: env!("CARGO_PKG_VERSION").to_owned(), files };
        crate::fault!("backup.written")?;
        target.end(&serde_json::to_vec_pretty(&made)?)?;
        anyhow::Ok(made)
    });
    let made = written.await??;
    drop(staging);
    Ok(made)
}

/// All files below a folder, in order.
pub(super) fn below(folder: &Path) -> Vec<PathBuf> {
    let (mut out, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(dir) = folders.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { out.push(path) }
        }
    }
    out.sort();
    out
}

enum Target {
    Folder(PathBuf),
    Tar(Box<tar::Builder<zstd::Encoder<'static, File>>>),
}

impl Target {
    fn open(to: &Path) -> anyhow::Result<Target> {
        if !to.to_string_lossy().ends_with(".tar.zst") {
            let mut private = fs::DirBuilder::new();
            std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
            private.create(to).with_context(|| format!("cannot make {}", to.display()))?;
            return Ok(Target::Folder(to.to_path_buf()));
        }
        let file = private(to).with_context(|| format!("cannot write {}", to.display()))?;
        Ok(Target::Tar(Box::new(tar::Builder::new(zstd::Encoder::new(file, LEVEL)?))))
    }

    /// The first `length` bytes of a file.
    fn put(&mut self, name: &str, from: &Path, length: u64, files: &mut Vec<Held>) -> anyhow::Result<()> {
        let input = File::open(from).with_context(|| format!("cannot read {}", from.display()))?;
        self.write(name, &mut input.take(length), length).with_context(|| format!("writing {name}"))?;
        files.push(Held { name: name.to_owned(), bytes: length });
        Ok(())
    }

    fn write(&mut self, name: &str, input: &mut dyn Read, length: u64) -> io::Result<()> {
        match self {
            Target::Folder(folder) => {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().unwrap_or(folder))?;
                let mut out = private(&path)?;
                io::copy(input, &mut out)?;
                out.sync_all()
            }
            Target::Tar(tar) => {
                let mut header = tar::Header::new_gnu();
                header.set_size(length);
                header.set_mode(0o600);
                tar.append_data(&mut header, name, input)
            }
        }
    }

    fn end(mut self, manifest: &[u8]) -> io::Result<()> {
        self.write(MANIFEST, &mut &manifest[..], manifest.len() as u64)?;
        match self {
            Target::Folder(folder) => File::open(folder)?.sync_all(),
            Target::Tar(tar) => {
                let mut file = tar.into_inner()?.finish()?;
                file.flush()?;
                file.sync_all()
            }
        }
    }
}

/// A new file for its owner's eyes: the database holds the installation's key.
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).create_new(true).mode(0o600).open(path)
}
