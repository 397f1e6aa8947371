//! How many hashes are made at once: one for each core, and no more than a share of the memory holds. (security.md G9, T19)

use std::fs;
use std::path::Path;

/// Of the memory this process may have: the rest is for the database, the pages and the system.
const SHARE: u64 = 4;

/// Permits for hashes that take so much memory each.
pub(super) fn permits(memory_kib: u32) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let machine = total_in(&read("/proc/meminfo"));
    let group = limit_in(Path::new("/sys/fs/cgroup"), &read("/proc/self/cgroup"));
    fitting(cores, [machine, group].into_iter().flatten().min(), memory_kib)
}

fn fitting(cores: usize, memory: Option<u64>, memory_kib: u32) -> usize {
    let each = u64::from(memory_kib).max(1) * 1024;
    let fit = memory.map_or(cores, |memory| usize::try_from(memory / SHARE / each).unwrap_or(cores));
    cores.min(fit).max(1)
}

/// The machine's memory in bytes.
fn total_in(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// The tightest limit of the groups this process is in (version 2, and 1): a parent's holds for its children, too.
fn limit_in(root: &Path, groups: &str) -> Option<u64> {
    let of_line = |line: &str| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next()?, parts.next()?.trim_start_matches('/'));
        let (root, file) = match controllers {
            "" => (root.to_owned(), "memory.max"),
            named if named.split(',').any(|name| name == "memory") => (root.join("memory"), "memory.limit_in_bytes"),
            _ => return None,
        };
        let folders = Path::new(path).ancestors().map(|folder| root.join(folder).join(file));
        folders.filter_map(|file| fs::read_to_string(file).ok()?.trim().parse::<u64>().ok()).min()
    };
    groups.lines().filter_map(of_line).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const GIB: u64 = 1 << 30;

    #[test]
    fn as_many_hashes_as_cores_unless_the_memory_is_too_small() {
        assert_eq!(fitting(2, Some(GIB), 19_456), 2);
        assert_eq!(fitting(64, Some(4 * GIB), 256 * 1024), 4);
        assert_eq!(fitting(64, None, 256 * 1024), 64);
        assert_eq!(fitting(4, Some(GIB / 64), 256 * 1024), 1, "one at least: without it nobody signs in");
    }

    #[test]
    fn the_machines_memory_is_read() {
        assert_eq!(total_in("MemTotal:       16318940 kB\nMemFree: 1 kB\n"), Some(16_318_940 * 1024));
        assert_eq!(total_in("MemFree: 1 kB\n"), None);
    }

    #[test]
    fn the_tightest_limit_of_a_group_and_its_parents_holds() {
        let root = TempDir::new().unwrap();
        let at = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        at("system.slice/metiz.service/memory.max", "max\n");
        at("system.slice/memory.max", "1073741824\n");
        at("memory/docker/7/memory.limit_in_bytes", "536870912\n");
        assert_eq!(limit_in(root.path(), "0::/system.slice/metiz.service\n"), Some(GIB));
        assert_eq!(limit_in(root.path(), "5:cpu,cpuacct:/x\n4:memory:/docker/7\n0::/\n"), Some(GIB / 2));
        assert_eq!(limit_in(root.path(), "0::/elsewhere\n"), None);
        at("memory.max", "2147483648");
        assert_eq!(limit_in(root.path(), "0::/\n"), Some(2 * GIB));
    }
}
