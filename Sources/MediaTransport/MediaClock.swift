internal import CDatagrams

/// The clock of the media threads: time since the machine started, never set back.
public enum MediaClock {
  public static var now: Duration { .nanoseconds(datagrams_now()) }
}
