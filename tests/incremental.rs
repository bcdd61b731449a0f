//! After any edits, what was updated equals what is read anew.

mod common;

use common::{Edit, model_of, settings};
use connspec::finding::Severity;
use connspec::model::{FileId, Model};
use connspec::rules::{Context, Evaluation, Settings};
use connspec::workspace::File;
use proptest::prelude::*;

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
