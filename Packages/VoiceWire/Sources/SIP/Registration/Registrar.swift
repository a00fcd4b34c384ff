/// Knows where addresses of record can be reached, because their phones say so (RFC 3261 §10.3).
///
/// A value. Whoever owns it authenticates a REGISTER first and says under which key it counts: no header of the request
/// decides that. Calls ``deadlineReached(at:)`` when ``deadline`` comes.
public struct Registrar: Sendable {
  public let configuration: Configuration
  private var bindings: [String: [ContactBinding]] = [:]
  private var alarms = AlarmQueue<String>()

  public init(configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  public var deadline: Duration? { alarms.deadline }

  /// The addresses of record that can be reached.
  public var keys: Set<String> { Set(bindings.keys) }

  /// Where to reach an address of record, best first; of equals the one heard last.
  public func bindings(of key: String, at now: Duration) -> [ContactBinding] {
    (bindings[key] ?? []).filter { now < $0.until }.enumerated()
      .sorted { a, b in
        a.element.preference == b.element.preference
          ? a.offset > b.offset : a.element.preference > b.element.preference
      }
      .map(\.element)
  }

  /// Adds, refreshes, removes or just tells, as the request wants; all of it or nothing. Gives the headers of the 200.
  ///
  /// - Throws: what to answer instead.
  public mutating func receive(
    _ request: SIPRequest, for key: String, over flow: Flow, at now: Duration
  ) throws(SIPRejection) -> SIPHeaders {
    let essentials = try RequestEssentials(request)
    var current = bindings(of: key, at: now).reversed() as [ContactBinding]
    let contacts = request.headers.elements(.contact)
    if contacts.contains("*") {
      try checkRemoval(of: contacts, request)
      for binding in current { try check(order: essentials, against: binding) }
      current = []
    } else {
      guard contacts.count <= configuration.maximumBindings else { throw SIPRejection(403, "Too Many Contacts") }
      let path = request.headers.elements("Path").compactMap { NameAddress($0) }
      for text in contacts {
        let (binding, lifetime) = try read(text, request, essentials, path: path, over: flow, at: now)
        if let known = current.first(where: { $0.contact.uri.isEquivalent(to: binding.contact.uri) }) {
          try check(order: essentials, against: known)
        }
        current.removeAll { binding.replaces($0) }
        if lifetime > .zero { current.append(binding) }
      }
      // A phone that restarted leaves a binding nobody refreshes: the one that would end first makes room.
      while current.count > configuration.maximumBindings {
        guard let first = current.indices.min(by: { current[$0].until < current[$1].until }) else { break }
        current.remove(at: first)
      }
      if bindings[key] == nil, !current.isEmpty, bindings.count >= configuration.maximumAddresses {
        throw SIPRejection(503, headers: [.retryAfter: "300"])
      }
    }
    store(current, key)
    return answer(to: request, bindings(of: key, at: now), at: now)
  }

  /// True while a phone is reached by this connection.
  func uses(_ flow: Flow) -> Bool { bindings.values.contains { $0.contains { $0.flow == flow } } }

  /// Forgets all bindings of an address of record: its account is gone or another one.
  public mutating func remove(_ key: String) {
    store([], key)
  }

  /// Drops bindings that were not refreshed; gives the addresses of record that lost one.
  public mutating func deadlineReached(at now: Duration) -> [String] {
    var changed: [String] = []
    while let key = alarms.popDue(at: now) {
      store((bindings[key] ?? []).filter { now < $0.until }, key)
      changed.append(key)
    }
    return changed
  }

  /// Drops the bindings that only a connection led to, which is closed; gives the addresses of record that lost one.
  public mutating func flowClosed(_ flow: Flow) -> [String] {
    guard flow.transport.isReliable else { return [] }
    let changed = bindings.filter { $0.value.contains { $0.flow == flow && $0.isTranslated } }.map(\.key).sorted()
    for key in changed { store((bindings[key] ?? []).filter { $0.flow != flow || !$0.isTranslated }, key) }
    return changed
  }

  private mutating func store(_ list: [ContactBinding], _ key: String) {
    bindings[key] = list.isEmpty ? nil : list
    alarms.set(key, to: list.map(\.until).min())
  }
}
