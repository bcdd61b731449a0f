//! Checks the catalogue's data files and the rules' pages, and compiles them into blobs that the
//! binary carries.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

#[path = "src/finding/mod.rs"]
#[allow(dead_code, unused_imports)]
mod finding;
#[path = "src/catalog/load.rs"]
#[allow(dead_code)]
mod load;
#[path = "src/rules/page.rs"]
mod page;
#[path = "src/catalog/types/mod.rs"]
#[allow(dead_code)]
mod types;

use types::EditionId;

const DATA: &str = "src/catalog/data";

fn main() {
    println!("cargo::rerun-if-changed=src/catalog");
    println!("cargo::rerun-if-changed=docs/rules");
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(message) = compile() {
        for line in message.lines() {
            println!("cargo::error={line}");
        }
        process::exit(1);
    }
}

fn compile() -> Result<(), String> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let register = Path::new(DATA).join("sources.toml");
    let sources = load::sources(&register.to_string_lossy(), read(&register)?).map_err(|error| error.to_string())?;
    write(&out.join("sources.postcard"), &sources)?;

    for id in EditionId::ALL {
        let mut files = Vec::new();
        let folder = Path::new(DATA).join(id.as_str());
        let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .collect();
        paths.sort();
        for path in paths {
            files.push((path.display().to_string(), read(&path)?));
        }
        let edition = load::edition(&files, &sources).map_err(|error| error.to_string())?;
        load::check_whole(*id, &edition).map_err(|error| error.to_string())?;
        write(&out.join(format!("{id}.postcard")), &edition)?;
    }
    pages(&sources, &out)
}

/// Compiles `docs/rules/AREA/NAME.md`.
fn pages(sources: &[types::Source], out: &Path) -> Result<(), String> {
    let editions: Vec<&'static str> = EditionId::ALL.iter().map(|id| id.as_str()).collect();
    let mut pages = Vec::new();
    for area in entries(Path::new("docs/rules"))?.into_iter().filter(|path| path.is_dir()) {
        for path in entries(&area)? {
            let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let rule: &'static str = format!("{}/{}", name(&area), name(&path)).leak();
            let wrong = |message: String| format!("{}: {message}", path.display());
            let page = page::Page::parse(rule, read(&path)?, &editions).map_err(wrong)?;
            if let Some(unknown) = page.sources.iter().find(|id| sources.iter().all(|source| source.id != **id)) {
                return Err(wrong(format!("there is no source {unknown}")));
            }
            pages.push(page);
        }
    }
    pages.sort_by_key(|page| page.rule);
    write(&out.join("pages.postcard"), &pages)
}

/// What a folder holds, in order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let listed = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = listed.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}

/// Texts borrow from the file, so the file lives as long as the build.
fn read(path: &Path) -> Result<&'static str, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.leak())
}

fn write<T: serde::Serialize>(path: &Path, value: &T) -> Result<(), String> {
    let blob = postcard::to_allocvec(value).map_err(|error| error.to_string())?;
    fs::write(path, blob).map_err(|error| format!("{}: {error}", path.display()))
}
