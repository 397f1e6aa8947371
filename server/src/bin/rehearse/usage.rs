//! What Linux says about processors and memory. (proc(5))

use std::fs;

/// Ticks of `/proc/*/stat` in a second: `USER_HZ`, 100 on every machine Debian runs on.
const TICKS: f64 = 100.0;

/// Processor time used so far, in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cpu {
    own: f64,
    server: f64,
    /// Everything that was not idle, on all processors, with what a host took away.
    machine: f64,
}

impl Cpu {
    /// The counters now.
    pub(crate) fn now(server: u32) -> Self {
        Self { own: of_process("self"), server: of_process(&server.to_string()), machine: of_machine() }
    }

    /// What was used since `earlier`: the server, these visitors, everything else.
    pub(crate) fn since(&self, earlier: &Self) -> Used {
        let own = self.own - earlier.own;
        let server = self.server - earlier.server;
        Used { server, visitors: own, others: (self.machine - earlier.machine - own - server).max(0.0) }
    }
}

/// Processor seconds within a measurement.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    /// The server.
    pub(crate) server: f64,
    /// The visitors, that is this program.
    pub(crate) visitors: f64,
    /// All other programs of the machine, and its host.
    pub(crate) others: f64,
}

/// User and system time: fields 14 and 15, counted after the name, which may hold spaces.
fn of_process(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    after_name.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS
}

/// user, nice, system, (idle, iowait,) irq, softirq, steal.
fn of_machine() -> f64 {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields = stat.lines().next().unwrap_or_default().split_whitespace().skip(1).take(8);
    let ticks = fields.enumerate().filter(|(index, _)| !matches!(index, 3 | 4));
    ticks.filter_map(|(_, ticks)| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS
}

/// Resident memory of a process, in MiB.
pub(crate) fn resident(process: u32) -> f64 {
    memory(process, "VmRSS:")
}

/// The most resident memory since [`forget_peak`], in MiB.
pub(crate) fn peak(process: u32) -> f64 {
    memory(process, "VmHWM:")
}

/// Begins to look for the peak anew. Where that is not allowed, peaks are those of the whole run.
pub(crate) fn forget_peak(process: u32) {
    let _ = fs::write(format!("/proc/{process}/clear_refs"), "5");
}

fn memory(process: u32, field: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().map_or(f64::NAN, |kib| kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_uses_some_memory_and_the_machine_some_time() {
        assert!(resident(std::process::id()) > 0.5);
        assert!(of_machine() > 0.0);
    }
}
