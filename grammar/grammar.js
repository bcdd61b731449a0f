/**
 * @file The connspec language: hybrid networks between on-premises sites and Azure.
 * @license MIT OR Apache-2.0
 *
 * Generic in blocks and attributes (which kinds and names there are is the schema's business, so that
 * misspelled text still has structure), specific in literals. GRAMMAR.md explains the zero-width tokens.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

/** Words that are keywords where an item begins, as names. */
const keyword = $ => choice(alias('let', $.identifier), alias('defaults', $.identifier));

module.exports = grammar({
  name: 'connspec',

  extras: $ => [/[ \t\r\n\uFEFF]/, $.comment],

  // The order is that of the enum in src/scanner.c.
  externals: $ => [
    $._string_end,
    $._block_end,
    $._list_end,
    $._line_end,
    $._missing_value,
    $._missing_name,
    $._no_arguments,
    $._parenthesis_end,
    $._unit,
    $._error_sentinel,
  ],

  word: $ => $.identifier,

  rules: {
    source_file: $ => repeat(choice(
      $.edition,
      $.import,
      $.let,
      $._member,
      alias('}', $.unexpected),
    )),

    edition: $ => seq('edition', $._value_or_nothing),
    import: $ => seq('import', field('path', $._value_or_nothing)),
    let: $ => seq('let', field('name', $.identifier), $._operator, field('value', $._value_or_nothing)),
    defaults: $ => seq('defaults', $._labels, field('body', $.body)),

    _member: $ => choice(
      $.block,
      $.defaults,
      $.attribute,
      $.incomplete,
      $.nameless_block,
      $.unexpected,
      alias($._dangling, $.unexpected),
      ',',
      $.wrong_separator,
    ),

    block: $ => choice(
      seq(
        optional($._annotations),
        field('kind', $.identifier),
        choice(optional($._labels), alias($._tail, $.unexpected), seq($._labels, alias($._label_tail, $.unexpected))),
        field('body', $.body),
      ),
      // `let {`, `defaults {`, `defaults connection 5 {`
      seq(
        choice(
          seq(field('kind', keyword($)), optional(alias($._tail, $.unexpected))),
          seq(field('kind', keyword($)), $._labels, alias($._label_tail, $.unexpected)),
          seq(field('kind', alias('let', $.identifier)), $._labels),
        ),
        field('body', $.body),
      ),
    ),
    // `{ … }` where the word before it is missing.
    nameless_block: $ => $.body,
    _labels: $ => repeat1($._label),
    _label: $ => prec(-1, field('label', choice($.identifier, $.string))),
    body: $ => seq('{', repeat($._member), choice('}', $._block_end)),

    attribute: $ => seq(
      choice(
        seq(optional($._annotations), field('name', $.identifier)),
        field('name', keyword($)),
      ),
      $._operator,
      field('value', $._value_or_nothing),
    ),
    _operator: $ => choice('=', ':', $.wrong_operator),
    wrong_operator: _ => token(choice('=>', ':=', '==')),
    _value_or_nothing: $ => choice($._value, $._missing_value),

    // A line that is being typed: `sku`, `bandwidth 500 Mbps`, `connection site-to-site`.
    incomplete: $ => seq(
      choice(
        seq(optional($._annotations), field('name', $.identifier)),
        field('name', keyword($)),
      ),
      choice(optional($._labels), $._tail, seq($._labels, $._label_tail)),
      $._line_end,
    ),
    // What makes a line no header and no attribute.
    _tail: $ => seq(choice($._no_label, $._junk), repeat($._tail_part)),
    _label_tail: $ => seq(choice($._no_label, $._junk, $._assignment), repeat($._tail_part)),
    _tail_part: $ => choice($._value, $._junk, $._assignment),
    _assignment: $ => seq($._operator, $._value_or_nothing),
    _junk: $ => choice(']', ')', '(', '.', $.stray),

    // What fits nowhere, kept small so that what follows is read as usual.
    unexpected: $ => prec.right(repeat1(choice($._assignment, $._junk, $._literal, $.string))),
    stray: _ => token(prec(-1, /[^ \t\r\n\uFEFF"#@,;{}\[\]()=:.A-Za-z0-9_]/)),

    wrong_separator: _ => ';',

    _annotations: $ => prec.right(repeat1($.annotation)),
    // Annotations with nothing to belong to.
    _dangling: $ => prec(-1, $._annotations),
    annotation: $ => seq(
      '@',
      field('name', choice($.identifier, $.string, $._missing_name)),
      choice($._arguments, $._no_arguments),
    ),
    _arguments: $ => seq(
      '(',
      repeat(choice($._argument, ',', alias($._argument_junk, $.unexpected))),
      choice(')', $._parenthesis_end),
    ),
    _argument: $ => choice($.rule_name, alias($.identifier, $.rule_name), $.string, $.named_argument),
    _argument_junk: $ => choice($._operator, ']', '(', '.', ';', $.stray, $._literal),
    rule_name: _ => /[a-z][a-z0-9-]*\/[a-z0-9-]*/,
    named_argument: $ => prec(1, seq(field('name', $.identifier), $._operator, field('value', $._value_or_nothing))),

    _value: $ => choice(prec(-1, $.identifier), prec(-1, $.string), $._no_label),
    _no_label: $ => choice($._literal, $.call, $.reference),
    // Values that begin with neither a name nor a string.
    _literal: $ => choice(
      $.boolean,
      $.integer,
      $.decimal,
      $.quantity,
      $.ip_address,
      $.ip_prefix,
      $.date,
      $.edition_date,
      $.list,
    ),

    boolean: _ => choice('true', 'false'),
    integer: _ => /-?[0-9][0-9_]*/,
    decimal: _ => /-?[0-9][0-9_]*\.[0-9]*/,
    quantity: $ => seq(choice($.integer, $.decimal), $._unit),
    // Also what is not quite an address, so that the message can be about the address.
    ip_address: _ => token(choice(
      /[0-9]+\.[0-9]+\.[0-9.]*/,
      /[0-9a-fA-F]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*/,
    )),
    ip_prefix: _ => token(choice(
      /[0-9]+(\.[0-9]*)*\/[0-9]*/,
      /[0-9a-fA-F]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*\/[0-9]*/,
    )),
    date: _ => /[0-9]{4}-[0-9]{2}-[0-9]{2}/,
    edition_date: _ => /[0-9]{4}-[0-9]{1,2}/,

    string: $ => seq(
      '"',
      repeat(choice($._string_content, $.escape_sequence)),
      choice(token.immediate('"'), $._string_end),
    ),
    _string_content: _ => token.immediate(prec(1, /[^"\\\r\n]+/)),
    escape_sequence: _ => token.immediate(/\\(u\{[0-9a-fA-F]*\}?|[^\r\n])?/),

    list: $ => seq(
      '[',
      repeat(choice($._value, ',', $.wrong_separator, alias($._list_junk, $.unexpected))),
      choice(']', $._list_end),
    ),
    _list_junk: $ => choice($._operator, ')', '(', '.', $.stray),

    call: $ => seq(
      field('function', $.identifier),
      '(',
      repeat(choice(field('argument', $._value), ',', alias($._call_junk, $.unexpected))),
      choice(')', $._parenthesis_end),
    ),
    _call_junk: $ => choice($._operator, ']', '(', '.', ';', $.stray),

    reference: $ => prec.right(seq(
      choice($.identifier, $.string),
      repeat1(seq(
        '.',
        choice($.identifier, $.string, alias($._missing_name, $.identifier)),
      )),
    )),

    identifier: _ => /[A-Za-z_][A-Za-z0-9_-]*/,
    comment: _ => token(seq(choice('#', '//'), /[^\r\n]*/)),
  },
});
