/// The layers of the program, lowest first. Imports point down.
enum Ring: Int, Comparable {
  /// Protocol and media logic as values: no outside package, no socket, no clock, no log.
  case cores
  /// The only sockets below the application.
  case transports
  case domain
  case application
  case adapters
  case composition

  static func < (left: Ring, right: Ring) -> Bool { left.rawValue < right.rawValue }
}
