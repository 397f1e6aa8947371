//! Values about a person, which cannot be printed by accident. (house rule 17, MC-4.1)

use std::fmt;

/// A value about a person. It has no `Display`, and its `Debug` says only that there is one: a log line that would
/// hold the value does not compile.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Takes a value into keeping.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, where it is needed. The word makes each such place easy to find.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// The value, given up.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

/// What stands where a value would have been printed.
pub(crate) const HIDDEN: &str = "…";

/// A checked text about a person: `as_str`, `from_stored`, a `Debug` that reveals nothing, and no `Display`.
macro_rules! personal_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The text in its kept form.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A value this house checked when it was stored. Rules may have become stricter since; what a member
            /// already has stays readable, so nothing is checked again.
            pub const fn from_stored(text: String) -> Self {
                Self(text)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}
pub(crate) use personal_text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_value_is_not_printed() {
        let name = Personal::new("Nguyệt");
        assert_eq!(format!("{name:?} {:#?}", Some(&name)), "… Some(\n    …,\n)");
        assert_eq!(*name.reveal(), "Nguyệt");
        assert_eq!(name.into_inner(), "Nguyệt");
    }
}
