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
    /// `others` are asked when this one is silent.
    case probe(account: String, SIPURI, others: ArraySlice<Destination>)
  }

  struct Request: Sendable {
    var purpose: Purpose
    var destination: Destination
  }

  var accounts: [String: Account] = [:]
  var requests: [ClientTransactionKey: Request] = [:]
  var alarms = AlarmQueue<String>()
  var registrar = Registrar()
  var waiting: [RegisterID: UserAgent.Arriving] = [:]
  var lastRegister: UInt64 = 0

  /// The UDP ways that are being kept open, and how often something goes there.
  var keptOpen: [HostPort: Duration] = [:]

  /// More servers than this are not asked for one probe: each may take 32 s.
  static let maximumProbed = 3
  /// How often a UDP way is kept open where the registrar does not say (RFC 5626 §4.4.2).
  static let keepOpenInterval = Duration.seconds(25)

  /// The UDP ways that registrations live on now.
  func wantedOpen(at now: Duration) -> [HostPort: Duration] {
    var wanted: [HostPort: Duration] = [:]
    for account in accounts.values where account.registration.state.isRegistered(at: now) {
      let destination = account.destinations[account.registration.boundDestination % account.destinations.count]
      guard destination.transport == .udp else { continue }
      // A little sooner than asked for, so that the last of it is not cut off on the way.
      let asked = account.registration.flowTimer.map { max($0 * 0.9, .seconds(5)) }
      wanted[destination.address] = min(asked ?? Self.keepOpenInterval, wanted[destination.address] ?? .seconds(600))
    }
    return wanted
  }

  /// True while a registration is being removed at its provider.
  var isLeaving: Bool { accounts.values.contains { $0.registration.isLeaving } }

  /// True while the account is being asked whether it is there.
  func isProbing(_ account: String) -> Bool {
    requests.values.contains { if case .probe(account, _, _) = $0.purpose { true } else { false } }
  }

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
