//! After any edits, what was updated equals what is read anew.

mod common;

use common::{Edit, model_of, settings};
use connspec::finding::Severity;
use connspec::model::{Attribute, Block, FileId, Model};
use connspec::rules::{Context, Evaluation, Settings};
use connspec::workspace::File;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Another file of the same spec: it shares `let`s and names with the first.
const OTHER: &str = "let branches = [10.3.0.0/20, on_premises]\nsite breda {\n  prefixes = branches\n}\nvnet apps { prefixes = 10.5.0.0/16 }\n";

type Seen = (u32, std::ops::Range<usize>, &'static str, Severity, String, Vec<(u32, std::ops::Range<usize>, String)>);

fn seen(files: &[File], model: &Model, evaluation: &Evaluation, settings: &Settings) -> Vec<Seen> {
    let place = |span: connspec::finding::Span| {
        let file = files.iter().find(|file| file.item(span.item).is_some()).expect("a file that holds the item");
        (file.id().0, file.range(span).expect("a place in the file"))
    };
    let findings = evaluation.findings(model, settings).into_iter().map(|finding| {
        let (file, range) = place(finding.span);
        let related = finding.related.iter().map(|it| {
            let (file, range) = place(it.span);
            (file, range, it.message.to_string())
        });
        (file, range, finding.rule, finding.severity, finding.message.clone(), related.collect())
    });
    findings.collect()
}

/// The examples on the pages of all rules, each as its fence says: between them every rule has something to say.
fn examples() -> Vec<(String, Settings)> {
    let fences = connspec::rules::pages().iter().flat_map(|page| page.markdown.split("```connspec").skip(1));
    let example = |fence: &str| {
        let (info, text) = fence.split_once('\n')?;
        let option = |name: &str| info.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let mut settings = option("as-of").map_or_else(settings, |day| Settings::as_of(day.parse().expect("a day")));
        settings.edition = option("edition").map(|it| it.parse().expect("an edition"));
        Some((text.split_once("```")?.0.to_owned(), settings))
    };
    // What shows a limit of hundreds shows little else, and takes its time.
    fences.filter_map(example).filter(|(text, _)| text.len() < 3000).collect()
}

fn each_attribute<'b>(blocks: &'b [Block], visit: &mut impl FnMut(&'b Attribute)) {
    for block in blocks {
        block.attributes.iter().for_each(&mut *visit);
        each_attribute(&block.blocks, visit);
    }
}

/// Where a value of a text stands, and of which attribute it is.
fn values(file: &File) -> Vec<(&'static str, std::ops::Range<usize>)> {
    let mut values = Vec::new();
    for (id, start) in file.starts() {
        let item = file.item(id).expect("an item of the file");
        each_attribute(&item.blocks, &mut |it| values.push((it.attr.name(), it.value.extent.shifted(start))));
    }
    values
}

/// Where nothing but a value changes, only rules that looked at such values are asked again. So each value of
/// the pages' examples gets another one that some page gives to that attribute, and then its own again.
#[test]
fn another_value_anywhere_equals_a_fresh_spec() {
    // `CONNSPEC_ALL=1` tries every value.
    let others = if std::env::var_os("CONNSPEC_ALL").is_some() { 1 } else { 20 };
    let read = |text: &String| File::new(FileId(0), "main.connspec", text);
    let texts = examples();
    assert!(texts.len() > 500, "the pages have examples");
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (text, _) in &texts {
        values(&read(text)).into_iter().for_each(|(attr, range)| known.entry(attr).or_default().extend([&text[range]]));
    }
    let mut count = 0;
    for (text, settings) in &texts {
        let file = read(text);
        let model = model_of(&[&file]);
        let context = |model: &Model| Context::of(model, settings);
        let evaluation = Evaluation::tracked(&model, context(&model));
        for (attr, range) in values(&file) {
            count += 1;
            if count % others != 0 {
                continue;
            }
            let Some(other) = known[attr].iter().cycle().nth(count).filter(|it| **it != &text[range.clone()]) else {
                continue;
            };
            let (edited, changes) = file.edited(range.clone(), other);
            let (next, dirty) = model.updated(None, &changes);
            let updated = evaluation.updated(&next, &dirty, context(&next));
            let fresh = Evaluation::once(&next, context(&next));
            let files = [edited];
            let said = |evaluation: &Evaluation| seen(&files, &next, evaluation, settings);
            assert_eq!(said(&updated), said(&fresh), "`{attr} = {other}` at {range:?} of\n{text}");

            let (own, changes) = files[0].edited(range.start..range.start + other.len(), &text[range.clone()]);
            let (back, dirty) = next.updated(None, &changes);
            let again = updated.updated(&back, &dirty, context(&back));
            let files = [own];
            let said = |model: &Model, evaluation: &Evaluation| seen(&files, model, evaluation, settings);
            assert_eq!(said(&back, &again), said(&model, &evaluation), "back from `{attr} = {other}` in\n{text}");
        }
    }
    assert!(count > 2000, "{count} values");
}

fn check(text: &str, edits: &[(bool, Edit)]) -> Result<(), TestCaseError> {
    let settings = settings();
    let mut files = vec![File::new(FileId(0), "main.connspec", text), File::new(FileId(1), "other.connspec", OTHER)];
    let mut model = model_of(&files.iter().collect::<Vec<_>>());
    let mut evaluation = Evaluation::tracked(&model, Context::of(&model, &settings));
    for (other, edit) in edits {
        let which = usize::from(*other);
        let before = files[which].text().to_string();
        let (range, replacement) = edit.on(&before);
        let (file, changes) = files[which].edited(range.clone(), replacement);
        let mut expected = before.clone();
        expected.replace_range(range, replacement);
        prop_assert_eq!(file.text().to_string(), &*expected);
        let moved = !file.same_items(&files[which]);
        files[which] = file;
        let listed = moved.then(|| files.iter().map(File::items).collect());
        let (next, dirty) = model.updated(listed, &changes);
        evaluation = evaluation.updated(&next, &dirty, Context::of(&next, &settings));
        model = next;

        let fresh: Vec<File> =
            files.iter().map(|file| File::new(file.id(), file.path(), &file.text().to_string())).collect();
        for (updated, fresh) in files.iter().zip(&fresh) {
            let texts = |file: &File| file.each_item().map(|(id, _)| file.text_of(id)).collect::<Vec<_>>();
            prop_assert_eq!(texts(updated), texts(fresh));
        }
        let fresh_model = model_of(&fresh.iter().collect::<Vec<_>>());
        let fresh_evaluation = Evaluation::once(&fresh_model, Context::of(&fresh_model, &settings));
        prop_assert_eq!(
            seen(&files, &model, &evaluation, &settings),
            seen(&fresh, &fresh_model, &fresh_evaluation, &settings),
            "after {:?} in {}",
            edit,
            expected
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(common::cases(120))]

    #[test]
    fn an_updated_spec_equals_a_fresh_one(
        which in 0usize..2,
        crlf in any::<bool>(),
        edits in prop::collection::vec((prop::bool::weighted(0.2), common::edit()), 1..12),
    ) {
        let texts = common::texts();
        let text = texts[which % texts.len()].clone();
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        check(&text, &edits)?;
    }
}
