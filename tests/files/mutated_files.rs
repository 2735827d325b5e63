//! Small files of every format the readers know, damaged at random: what is read is an instance that
//! holds together, and what is not is refused with the line. Never a panic.
//!
//! 4,500 damaged files in all: 4,000 of tours and 500 of assignments.

use crate::checks;
use proptest::{prelude::*, sample::Index};
use swarmopt::{
    prelude::*,
    problem::formats::{Kind, Tsplib},
};

/// Files of tours, whole.
const TOURS: [&str; 8] = [
    "NAME : plane\nCOMMENT : five\nTYPE : TSP\nDIMENSION : 5\nEDGE_WEIGHT_TYPE : EUC_2D\n\
     NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6.5 8e0\n4 -3 4\n5 3 -4\nEOF\n",
    "NAME : one way\nTYPE : ATSP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EXPLICIT\n\
     EDGE_WEIGHT_FORMAT : FULL_MATRIX\nEDGE_WEIGHT_SECTION\n9999 1 2 3\n4 9999 5 6\n7 8 9999 9\n\
     10 11 12 9999\nEOF\n",
    "NAME : upper\nTYPE : TSP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EXPLICIT\n\
     EDGE_WEIGHT_FORMAT : UPPER_ROW\nDISPLAY_DATA_TYPE : TWOD_DISPLAY\nEDGE_WEIGHT_SECTION\n1 2 3\n\
     4 5\n6\nDISPLAY_DATA_SECTION\n1 0 0\n2 1 0\n3 1 1\n4 0 1\nEOF\n",
    "NAME : lower\nTYPE : TSP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EXPLICIT\n\
     EDGE_WEIGHT_FORMAT : LOWER_DIAG_ROW\nEDGE_WEIGHT_SECTION\n0\n1 0\n2 3 0\nEOF\n",
    "NAME : earth\nTYPE : TSP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : GEO\n\
     EDGE_WEIGHT_FORMAT : FUNCTION\nDISPLAY_DATA_TYPE : COORD_DISPLAY\nNODE_COORD_SECTION\n\
     1 16.47 96.10\n2 -20.09 92.54\n3 22.39 -93.37\n4 90 180\nEOF\n",
    "NAME : space\nTYPE : TSP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : XRAY2\n\
     NODE_COORD_TYPE : THREED_COORDS\nNODE_COORD_SECTION\n1 0 0 0\n2 350 4 5\n3 10 20 30\nEOF\n",
    "NAME : best\nTYPE : TOUR\nDIMENSION : 5\nTOUR_SECTION\n1\n4\n3\n2\n5\n-1\nEOF\n",
    "NAME : both\nTYPE : TSP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : ATT\nNODE_COORD_SECTION\n1 0 0\n\
     2 30 40\n3 60 80\nFIXED_EDGES_SECTION\n1 2\n-1\nTOUR_SECTION\n1 2 3 -1\n3 2 1 -1\n-1\nEOF\n",
];

/// A file of an assignment, whole.
const ASSIGNMENT: &str = "3\n\n0 1 2\n1 0 3\n2 3 0\n\n0 4 -5\n4.5 0 6\n5 6e0 0\n";

/// What numbers are replaced by: too large, too small, none at all, and in odd notations.
const NUMBERS: [&str; 32] = [
    "0",
    "-0",
    "-1",
    "1",
    "2",
    "3",
    "4",
    "007",
    "+5",
    "1.5",
    ".5",
    "5.",
    "1e3",
    "1E+3",
    "1e-400",
    "1e150",
    "1e151",
    "-1e300",
    "1e308",
    "1.7976931348623157e308",
    "1e309",
    "5e-324",
    "nan",
    "-NaN",
    "inf",
    "-infinity",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "1e",
    "0x10",
    "١",
];

#[derive(Clone, Debug)]
enum Damage {
    BitFlipped(Index, u8),
    BytesDropped(Index, usize),
    LineTwice(Index),
    LineMoved(Index, Index),
    LineDropped(Index),
    CutShort(Index),
    NumberReplaced(Index, Index),
}

impl Damage {
    fn any() -> impl Strategy<Value = Damage> {
        let index = any::<Index>;
        prop_oneof![
            2 => (index(), 0..8u8).prop_map(|(at, bit)| Damage::BitFlipped(at, bit)),
            1 => (index(), 1..20usize).prop_map(|(at, bytes)| Damage::BytesDropped(at, bytes)),
            1 => index().prop_map(Damage::LineTwice),
            1 => (index(), index()).prop_map(|(from, to)| Damage::LineMoved(from, to)),
            1 => index().prop_map(Damage::LineDropped),
            1 => index().prop_map(Damage::CutShort),
            6 => (index(), index()).prop_map(|(at, number)| Damage::NumberReplaced(at, number)),
        ]
    }

    fn done_to(&self, file: Vec<u8>) -> Vec<u8> {
        if file.is_empty() {
            return file;
        }
        let mut lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
        match self {
            Damage::BitFlipped(at, bit) => {
                let mut bytes = file.clone();
                bytes[at.index(file.len())] ^= 1 << bit;
                return bytes;
            }
            Damage::BytesDropped(at, bytes) => {
                let start = at.index(file.len());
                let end = file.len().min(start + bytes);
                return [&file[..start], &file[end..]].concat();
            }
            Damage::CutShort(at) => return file[..at.index(file.len())].to_vec(),
            Damage::LineTwice(at) => {
                let at = at.index(lines.len());
                lines.insert(at, lines[at]);
            }
            Damage::LineMoved(from, to) => {
                let line = lines.remove(from.index(lines.len()));
                lines.insert(to.index(lines.len() + 1), line);
            }
            Damage::LineDropped(at) => {
                lines.remove(at.index(lines.len()));
            }
            Damage::NumberReplaced(at, number) => return with_number(&file, *at, *number),
        }
        lines.concat()
    }
}

/// One of the file's words that start with a digit or a minus sign, replaced.
fn with_number(file: &[u8], at: Index, number: Index) -> Vec<u8> {
    let is_start = |i: &usize| {
        let word_starts = *i == 0 || file[i - 1].is_ascii_whitespace();
        word_starts && (file[*i].is_ascii_digit() || file[*i] == b'-')
    };
    let starts: Vec<usize> = (0..file.len()).filter(is_start).collect();
    if starts.is_empty() {
        return file.to_vec();
    }
    let start = starts[at.index(starts.len())];
    let length = file[start..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
    let number = NUMBERS[number.index(NUMBERS.len())].as_bytes();
    [&file[..start], number, &file[start + length..]].concat()
}

#[test]
fn whole_files_are_read() {
    for text in TOURS {
        let file: Tsplib = text.parse().unwrap();
        let solvable = file.kind != Kind::Tour && file.fixed_edges.is_empty();
        checks::tours(file.clone());
        assert_eq!(Tsp::try_from(file).is_ok(), solvable, "{text}");
    }
    assert_eq!(ASSIGNMENT.parse::<Qap>().unwrap().facilities(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn damaged_tours_are_instances_or_errors(
        file in 0..TOURS.len(),
        damages in prop::collection::vec(Damage::any(), 1..4),
    ) {
        let whole = TOURS[file].as_bytes().to_vec();
        let bytes = damages.iter().fold(whole, |file, damage| damage.done_to(file));
        checks::tsplib(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn damaged_assignments_are_instances_or_errors(
        damages in prop::collection::vec(Damage::any(), 1..4),
    ) {
        let whole = ASSIGNMENT.as_bytes().to_vec();
        let bytes = damages.iter().fold(whole, |file, damage| damage.done_to(file));
        checks::qaplib(&bytes);
    }
}
