import Identifiers

/// What we have at a Twilio account and what is to become of it: the trunk with everything that belongs to it, and the
/// numbers on it. Written down before every request.
struct TwilioHoldings: Hashable, Sendable, Codable {
  enum Goal: String, Hashable, Sendable, Codable {
    /// On its way in; taken out again when that fails.
    case importing
    case held
    case leaving
  }

  struct Number: Hashable, Sendable, Codable {
    var goal: Goal
    /// Its row, to be deleted with it.
    var row: ID<PhoneNumber>
    var sid: String?
    /// The application that answered it before; Twilio forgets it when a trunk takes the number.
    var voiceApplication: String?
    /// Whether it is on our trunk; the id is the number's own.
    var attachment = Piece.untouched
    /// The application was given back.
    var isRestored = false
    /// The trunk it hung on when it was looked at.
    var foundOn: String?

    /// It was taken from its application, which still wants it back.
    var owesRestoring: Bool { voiceApplication != nil && sid != nil && attachment == .absent && !isRestored }
  }

  /// FriendlyName of everything we make: whatever is called so is ours.
  var name: String
  /// Where Twilio sends calls, like `sip:203.0.113.9:5060`.
  var origin: String
  /// First label of the domain of the trunk; `attempt` is added to it while others have it.
  var label: String
  var attempt = 0
  /// User of our calls to the trunk.
  var username: String

  /// The account was found active under the credentials, since this import began.
  var isVerified = false
  /// The trunk was read after it was made, and puts calls through.
  var transfersCalls = false
  var trunk = Piece.untouched
  /// Of the trunk, like `tl-….pstn.twilio.com`.
  var domain: String?
  var originationURL = Piece.untouched
  var credentialList = Piece.untouched
  var credential = Piece.untouched
  /// The credential was made with the password that we have.
  var knowsPassword = false
  /// The credential list on the trunk.
  var mapping = Piece.untouched
  /// Numbers that are not ours hang on the trunk, so that it stays; nil: not looked at.
  var hasForeignNumbers: Bool?
  /// Our own trunk that stands for Twilio's.
  var localTrunk: ID<Trunk>?
  /// By E.164.
  var numbers: [String: Number] = [:]

  /// Nothing of ours is left there, or what is left must stay.
  var isOver: Bool {
    numbers.isEmpty && (hasForeignNumbers == true || pieces.allSatisfy { $0 == .absent || $0 == .untouched })
  }

  private var pieces: [Piece] { [trunk, originationURL, credentialList, credential, mapping] }

  /// A number shall come in. Everything is looked at anew: whoever has the console may have changed it.
  mutating func add(_ number: E164, row: ID<PhoneNumber>) {
    numbers[number.description] = Number(goal: .importing, row: row)
    isVerified = false
    transfersCalls = false
    hasForeignNumbers = nil
    for piece in [\TwilioHoldings.trunk, \.originationURL, \.credentialList, \.credential, \.mapping] {
      self[keyPath: piece] = self[keyPath: piece] == .untouched ? .untouched : .unknown
    }
  }

  mutating func setGoal(_ goal: Goal, of number: String) { numbers[number]?.goal = goal }

  /// Every number that is on its way in turns back.
  mutating func turnBack() {
    for (number, entry) in numbers where entry.goal == .importing { setGoal(.leaving, of: number) }
  }

  var isImporting: Bool { numbers.values.contains { $0.goal == .importing } }

  /// What is to go cannot be taken away any more.
  mutating func abandon() {
    numbers = numbers.filter { $0.value.goal == .held }
    if numbers.isEmpty { hasForeignNumbers = true }
  }
}
