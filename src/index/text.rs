//! Full text over names, readings and addresses: tantivy with a bigram tokenizer that keeps positions, so that a phrase of
//! bigrams is a substring and nothing else. Lindera and its like download dictionaries; bigrams need none.

use std::ops::Bound;
use std::path::Path;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{
    DocId, Index, IndexReader, IndexWriter, ReloadPolicy, Score, SegmentOrdinal, SegmentReader, TantivyDocument, Term,
};

use crate::domain::text::fold;

const TOKENIZER: &str = "bigram";
/// The memory in bytes that tantivy may fill before it writes a segment.
const WRITER_MEMORY: usize = 128 << 20;
/// Stands between the fields of one document, so that no phrase runs from one into the next.
const FIELD_SEPARATOR: char = '\u{1}';

/// What can go wrong while the text index is built or asked.
#[derive(Debug, thiserror::Error)]
pub enum TextIndexError {
    /// The engine failed.
    #[error("the full-text index failed: {0}")]
    Engine(#[from] tantivy::TantivyError),
}

/// The full-text index of one directory.
pub struct TextIndex {
    reader: IndexReader,
    text: Field,
    rows: u32,
}

impl std::fmt::Debug for TextIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextIndex").field("rows", &self.rows).finish_non_exhaustive()
    }
}

/// A reader that never looks again: an index belongs to one directory, and both never change.
fn reader(index: &Index) -> tantivy::Result<IndexReader> {
    index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()
}

/// The searchable text, and the row it belongs to.
fn schema() -> (Schema, Field, Field) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let row = schema.add_u64_field("row", NumericOptions::default().set_fast());
    (schema.build(), text, row)
}

/// The words of a query as the index understands them, for texts that stand beside it.
#[derive(Debug, Clone)]
pub struct Words(Vec<String>);

impl Words {
    /// Reads a query.
    pub fn of(query: &str) -> Self {
        Self(query.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect())
    }

    /// Whether every word is a substring of one of the texts, which [`folded`] made.
    pub fn are_in(&self, texts: &[Box<str>]) -> bool {
        self.0.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    }
}

/// A text as [`Words`] looks at it.
pub fn folded(text: &str) -> Box<str> {
    fold(text).into_boxed_str()
}

/// Rows that match a text: a bitmap over the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSet(Vec<u64>);

impl RowSet {
    /// An empty set over `rows` rows.
    pub fn empty(rows: u32) -> Self {
        Self(vec![0; (rows as usize).div_ceil(64)])
    }

    /// Adds a row.
    pub fn insert(&mut self, row: u32) {
        if let Some(word) = self.0.get_mut(row as usize / 64) {
            *word |= 1 << (row % 64);
        }
    }

    /// Takes a row away.
    pub fn remove(&mut self, row: u32) {
        if let Some(word) = self.0.get_mut(row as usize / 64) {
            *word &= !(1 << (row % 64));
        }
    }

    /// Whether the row is in the set.
    pub fn contains(&self, row: u32) -> bool {
        self.0.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// How many rows are in the set.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    /// The rows in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        (0u32..)
            .zip(&self.0)
            .flat_map(|(i, &word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| i * 64 + bit))
    }
}

impl TextIndex {
    /// Builds the index in an empty folder, or in memory. `texts` yields, row by row, the texts of a facility that may be
    /// searched.
    ///
    /// # Errors
    /// When the engine cannot allocate or write.
    pub fn build<'a, I>(folder: Option<&Path>, texts: impl Iterator<Item = I>) -> Result<Self, TextIndexError>
    where
        I: IntoIterator<Item = &'a str>,
    {
        let (schema, text, row) = schema();
        let index = match folder {
            Some(folder) => Index::create_in_dir(folder, schema)?,
            None => Index::create_in_ram(schema),
        };
        index.tokenizers().register(TOKENIZER, TextAnalyzer::from(Bigrams));
        let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY)?;
        let mut rows = 0;
        for parts in texts {
            let mut document = TantivyDocument::default();
            let mut joined = String::new();
            for part in parts {
                joined.push_str(part);
                joined.push(FIELD_SEPARATOR);
            }
            document.add_text(text, joined);
            document.add_u64(row, u64::from(rows));
            writer.add_document(document)?;
            rows += 1;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Self { reader: reader(&index)?, text, rows })
    }

    /// Opens an index that was built in a folder.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn open(folder: &Path, rows: u32) -> Result<Self, TextIndexError> {
        let index = Index::open_in_dir(folder)?;
        index.tokenizers().register(TOKENIZER, TextAnalyzer::from(Bigrams));
        Ok(Self { reader: reader(&index)?, text: index.schema().get_field("text")?, rows })
    }

    /// The rows that contain every word of the query as a substring of one of their texts. An empty query matches all rows.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn search(&self, query: &str) -> Result<RowSet, TextIndexError> {
        let Words(words) = Words::of(query);
        let clauses: Vec<(Occur, Box<dyn Query>)> =
            words.iter().map(|word| (Occur::Must, self.word_query(word))).collect();
        if clauses.is_empty() {
            let mut all = RowSet::empty(self.rows);
            (0..self.rows).for_each(|row| all.insert(row));
            return Ok(all);
        }
        Ok(self.reader.searcher().search(&BooleanQuery::new(clauses), &Rows { rows: self.rows })?)
    }

    fn word_query(&self, word: &str) -> Box<dyn Query> {
        let chars: Vec<char> = word.chars().collect();
        let term = |pair: &[char]| Term::from_field_text(self.text, &pair.iter().collect::<String>());
        match chars.as_slice() {
            [] => Box::new(BooleanQuery::new(Vec::new())),
            // A single character is the beginning of every bigram it starts.
            [only] => {
                let next = char::from_u32(*only as u32 + 1).unwrap_or(char::MAX);
                Box::new(RangeQuery::new(Bound::Included(term(&[*only])), Bound::Excluded(term(&[next]))))
            }
            [_, _] => Box::new(TermQuery::new(term(&chars), IndexRecordOption::Basic)),
            _ => Box::new(PhraseQuery::new(chars.windows(2).map(term).collect())),
        }
    }
}

