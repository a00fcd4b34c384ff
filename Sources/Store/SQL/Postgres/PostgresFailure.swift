/// What keeps a transaction from its end, and is more than its own fault.
enum PostgresFailure: Error {
  /// The connection is gone, or could not be made.
  case lost(reason: String)
  /// Another transaction stood in the way: a deadlock, or a serialization failure.
  case conflict(reason: String)
  /// A prepared statement was made before another node changed the schema; a new connection prepares it afresh.
  case stale(reason: String)
  /// Another holds a lock for longer than we wait.
  case taken(reason: String)
  /// The user has not the right to do it, and will not have it soon.
  case denied(reason: String)

  /// - Parameter state: the SQLSTATE of an error in a statement.
  init?(state: String, reason: String) {
    switch state {
    case "40001", "40P01": self = .conflict(reason: reason)
    case "0A000": self = .stale(reason: reason)
    // Shut down by an administrator, crashed, or starting.
    case "57P01", "57P02", "57P03", "57P05", "25P03": self = .lost(reason: reason)
    case "55P03": self = .taken(reason: reason)
    case "42501": self = .denied(reason: reason)
    default: return nil
    }
  }
}
