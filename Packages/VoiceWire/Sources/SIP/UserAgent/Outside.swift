/// What the user agent keeps of its business outside of calls.
struct Outside: Sendable {
  struct Account: Sendable {
    var registration: Registration
    var destinations: [Destination]
    /// What follows when this registration is over.
    var successor: RegistrationOrder?
  }

  enum Purpose: Sendable {
    case registration(account: String, SIPRequest)
    case probe(account: String)
  }

  var accounts: [String: Account] = [:]
  var requests: [ClientTransactionKey: Purpose] = [:]
  var alarms = AlarmQueue<String>()
  var registrar = Registrar()
  var waiting: [RegisterID: UserAgent.Arriving] = [:]
  var lastRegister: UInt64 = 0

  /// REGISTERs that wait for the product at most.
  static let maximumWaiting = 1_000

  var deadline: Duration? {
    guard let account = alarms.deadline else { return registrar.deadline }
    return min(account, registrar.deadline ?? account)
  }

  /// True while an account is reached, or reaches us, by this connection.
  func uses(_ flow: Flow) -> Bool {
    flow.transport.isReliable
      && (accounts.values.contains { $0.destinations.contains { $0.leads(by: flow) } } || registrar.uses(flow))
  }
}

extension Destination {
  /// Whether a connection is one that requests to here take.
  func leads(by flow: Flow) -> Bool {
    self.flow == flow || (transport == flow.transport && address == flow.remote)
  }
}
