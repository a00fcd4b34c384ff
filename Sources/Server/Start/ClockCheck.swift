import Foundation
import Glibc

/// Whether the system clock can be believed: signatures and records carry its time.
enum ClockCheck {
  static func finding(now: Date) -> Finding {
    let year = Calendar(identifier: .gregorian).component(.year, from: now)
    guard (2025...2100).contains(year) else {
      return Finding(.problem, "clock", "the system clock says \(year); set it (timedatectl set-ntp true)")
    }
    var state = timex()
    let result = adjtimex(&state)
    if result == TIME_ERROR || state.status & STA_UNSYNC != 0 {
      return Finding(
        .warning, "clock", "the kernel does not know the clock to be synchronised; run an NTP client such as chrony")
    }
    return Finding(.good, "clock", "synchronised")
  }
}
