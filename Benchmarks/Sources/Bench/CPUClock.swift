import Glibc

/// The processor time of this thread: on a machine that is shared it says what the work costs, where the wall clock says
/// who else was busy.
enum CPUClock {
  static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  static func spent(in work: () -> Void) -> Duration {
    let begun = now
    work()
    return now - begun
  }
}
