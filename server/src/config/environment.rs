//! The environment over the file: `METIZ_LIMITS_BODY_BYTES=4096` is `body_bytes` of `[limits]`.

use super::{Config, ConfigProblem};
use serde_json::Value;
use toml::{Table, Value as Toml};

/// Variables of the scripts in `bin/`, which are no settings of the server.
const OF_THE_SCRIPTS: [&str; 5] = ["METIZ_ROOT", "METIZ_CACHE", "METIZ_TEST", "METIZ_BENCH", "METIZ_E2E"];

/// The file's text with the environment's values laid over it, as one configuration.
pub(super) fn overlaid(text: &str, environment: &[(String, String)]) -> Result<Config, ConfigProblem> {
    let mut table: Table = text.parse().map_err(|problem: toml::de::Error| misfit(&problem))?;
    for key in keys() {
        let name = key.variable();
        if let Some((_, value)) = environment.iter().find(|(variable, _)| *variable == name) {
            key.put(&mut table, value)?;
        }
    }
    Toml::Table(table).try_into().map_err(|problem: toml::de::Error| misfit(&problem))
}

/// The reason without the excerpt of the file that the library would print: a secret may stand there.
fn misfit(problem: &toml::de::Error) -> ConfigProblem {
    ConfigProblem::Misfit(format!("{}.", problem.message().trim_end_matches('.')))
}

pub(super) fn strangers(environment: &[(String, String)]) -> Vec<String> {
    let known: Vec<String> = keys().iter().map(Key::variable).collect();
    environment
        .iter()
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("METIZ_") && !known.contains(name))
        .filter(|name| !OF_THE_SCRIPTS.iter().any(|script| name.starts_with(script)))
        .cloned()
        .collect()
}

/// One key of the file, with the value that stands for its type.
struct Key {
    table: Option<String>,
    name: String,
    default: Value,
}

impl Key {
    fn variable(&self) -> String {
        let table = self.table.as_ref().map(|table| format!("{table}_")).unwrap_or_default();
        format!("METIZ_{table}{}", self.name).to_ascii_uppercase()
    }

    fn put(&self, table: &mut Table, text: &str) -> Result<(), ConfigProblem> {
        let number = || ConfigProblem::Misfit(format!("{} must be a number.", self.variable()));
        let value = match &self.default {
            Value::Number(number_like) if number_like.is_f64() => Toml::Float(text.parse().map_err(|_| number())?),
            Value::Number(_) => Toml::Integer(text.parse().map_err(|_| number())?),
            Value::Bool(_) => Toml::Boolean(
                text.parse()
                    .map_err(|_| ConfigProblem::Misfit(format!("{} must be true or false.", self.variable())))?,
            ),
            Value::Array(_) => {
                Toml::Array(text.split(',').filter(|s| !s.is_empty()).map(|s| Toml::String(s.trim().into())).collect())
            }
            _ => Toml::String(text.to_owned()),
        };
        let home = match &self.table {
            None => table,
            Some(name) => table
                .entry(name.clone())
                .or_insert_with(|| Toml::Table(Table::new()))
                .as_table_mut()
                .ok_or_else(|| ConfigProblem::Misfit(format!("{name} must be a table.")))?,
        };
        home.insert(self.name.clone(), value);
        Ok(())
    }
}

/// Every key, read from the defaults themselves, so that none can be forgotten here.
fn keys() -> Vec<Key> {
    let Ok(Value::Object(defaults)) = serde_json::to_value(Config::default()) else { return Vec::new() };
    let mut keys = Vec::new();
    for (name, default) in defaults {
        match default {
            Value::Object(inner) => keys.extend(inner.into_iter().map(|(inner_name, default)| Key {
                table: Some(name.clone()),
                name: inner_name,
                default,
            })),
            default => keys.push(Key { table: None, name, default }),
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let config = overlaid("[limits]\nbody_bytes = 1", &set("METIZ_LIMITS_BODY_BYTES", "2")).unwrap();
        assert_eq!(config.limits.body_bytes, 2);
    }

    #[test]
    fn a_switch_is_true_or_false() {
        let switched = |text: &str| overlaid("", &set("METIZ_WEBHOOKS_ALLOW_LOOPBACK", text));
        assert!(switched("true").unwrap().webhooks.allow_loopback);
        assert!(!switched("false").unwrap().webhooks.allow_loopback);
        assert!(
            switched("yes").unwrap_err().to_string().contains("METIZ_WEBHOOKS_ALLOW_LOOPBACK must be true or false.")
        );
    }

    #[test]
    fn an_unknown_key_is_refused_by_its_name() {
        let problem = overlaid("[limits]\nbody_byte = 1", &[]).unwrap_err().to_string();
        assert!(problem.contains("body_byte"), "{problem}");
    }

    #[test]
    fn a_misfit_never_repeats_the_value() {
        let problem = overlaid("[limits]\nbody_bytes = \"hunter2\"\ndatabase = \"hunter2", &[]).unwrap_err();
        assert!(!problem.to_string().contains("hunter2"), "{problem}");
    }

    #[test]
    fn a_variable_that_is_no_key_is_noticed() {
        assert_eq!(strangers(&set("METIZ_LISTN", "x")), ["METIZ_LISTN"]);
        assert!(strangers(&set("METIZ_LISTEN", "x")).is_empty());
        assert!(strangers(&set("METIZ_CACHE", "x")).is_empty());
    }

    #[test]
    fn deadlines_take_fractions_and_lists_take_commas() {
        assert!((overlaid("", &set("METIZ_DEADLINES_HEADER", "0.5")).unwrap().deadlines.header - 0.5).abs() < 1e-9);
        assert!((overlaid("[deadlines]\nheader = 3", &[]).unwrap().deadlines.header - 3.0).abs() < 1e-9);
        assert_eq!(overlaid("", &set("METIZ_TRUSTED_PROXIES", "10.0.0.1, ::1")).unwrap().trusted_proxies.len(), 2);
    }
}
