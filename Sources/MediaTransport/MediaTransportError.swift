/// Why a call gets no media. Each says what to do.
public enum MediaTransportError: Error, Equatable, Sendable, CustomStringConvertible {
  case portsExhausted(ClosedRange<UInt16>, resting: Int)
  case portRangeEmpty(ClosedRange<UInt16>)
  /// No port of the range could be bound; the errno of the last try.
  case cannotBind(errno: Int32)
  /// The control queue of a media thread is full.
  case overloaded
  /// The system refused a thread, an epoll or a timer.
  case system(call: String, errno: Int32)
  case stopped

  public var description: String {
    switch self {
    case .portsExhausted(let range, let resting):
      "port range \(range.lowerBound)–\(range.upperBound) is full (\(resting) pairs rest before reuse); "
        + "widen media.ports or end calls"
    case .portRangeEmpty(let range):
      "port range \(range.lowerBound)–\(range.upperBound) holds no pair of an even port and the next; widen media.ports"
    case .cannotBind(let errno):
      "no media port can be bound (errno \(errno)); check media.ports, the bind address and the limit of open files"
    case .overloaded: "a media thread does not keep up with its commands; lower the number of calls"
    case .system(let call, let errno): "\(call) failed (errno \(errno)); check the limits of the process"
    case .stopped: "media is stopped"
    }
  }
}
