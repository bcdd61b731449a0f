use super::format;
use crate::finding::ItemId;
use crate::model::lower;

/// Formats and checks what must hold for any text.
fn check(text: &str) -> String {
    let once = format(text).unwrap_or_else(|| panic!("no format for {text}"));
    assert_eq!(format(&once).as_deref(), Some(once.as_str()), "twice is once");
    assert_eq!(meaning(text), meaning(&once), "the meaning stays");
    once
}

/// What a text means, without places and without the spelling of Azure's words.
fn meaning(text: &str) -> String {
    let starts = super::segment::starts(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut whole = String::new();
    for (&start, end) in starts.iter().zip(ends) {
        let item = lower(&text[start..end], ItemId::default());
        for block in item.blocks.iter().chain(&item.defaults) {
            describe(block, &mut whole);
        }
        for it in &item.lets {
            let squeezed: String = it.text.split_whitespace().collect();
            whole.push_str(&squeezed[squeezed.find("let").unwrap_or(0)..].to_lowercase().replace(",]", "]"));
        }
        item.imports.iter().for_each(|it| whole.push_str(&it.pattern));
        item.editions.iter().for_each(|it| whole.push_str(&it.value));
    }
    whole
}

fn describe(block: &crate::model::Block, into: &mut String) {
    into.push_str(&format!("{:?} {:?} {{", block.kind, block.name.as_ref().map(|name| &name.text)));
    into.push_str(&block.allows.iter().map(|it| format!("@{} {:?}", it.rule, it.until)).collect::<String>());
    for attribute in &block.attributes {
        into.push_str(&attribute.allows.iter().map(|it| format!("@{} {:?}", it.rule, it.until)).collect::<String>());
        into.push_str(&format!("{:?} = ", attribute.attr));
        value(&attribute.value.value, into);
    }
    block.blocks.iter().for_each(|nested| describe(nested, into));
    into.push('}');
}

fn value(it: &crate::model::Value, into: &mut String) {
    match it {
        crate::model::Value::List(values) => values.iter().for_each(|it| value(&it.value, into)),
        crate::model::Value::Word(word) => into.push_str(&word.to_lowercase()),
        other => into.push_str(&format!("{other:?};")),
    }
}

#[test]
fn attributes_are_aligned_and_blocks_stand_apart() {
    let text = "site a{\nprefixes=10.1.0.0/16\n\n\n  location : \"A\"\ndevice d { model = \"Cisco-ASR\" , public-ip=198.51.100.1 }\n}\nvnet hub { }\nlet x = [ 10.0.0.0/8\n, 10.2.0.0/16 ]\n\n\n";
    let expected = "\
site a {
  prefixes = 10.1.0.0/16

  location = \"A\"
  device d { model = cisco-asr, public-ip = 198.51.100.1 }
}

vnet hub {}
let x = [10.0.0.0/8, 10.2.0.0/16]
";
    assert_eq!(check(text), expected);
}

#[test]
fn comments_stay_where_they_are() {
    let text = "\
# head

# about a
site a { # open
# first
prefixes = [ # list
10.1.0.0/16, # one
# two
10.2.0.0/16
# end of list
] # after
@allow(site/x,\"why\" , until=2027-01-01) # because
location = \"A\" // there
# last
} # closed
# at the end
";
    let expected = "\
# head

# about a
site a { # open
  # first
  prefixes = [ # list
    10.1.0.0/16, # one
    # two
    10.2.0.0/16,
    # end of list
  ] # after
  @allow(site/x, \"why\", until = 2027-01-01) # because
  location = \"A\" // there
  # last
} # closed
# at the end
";
    assert_eq!(check(text), expected);
}

#[test]
fn long_lists_and_long_lines_are_broken() {
    let many: Vec<String> = (0..12).map(|n| format!("10.{n}.0.0/16")).collect();
    let text = format!("site a {{ prefixes = [{}] }}\n", many.join(","));
    let formatted = check(&text);
    assert_eq!(formatted.lines().count(), 16, "{formatted}");
    let short = "let a = [\n  10.0.0.0/8,\n]\n";
    assert_eq!(check(short), short);
}

#[test]
fn neighbours_on_one_line_have_their_braces_aligned() {
    let text = "gateway vpn g {\n  vnet = hub\n  public-ip a { sku = standard }\n  public-ip clients { sku = Standard, zones = [1,2,3] }\n  bgp { asn = 65_515 }\n}\n";
    let expected = "gateway vpn g {\n  vnet = hub\n  public-ip a       { sku = Standard }\n  public-ip clients { sku = Standard, zones = [1, 2, 3] }\n  bgp { asn = 65_515 }\n}\n";
    assert_eq!(check(text), expected);
}

#[test]
fn spelling_is_put_right() {
    let text = "connection point-to-site p { auth = entra-id, gateway = \"g\", requires { throughput = 500mbps } }\nsite \"a\" {}\nsite \"a b\" {}\n";
    let expected = "connection point-to-site p { auth = AAD, gateway = g, requires { throughput = 500 Mbps } }\nsite a     {}\nsite \"a b\" {}\n";
    assert_eq!(check(text), expected);
    assert_eq!(check("vnet\"hub\"{ prefixes = 10.0.0.0/16 }\n"), "vnet hub { prefixes = 10.0.0.0/16 }\n");
}

#[test]
fn line_ends_and_marks_are_kept() {
    assert_eq!(
        format("\u{feff}site a {\r\nlocation=\"x\"\r\n}").unwrap(),
        "\u{feff}site a {\r\n  location = \"x\"\r\n}\r\n"
    );
    assert_eq!(format("").as_deref(), Some(""));
    assert_eq!(format("\n\n").as_deref(), Some(""));
}

#[test]
fn broken_text_is_left_alone() {
    for text in ["site a {", "site a { location = }", "site a { x = 1; y = 2 }", "@@@", "site a { location = \"x\n}"] {
        assert_eq!(format(text), None, "{text}");
    }
}

#[test]
fn what_hides_behind_another_mistake_is_not_lost() {
    for text in ["x { p = [,f@z [,1 2, q = 3 }\n", "site a { prefixes = [, 10.0.0.0/8 \u{1} ] }\n"] {
        assert_eq!(format(text), None, "{text}");
    }
    assert_eq!(
        format("site a { prefixes = [10.0.0.0/8,, ] }\n").as_deref(),
        Some("site a { prefixes = [10.0.0.0/8] }\n")
    );
}