/// Collects the `row` of every match into a bitmap; scores are never computed.
struct Rows {
    rows: u32,
}

struct SegmentRows {
    rows: tantivy::columnar::Column<u64>,
    found: Vec<u32>,
}

impl Collector for Rows {
    type Fruit = RowSet;
    type Child = SegmentRows;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentRows> {
        Ok(SegmentRows { rows: segment.fast_fields().u64("row")?, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<u32>>) -> tantivy::Result<RowSet> {
        let mut set = RowSet::empty(self.rows);
        fruits.into_iter().flatten().for_each(|row| set.insert(row));
        Ok(set)
    }
}

impl SegmentCollector for SegmentRows {
    type Fruit = Vec<u32>;

    fn collect(&mut self, document: DocId, _: Score) {
        self.found.extend(self.rows.first(document).and_then(|row| u32::try_from(row).ok()));
    }

    fn harvest(self) -> Vec<u32> {
        self.found
    }
}

/// Every pair of neighbouring characters of the folded text, each at its own position, and the last character alone.
#[derive(Clone)]
struct Bigrams;

struct BigramStream {
    chars: Vec<char>,
    next: usize,
    token: Token,
}

impl Tokenizer for Bigrams {
    type TokenStream<'a> = BigramStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BigramStream {
        let folded = text.split(FIELD_SEPARATOR).map(fold).collect::<Vec<_>>().join("\u{1}");
        BigramStream { chars: folded.chars().collect(), next: 0, token: Token::default() }
    }
}

impl TokenStream for BigramStream {
    fn advance(&mut self) -> bool {
        while self.chars.get(self.next) == Some(&FIELD_SEPARATOR) {
            self.next += 1;
        }
        let Some(&first) = self.chars.get(self.next) else { return false };
        self.token.text.clear();
        self.token.text.push(first);
        self.token.text.extend(self.chars.get(self.next + 1).filter(|&&c| c != FIELD_SEPARATOR));
        self.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn index(texts: &[[&str; 2]]) -> TextIndex {
        TextIndex::build(None, texts.iter().map(|t| t.iter().copied())).unwrap()
    }

    fn rows(index: &TextIndex, query: &str) -> Vec<u32> {
        index.search(query).unwrap().iter().collect()
    }

    #[test]
    fn words_of_one_two_and_more_characters_are_substrings() {
        let index = index(&[
            ["衣笠診療所", "横須賀市平作7-10-27"],
            ["浦賀クリニック", "横須賀市浦賀5"],
            ["賀浦医院", "三浦市"],
        ]);
        assert_eq!(rows(&index, "浦賀"), [1]);
        assert_eq!(rows(&index, "ｸﾘﾆｯｸ"), [1]);
        assert_eq!(rows(&index, "くりにっく"), [1]);
        assert_eq!(rows(&index, "所"), [0]);
        assert_eq!(rows(&index, "浦"), [1, 2]);
        assert_eq!(rows(&index, "横須賀 診療"), [0]);
        assert_eq!(rows(&index, "所横須"), Vec::<u32>::new(), "no phrase runs from one field into the next");
        assert_eq!(rows(&index, ""), [0, 1, 2]);
    }

    proptest! {
        #[test]
        fn the_index_equals_a_substring_scan(
            texts in proptest::collection::vec(proptest::string::string_regex("[あいう漢字ab1]{0,8}").unwrap(), 1..30),
            query in proptest::string::string_regex("[あいう漢字ab1]{1,4}").unwrap(),
        ) {
            let index = TextIndex::build(None, texts.iter().map(|t| [t.as_str()])).unwrap();
            let expected: Vec<u32> = (0u32..).zip(&texts).filter(|(_, t)| fold(t).contains(&fold(&query))).map(|(i, _)| i).collect();
            let words = Words::of(&query);
            let beside: Vec<u32> = (0u32..).zip(&texts).filter(|(_, t)| words.are_in(&[folded(t)])).map(|(i, _)| i).collect();
            prop_assert_eq!(&beside, &expected);
            prop_assert_eq!(rows(&index, &query), expected);
        }
    }
}
