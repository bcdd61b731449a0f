//! What a misspelled word was meant to be.

/// The candidate nearest to a misspelled word, if any is near; else the only one of which the word is
/// a part: `fortigate` is `fortinet-fortigate`.
pub fn nearest<'c>(written: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let written = written.to_ascii_lowercase();
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let length = written.chars().count();
    let distance = |candidate: &str| {
        let most = (candidate.len().max(written.len()) / 3).max(1);
        // Words are at least as far apart as their lengths, which is quickly told.
        let may_be_near = candidate.chars().count().abs_diff(length) <= most;
        let distance = may_be_near.then(|| strsim::osa_distance(&written, &candidate.to_ascii_lowercase()));
        // Of a single letter nothing is left when it is another.
        distance.filter(|distance| *distance <= most && *distance < length)
    };
    let near = candidates
        .iter()
        .filter_map(|candidate| Some((distance(candidate)?, *candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate);
    let holds_it = |candidate: &&&str| candidate.split('-').any(|part| part.eq_ignore_ascii_case(&written));
    near.or_else(|| {
        let mut holders = candidates.iter().filter(holds_it);
        holders.next().filter(|_| holders.next().is_none()).copied()
    })
}

/// The end of a message about a word that nothing has: empty where nothing is near.
pub fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn what_was_meant() {
        let devices = ["cisco-asa", "cisco-asr", "fortinet-fortigate", "juniper-srx", "a"];
        for (written, meant) in [
            ("cisco-asaa", Some("cisco-asa")),
            ("FortiGate", Some("fortinet-fortigate")),
            ("srx", Some("juniper-srx")),
            ("cisco", None),
            ("gate", None),
            ("c", None),
        ] {
            assert_eq!(nearest(written, devices), meant, "{written}");
        }
    }
}
