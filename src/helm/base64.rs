//! Base64 as Go's `base64.StdEncoding` decodes it: padding required, line breaks ignored.

/// The decoded bytes; none when `text` is not valid base64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let symbols: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    if !symbols.len().is_multiple_of(4) {
        return None;
    }
    let groups = symbols.chunks_exact(4);
    let last = groups.len().saturating_sub(1);
    let mut bytes = Vec::with_capacity(symbols.len() / 4 * 3);
    for (at, group) in groups.enumerate() {
        let padding = group.iter().rev().take_while(|byte| **byte == b'=').count();
        if padding > 2 || (padding > 0 && at != last) {
            return None;
        }
        let mut bits = 0u32;
        for byte in group {
            bits = bits << 6 | if *byte == b'=' { 0 } else { sextet(*byte)? };
        }
        if group.iter().take(4 - padding).any(|byte| *byte == b'=') {
            return None;
        }
        let [_, first, second, third] = bits.to_be_bytes();
        bytes.extend([first, second, third].iter().take(3 - padding));
    }
    Some(bytes)
}

fn sextet(symbol: u8) -> Option<u32> {
    let value = match symbol {
        b'A'..=b'Z' => symbol - b'A',
        b'a'..=b'z' => symbol - b'a' + 26,
        b'0'..=b'9' => symbol - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn decodes_what_go_decodes() {
        assert_eq!(decode("aGVsbG8=").as_deref(), Some(b"hello".as_slice()));
        assert_eq!(decode("aGk\n=").as_deref(), Some(b"hi".as_slice()));
        assert_eq!(decode("").as_deref(), Some(b"".as_slice()));
        assert_eq!(decode("+/+/").as_deref(), Some([0xFB, 0xFF, 0xBF].as_slice()));
        for wrong in ["a", "aGk", "aGk=aGk=", "a===", "====", "aG k=", "aG=k", "aGk-"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
