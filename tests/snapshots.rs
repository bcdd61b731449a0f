//! After any edits, what a snapshot says equals what a fresh look at the same texts says.

use connspec::ide;
use connspec::workspace::{Buffer, Snapshot, Workspace};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The texts of files.
type Texts = Vec<(PathBuf, String)>;

const ROOT: &str = "edition 2026-10\nimport \"b.connspec\"\nlet corp = [10.1.0.0/16, 10.2.0.0/16]\n\
    vnet hub {\n  region = westeurope\n  prefixes = 10.100.0.0/16\n  subnet GatewaySubnet { prefixes = 10.100.255.0/26 }\n}\n\
    gateway vpn g {\n  vnet = hub\n  sku = VpnGw1AZ\n}\n@allow(schema/unknown-attribute, \"a test\")\nsite a { prefixes = corp, colour = 1 }\n";
const OTHER: &str = "defaults connection site-to-site { gateway = g }\nsite b {\n  prefixes = [10.3.0.0/16]\n  device d { model = cisco-asr }\n}\n\
    connection site-to-site c { site = a, protocol = IKEv2 }\n# about d\nconnection site-to-site d { site = b.d }\n";

/// What is typed: every character that means something, and whole words.
const TYPED: &[&str] = &[
    "{",
    "}",
    "\"",
    "\n",
    " = ",
    "[",
    "]",
    ",",
    "#",
    "x",
    "9",
    "10.0.0.0/8",
    "site q {\n",
    "gateway = g\n",
    "hub",
    "a",
    "\r\n",
    "\u{1f600}",
    "import \"c.connspec\"\n",
    "let corp = 1\n",
    "@allow(",
    ";",
    ":",
    "edition 2016-05\n",
    "",
];

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

fn workspace(folder: &Path, texts: &[(PathBuf, String)]) -> Workspace {
    let mut workspace = Workspace::new(vec![folder.to_owned()], "2026-11-22".parse().unwrap());
    for (path, text) in texts {
        workspace.open(Buffer::new(path.clone(), &path.display().to_string(), 1, text));
    }
    workspace
}

fn said(snapshot: &Arc<Snapshot>, paths: &[PathBuf]) -> Vec<String> {
    let mut lines = Vec::new();
    for path in paths {
        for it in ide::diagnostics(snapshot, path) {
            let related: Vec<_> = it.related.iter().map(|(place, what)| format!("{:?} {what}", place.range)).collect();
            lines.push(format!(
                "{} {:?} {} {:?} {} {related:?}",
                path.display(),
                it.range,
                it.rule,
                it.severity,
                it.message
            ));
        }
    }
    lines
}

#[test]
fn incremental_equals_fresh() {
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path().canonicalize().unwrap();
    let paths = vec![folder.join("a.connspec"), folder.join("b.connspec")];
    for seed in 0..12 {
        let mut random = Random(seed);
        let mut texts = vec![(paths[0].clone(), ROOT.to_owned()), (paths[1].clone(), OTHER.to_owned())];
        let mut edited = workspace(&folder, &texts);
        let mut old: Option<(Arc<Snapshot>, Texts)> = None;
        for step in 0..60 {
            let which = random.below(2);
            let text = &mut texts[which].1;
            let boundary = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let start = boundary(random.below(text.len() + 1));
            let end = boundary((start + random.below(6)).min(text.len())).max(start);
            let typed = TYPED[random.below(TYPED.len())];
            text.replace_range(start..end, typed);
            edited.edit(&paths[which], |buffer| buffer.edit(start..end, typed));
            // Several edits may pass before anybody asks.
            if random.below(3) > 0 {
                continue;
            }
            let snapshot = edited.snapshot();
            let incremental = said(&snapshot, &paths);
            let fresh = said(&workspace(&folder, &texts).snapshot(), &paths);
            assert_eq!(incremental, fresh, "seed {seed}, step {step}:\n{}\n----\n{}", texts[0].1, texts[1].1);
            // One that was taken earlier and is asked only now says what was true then.
            if let Some((older, then)) = old.take() {
                let fresh = said(&workspace(&folder, &then).snapshot(), &paths);
                assert_eq!(said(&older, &paths), fresh, "seed {seed}, step {step}, asked late");
            }
            edited.edit(&paths[0], |buffer| buffer.edit(0..0, "#"));
            texts[0].1.insert(0, '#');
            old = Some((edited.snapshot(), texts.clone()));
        }
    }
}

/// Every feature at every place of half-written texts: none may panic.
#[test]
fn nothing_panics_anywhere() {
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path().canonicalize().unwrap();
    let path = folder.join("a.connspec");
    let mut random = Random(7);
    let mut text = format!("{ROOT}{OTHER}defaults gateway vpn {{ sku = VpnGw1AZ }}\n");
    for _ in 0..12 {
        for _ in 0..3 {
            let boundary = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let start = boundary(random.below(text.len()));
            let end = boundary((start + random.below(8)).min(text.len())).max(start);
            text.replace_range(start..end, TYPED[random.below(TYPED.len())]);
        }
        let snapshot = workspace(&folder, &[(path.clone(), text.clone())]).snapshot();
        let Some((judged, file)) = snapshot.spec_of(&path) else { panic!("no spec") };
        let whole = 0..file.text().len();
        ide::folds(&file);
        ide::outline(&file);
        ide::lenses(&judged, &file);
        ide::links(&judged, &file);
        ide::picture(&judged);
        ide::hints(&judged, &file, whole.clone());
        let tokens = ide::tokens(&judged, &file, whole.clone());
        assert!(tokens.windows(2).all(|it| it[0].range.end <= it[1].range.start), "tokens in order");
        let found = ide::diagnostics(&snapshot, &path);
        ide::fix_all(&judged, &file);
        for offset in (0..text.len()).step_by(3).filter(|at| text.is_char_boundary(*at)) {
            ide::hover(&judged, &file, offset);
            ide::complete(&snapshot, &judged, &file, offset);
            ide::definition(&judged, &file, offset);
            ide::prepare_rename(&judged, &file, offset);
            ide::selections(&file, offset);
            ide::linked(&judged, &file, offset);
            ide::explained(&judged, &file, Some(offset));
            ide::refactorings(&snapshot, &judged, &file, &(offset..offset));
            if offset % 60 == 0 {
                let here = ide::diagnostics_within(&snapshot, &path, &(offset..offset));
                let touching = found.iter().filter(|it| it.range.start <= offset && offset <= it.range.end);
                assert!(here.iter().map(|it| &it.finding).eq(touching.map(|it| &it.finding)), "at {offset}");
                ide::actions(&judged, &file, &here);
            }
            ide::on_type(&file, offset, "}", "  ");
        }
    }
}
