/// What whoever owns a connection thinks of its peer.
enum ConnectionStanding: Hashable, Sendable {
  /// A trunk, or somebody whose call rang or whose registration was taken.
  case known
  case stranger
  /// Asked for too much: the connection is to be closed.
  case unwanted
}
