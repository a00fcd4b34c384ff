import Identifiers

/// What we have at LiveKit for one number: written down before each request.
struct LiveKitHoldings: Hashable, Sendable, Codable {
  enum Goal: String, Hashable, Sendable, Codable { case importing, held, leaving }

  var goal: Goal
  var row: ID<PhoneNumber>
  var number: String
  /// Of the dispatch rule: whatever is called so is ours.
  var name: String
  var rule = Piece.untouched
  /// The number in the project.
  var owned = Piece.untouched
  /// It was the project's before, so that it is not ours to give back.
  var wasOwned = false
  /// It hangs on our rule.
  var attachment = Piece.untouched

  var isOver: Bool { goal == .leaving && !rule.mayBeThere && !attachment.mayBeThere }
}
