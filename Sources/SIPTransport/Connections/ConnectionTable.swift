internal import NIOCore
internal import SIP

/// The open connections of a node, and which of them leads where. A value.
struct ConnectionTable {
  struct Entry {
    var channel: any Channel
    var flow: Flow
    var dialled: ConnectionTarget?
    var isAuthenticated: Bool
  }
  private struct Place: Hashable {
    var transport: TransportProtocol
    var address: HostPort
  }

  private var entries: [UInt64: Entry] = [:]
  private var byTarget: [ConnectionTarget: UInt64] = [:]
  /// By the address of the peer: the one the connection comes from, and the one it says it listens on.
  private var byPlace: [Place: UInt64] = [:]
  private var places: [UInt64: Set<Place>] = [:]
  private var last: UInt64 = 0

  var count: Int { entries.count }
  var channels: [any Channel] { entries.values.map(\.channel) }

  /// Enters a connection; `local` is what Contact says on it.
  mutating func insert(_ connection: OpenedConnection, local: HostPort, remote: HostPort) -> Flow {
    last &+= 1
    let flow = Flow(transport: connection.transport, local: local, remote: remote, connection: last)
    entries[last] = Entry(
      channel: connection.channel, flow: flow, dialled: connection.dialled,
      isAuthenticated: connection.isAuthenticated)
    if let target = connection.dialled { byTarget[target] = last }
    if connection.transport == .tcp { place(remote, on: last) }
    return flow
  }

  /// Takes a closed connection out; nil when there is none.
  @discardableResult
  mutating func remove(_ flow: Flow) -> Entry? {
    let number = flow.connection
    guard let entry = entries.removeValue(forKey: number) else { return nil }
    if let target = entry.dialled, byTarget[target] == number { byTarget[target] = nil }
    for place in places.removeValue(forKey: number) ?? [] where byPlace[place] == number { byPlace[place] = nil }
    return entry
  }

  /// Notes that requests to where the peer says it listens may take this connection (RFC 5923 §8).
  ///
  /// Only towards the very address the connection comes from; over TLS only when the peer has proved who it is (§9).
  /// WebSockets never: their clients listen nowhere.
  mutating func noteAlias(_ request: SIPRequest, over flow: Flow) {
    guard let entry = entries[flow.connection],
      flow.transport == .tcp || (flow.transport == .tls && entry.isAuthenticated),
      let via = request.headers.elements(.via).first.flatMap({ Via($0) }), via.parameters.contains("alias"),
      via.host == flow.remote.host
    else { return }
    place(HostPort(host: flow.remote.host, port: via.port ?? flow.transport.defaultPort), on: flow.connection)
  }

  private mutating func place(_ address: HostPort, on number: UInt64) {
    guard let transport = entries[number]?.flow.transport, places[number, default: []].count < 8 else { return }
    let place = Place(transport: transport, address: address)
    if let other = byPlace[place], other != number, entries[other] != nil { return }
    byPlace[place] = number
    places[number, default: []].insert(place)
  }

  /// The connection for a message: the one it came by, one that was opened for the same target, or one of that peer.
  func connection(to destination: Destination, _ target: ConnectionTarget) -> Entry? {
    let named = destination.flow.flatMap { flow in flow.connection == 0 ? nil : entries[flow.connection] }
    if let named, named.channel.isActive { return named }
    let others = [byTarget[target], byPlace[Place(transport: target.transport, address: target.address)]]
    return others.lazy.compactMap { $0.flatMap { entries[$0] } }.first { $0.channel.isActive }
  }
}
