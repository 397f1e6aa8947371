//! Who a record is about: a random number that says nothing about the person. (MC-5.1b, law D-29)

/// An id of sixteen random bytes. Ids may stand in logs: they are numbers of ours, not data of the member's.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 16]);

        impl $name {
            /// The id with these bytes; the caller drew them at random or read them from a row.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The bytes, as a row stores them.
            pub const fn bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// Reads the 32 lower-case hexadecimal digits that `Display` writes.
            pub fn parse(text: &str) -> Option<Self> {
                $crate::member::bytes_of(text).map(Self)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                out.write_str(&$crate::hex::written(&self.0))
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).ok_or("not the 32 digits of an id")
            }
        }
    };
}
pub(crate) use id;

id! {
    /// The member, as every table, trail entry and log line names them.
    ///
    /// Never derived from anything personal: after a closing it leads to nobody, which is why it may stay in the
    /// erasure ledger.
    MemberId
}

/// The bytes behind 32 lower-case hexadecimal digits.
pub(crate) fn bytes_of(text: &str) -> Option<[u8; 16]> {
    crate::hex::array(text).filter(|_| !text.bytes().any(|digit| digit.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::MemberId;

    #[test]
    fn an_id_reads_the_same_in_every_log() {
        let mut bytes = [0; 16];
        bytes[0] = 0xab;
        bytes[15] = 0x01;
        let id = MemberId::from_bytes(bytes);
        assert_eq!(id.to_string(), "ab000000000000000000000000000001");
        assert_eq!(format!("{id:?}"), "MemberId(ab000000000000000000000000000001)");
        assert_eq!(MemberId::parse(&id.to_string()), Some(id));
    }

    #[test]
    fn what_is_no_id_is_not_read() {
        for text in ["", "ab", &"g".repeat(32), &"A".repeat(32), &"0".repeat(33), &"é".repeat(16)] {
            assert_eq!(MemberId::parse(text), None, "{text}");
        }
    }
}
