//! An edit of each column of the ledger.

use super::ledger::Ledger;

/// There is one row, and a rule of the table says which.
pub(super) const FIXED: &str = "audit_checkpoint.id";

/// Every other column; the test holds them against the schema.
pub(super) const COLUMNS: [&str; 47] = [
    "audit_checkpoint.note",
    "audit_checkpoint.root",
    "audit_checkpoint.size",
    "audit_leaves.entry_hash",
    "audit_leaves.idx",
    "audit_leaves.released",
    "audit_queue.entry_hash",
    "audit_queue.id",
    "audit_queue.released",
    "audit_tiles.hashes",
    "audit_tiles.idx",
    "audit_tiles.level",
    "consent_entries.channel",
    "consent_entries.decided_at",
    "consent_entries.decision",
    "consent_entries.device",
    "consent_entries.entry_hash",
    "consent_entries.lang",
    "consent_entries.member_id",
    "consent_entries.method",
    "consent_entries.policy_version",
    "consent_entries.previous_hash",
    "consent_entries.purpose",
    "consent_entries.seq",
    "consent_entries.until",
    "consent_entries.wording_hash",
    "consent_entries.wording_version",
    "consent_proofs.channel",
    "consent_proofs.decided_at",
    "consent_proofs.decision",
    "consent_proofs.entry_hash",
    "consent_proofs.kept_mark",
    "consent_proofs.kept_until",
    "consent_proofs.lang",
    "consent_proofs.method",
    "consent_proofs.policy_version",
    "consent_proofs.previous_hash",
    "consent_proofs.proof",
    "consent_proofs.purpose",
    "consent_proofs.seq",
    "consent_proofs.until",
    "consent_proofs.wording_hash",
    "consent_proofs.wording_version",
    "receipt_keys.mark",
    "receipt_keys.name",
    "receipt_keys.public_key",
    "receipt_keys.published_at",
];

impl Ledger {
    pub(super) fn edited(&mut self) -> String {
        let column = COLUMNS[self.below(COLUMNS.len())];
        self.edit_of(column)
    }

    /// An edit of this column in some row, or in several.
    pub(super) fn edit_of(&mut self, column: &str) -> String {
        let (table, name) = column.split_once('.').unwrap();
        let (value, place) = match table {
            "consent_entries" => {
                let place = self.entry();
                self.edit_of_record(name, place)
            }
            "consent_proofs" => {
                let place = self.proof();
                self.edit_of_record(name, place)
            }
            "audit_leaves" => self.edit_of_leaf(name),
            "audit_queue" => self.edit_of_queue(name),
            "audit_tiles" => self.edit_of_tile(name),
            _ => self.edit_of_one_row(name),
        };
        format!("update {table} set {name} = {value} where {place}")
    }

    fn edit_of_record(&mut self, column: &str, place: String) -> (String, String) {
        let number = self.number();
        let value = match column {
            "purpose" => "case purpose when 'news' then 'promotions' else 'news' end".to_owned(),
            "channel" => "case channel when 'zalo' then 'call' else 'zalo' end".to_owned(),
            "decision" => "case decision when 'grant' then 'withdraw' else 'grant' end".to_owned(),
            "lang" => "case lang when 'vi' then 'en' else 'vi' end".to_owned(),
            "method" => "case method when 'web' then 'import' else 'web' end".to_owned(),
            "member_id" => return self.at_another_member(),
            "proof" => self.made_up_id(),
            // A no has no last day.
            "until" => return ("'2031-01-01'".to_owned(), "decision = 'grant'".to_owned()),
            "wording_version" | "policy_version" | "decided_at" | "seq" => format!("{column} + {number}"),
            "kept_until" => return self.another_end(number, place),
            _ => self.hash(),
        };
        (value, place)
    }

    /// One row, or all of its number: until a day to come, or a day that is over.
    fn another_end(&mut self, number: usize, place: String) -> (String, String) {
        let value = if self.below(2) == 0 { format!("kept_until + {number}") } else { number.to_string() };
        (value, if self.below(2) == 0 { place } else { self.number_of_proofs() })
    }

    /// A decision under the name of somebody else, at a place nobody has.
    fn at_another_member(&mut self) -> (String, String) {
        let own = self.entries[self.rng.below(self.entries.len())].clone();
        let others: Vec<_> = self.entries.iter().filter(|(member, _)| *member != own.0).cloned().collect();
        let other = &others[self.rng.below(others.len())];
        (format!("{}, seq = {}", self.id(&other.0), 900_000), self.where_is("member_id", &own))
    }

    fn edit_of_leaf(&mut self, column: &str) -> (String, String) {
        let live = format!("idx = {}", self.live[self.rng.below(self.live.len())]);
        let any = format!("idx = {}", self.rng.below(usize::try_from(self.logged).unwrap()));
        match (column, self.below(3)) {
            ("entry_hash", _) => (self.hash(), any),
            ("idx", _) => (format!("idx + {}", self.logged), any),
            (_, 0) => (self.hash(), live),
            (_, 1) => ("(select released from copy_audit_leaves where idx = 0)".to_owned(), live),
            _ => ("null".to_owned(), format!("idx = {}", self.rng.below(usize::try_from(self.released).unwrap()))),
        }
    }

    fn edit_of_queue(&mut self, column: &str) -> (String, String) {
        let first = "id = (select min(id) from audit_queue)".to_owned();
        let last = "id = (select max(id) from audit_queue)".to_owned();
        match column {
            // Behind the one that follows it.
            "id" => ((90_000 + self.number()).to_string(), first),
            _ => (self.hash(), if self.below(2) == 0 { first } else { last }),
        }
    }

    fn edit_of_tile(&mut self, column: &str) -> (String, String) {
        let (number, row) = (self.number(), self.below(2));
        let value = if column == "hashes" { self.hash() } else { format!("{column} + {number}") };
        (value, format!("level = 0 and idx = {row}"))
    }

    /// The checkpoint, or the key of receipts.
    fn edit_of_one_row(&mut self, column: &str) -> (String, String) {
        let value = match column {
            "size" | "published_at" => format!("{column} + {}", self.number()),
            "note" | "name" => format!("'x' || {column}"),
            _ => self.hash(),
        };
        (value, "1 = 1".to_owned())
    }
}
