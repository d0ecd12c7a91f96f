//! In which letters a file is written: as told, else as its bytes show.

use crate::domain::text_enum::text_enum;
use encoding_rs::{DecoderResult, GB18030, UTF_8};
use std::io::{BufRead, Read as _};

text_enum! {
    /// 字符编码
    pub enum Charset {
        /// UTF-8
        Utf8 = "utf-8" "UTF-8",
        /// GB 18030, with GBK and GB 2312 in it
        Gb18030 = "gb18030" "GB 18030",
    }
}

/// Lines are looked at by pieces of so many bytes.
const PIECE_BYTES: u64 = 64 * 1024;
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl Charset {
    /// By the name that a media type gives it.
    pub fn of_label(label: &str) -> Option<Self> {
        match label.trim().trim_matches('"').to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" | "us-ascii" => Some(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" | "cp936" | "x-gbk" => Some(Self::Gb18030),
            _ => None,
        }
    }

    /// By the bytes: a byte order mark or a majority of lines in UTF-8 tells UTF-8, so that one spoilt line does not turn
    /// all others into other characters; anything else is GB 18030.
    pub fn of_bytes(mut file: impl BufRead) -> std::io::Result<Self> {
        if file.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
            return Ok(Self::Utf8);
        }
        let (mut utf8, mut other) = (0_u64, 0_u64);
        let mut piece = Vec::new();
        loop {
            piece.clear();
            if (&mut file).take(PIECE_BYTES).read_until(b'\n', &mut piece)? == 0 {
                return Ok(if utf8 >= other { Self::Utf8 } else { Self::Gb18030 });
            }
            match std::str::from_utf8(&piece) {
                Ok(text) if text.is_ascii() => {}
                Ok(_) => utf8 += 1,
                Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => utf8 += 1, // cut by the piece's end
                Err(_) => other += 1,
            }
        }
    }

    /// The text, or the place of the first byte that is none.
    pub fn decode(self, bytes: &[u8]) -> Result<String, usize> {
        let encoding = if self == Self::Utf8 { UTF_8 } else { GB18030 };
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
        let mut text = String::with_capacity(most.unwrap_or(bytes.len() * 3));
        match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
            (DecoderResult::Malformed(length, after), read) => Err(read.saturating_sub((length + after).into())),
            _ => Ok(text),
        }
    }

    /// For showing back what cannot be read.
    pub fn decode_lossy(self, bytes: &[u8]) -> String {
        let encoding = if self == Self::Utf8 { UTF_8 } else { GB18030 };
        encoding.decode_without_bom_handling(bytes).0.replace('\0', "\u{fffd}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn the_bytes_tell_the_charset() {
        assert_eq!(Charset::of_bytes("姓名,号\n王伟,1\n".as_bytes()).expect("memory"), Charset::Utf8);
        assert_eq!(Charset::of_bytes(gb("姓名,号\n王伟,1\n").as_slice()).expect("memory"), Charset::Gb18030);
        assert_eq!(Charset::of_bytes("name,no\n".as_bytes()).expect("memory"), Charset::Utf8);
        let mut spoilt = "姓名\n王伟\n李强\n".as_bytes().to_vec();
        spoilt.extend_from_slice(b"\xCD\xF5\n");
        assert_eq!(Charset::of_bytes(spoilt.as_slice()).expect("memory"), Charset::Utf8);
        let marked = [BYTE_ORDER_MARK, b"\xCD\xF5\n"].concat();
        assert_eq!(Charset::of_bytes(marked.as_slice()).expect("memory"), Charset::Utf8);
    }

    #[test]
    fn every_character_is_read_or_its_place_told() {
        for text in ["永安市安砂镇〔2023〕1号", "𠮷㐂", "abc", ""] {
            assert_eq!(Charset::Gb18030.decode(&gb(text)).as_deref(), Ok(text));
            assert_eq!(Charset::Utf8.decode(text.as_bytes()).as_deref(), Ok(text));
        }
        assert_eq!(Charset::Utf8.decode(b"ab\xC3("), Err(2));
        assert_eq!(Charset::Utf8.decode(b"ab\xE6\xB1"), Err(2));
        assert_eq!(Charset::Gb18030.decode(b"ab\xFF\xFF"), Err(2));
        assert_eq!(Charset::Gb18030.decode(b"abc\xB0"), Err(3));
    }
}
