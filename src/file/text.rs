//! Text files written by other programs and systems.

use crate::error::Error;
use std::{fs, path::Path};

/// The first bytes of compressed files, with the name of the format.
const COMPRESSED: [(&[u8], &str); 7] = [
    (b"\x1f\x8b", "gzip"),
    (b"\x1f\x9d", "compress"),
    (b"PK\x03\x04", "zip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
];

/// The byte order mark, by which some systems mark a text as Unicode.
const MARK: char = '\u{feff}';

/// Reads a text file. UTF-16 with a byte order mark is converted to UTF-8; the mark is removed.
///
/// # Errors
/// [`Error::Io`] if the file cannot be read, [`Error::Compressed`] if it has to be decompressed first.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = fs::read(path).map_err(|source| Error::io(path, source))?;
    if let Some((_, by)) = COMPRESSED.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(Error::Compressed { path: path.to_owned(), by });
    }
    Ok(match bytes.get(..2) {
        Some([0xff, 0xfe]) => from_utf16(&bytes[2..], u16::from_le_bytes),
        Some([0xfe, 0xff]) => from_utf16(&bytes[2..], u16::from_be_bytes),
        _ if bytes.starts_with(MARK.to_string().as_bytes()) => bytes[MARK.len_utf8()..].to_vec(),
        _ => bytes,
    })
}

fn from_utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect::<String>()
        .into()
}

/// Returns a text without its byte order mark.
pub(crate) fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

/// Returns the lines of a text, each trimmed and with its number, counted from 1. A line ends with `\n`,
/// `\r\n` or `\r`. The byte order mark at the start and the Ctrl-Z that old systems write at the end
/// belong to no line.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = unmarked(text);
    let text = match text.trim_end().ends_with('\u{1a}') {
        true => text.trim_end_matches(|c: char| c == '\u{1a}' || c.is_whitespace()),
        false => text,
    };
    let parts = text.lines().flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    (1..).zip(parts.map(str::trim))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_any_way_and_marks_belong_to_none() {
        for text in [
            "a\nb c\n\nd\n",
            "a\r\nb c \r\n\r\nd",
            "a\rb c\r\rd\r",
            "\u{feff}a\n b c\n\nd\n\u{1a}\u{1a}",
        ] {
            let expected = [(1, "a"), (2, "b c"), (3, ""), (4, "d")];
            assert_eq!(lines(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
        assert_eq!(lines("\u{feff}\r\n\u{1a}").count(), 0);
    }

    #[test]
    fn text_of_other_systems_is_read_and_what_is_compressed_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let given = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            read(&path)
        };
        let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}é 1\n".encode_utf16().flat_map(order).collect()
        };
        for bytes in [
            "é 1\n".into(),
            "\u{feff}é 1\n".into(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            assert_eq!(given(&bytes).unwrap(), "é 1\n".as_bytes(), "{bytes:?}");
        }
        assert_eq!(given(b"").unwrap(), b"");
        let error = given(b"\x1f\x8b\x08\0\0").unwrap_err();
        assert!(
            error.to_string().ends_with("file: compressed (gzip); decompress it first"),
            "{error}"
        );
        assert!(matches!(read(folder.path()), Err(Error::Io { .. })));
    }
}
