import Foundation

/// Whether the system clock can be believed: signatures and records carry its time.
enum ClockCheck {
  /// What time services leave behind while they keep the clock: systemd-timesyncd, chrony, ntpd.
  private static let signs = [
    "/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/ntpd.pid", "/var/run/ntpd.pid",
  ]

  static func finding(now: Date) -> Finding {
    let year = Calendar(identifier: .gregorian).component(.year, from: now)
    guard (2025...2100).contains(year) else {
      return Finding(.problem, "clock", "the system clock says \(year); set it (timedatectl set-ntp true)")
    }
    guard signs.contains(where: { FileManager.default.fileExists(atPath: $0) }) else {
      return Finding(
        .warning, "clock",
        "\(now.formatted(.iso8601)); nothing seems to keep it right, run an NTP client such as chrony")
    }
    return Finding(.good, "clock", "\(now.formatted(.iso8601)), kept by a time service")
  }
}
