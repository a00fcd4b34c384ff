/// Finds the servers of a next hop: says what to ask DNS, takes the answer, and ends with addresses in the order in
/// which they are to be tried (RFC 3263 §4).
///
/// ```swift
/// var plan = ResolutionPlan(request)
/// while let question = plan.question { plan.receive(await ask(question)) }
/// let targets = try plan.targets.get()
/// ```
public struct ResolutionPlan: Sendable {
  /// More servers than this are not tried, whatever DNS says.
  public static let maximumTargets = 16

  private struct Service: Sendable {
    var name: String
    var transport: TransportProtocol
  }
  private struct Server: Sendable {
    var host: String
    var port: Int
    var transport: TransportProtocol
  }
  private enum Step: Sendable {
    case pointers(of: String)
    /// The first service is asked for. When none of them has a server, `otherwise` is the one.
    case services([Service], found: Bool, otherwise: Server)
    /// The first family is asked for.
    case addresses(of: Server, families: [ResolutionRequest.Family])
  }

  private let request: ResolutionRequest
  private var steps: [Step] = []
  private var found: [Destination] = []
  private var failure: ResolutionFailure?
  private var wasUnanswered = false

  public init(_ request: ResolutionRequest) {
    self.request = request
    let host = request.host
    if let unusable = Self.complaint(request) {
      failure = unusable
    } else if HostPort(host: host, port: 0).isAddress || request.port != nil {
      let transport = request.transport ?? (request.isSecure ? .tls : request.supported.first ?? .udp)
      add(Server(host: host, port: request.port ?? transport.defaultPort, transport: transport))
    } else if let transport = request.transport {
      steps = [
        .services(
          [Service(name: Self.serviceName(transport, host), transport: transport)], found: false,
          otherwise: Server(host: host, port: transport.defaultPort, transport: transport))
      ]
    } else {
      steps = [.pointers(of: host)]
    }
    settle()
  }

  /// What to ask next; nil when the plan has ended.
  public var question: DNSQuestion? {
    switch steps.first {
    case .pointers(let name): DNSQuestion(name, .naptr)
    case .services(let services, _, _): services.first.map { DNSQuestion($0.name, .srv) }
    case .addresses(let server, let families):
      families.first.map { DNSQuestion(server.host, $0 == .ipv4 ? .a : .aaaa) }
    case nil: nil
    }
  }

  /// The servers, best first; to be asked when there is no question any more.
  public var targets: Result<[Destination], ResolutionFailure> {
    if let failure { return .failure(failure) }
    if found.isEmpty {
      return .failure(wasUnanswered ? .unanswered(host: request.host) : .unknown(host: request.host))
    }
    return .success(found)
  }

  /// Takes the answer to `question`. `random` decides among servers of one priority.
  public mutating func receive(
    _ answer: DNSAnswer, random: inout some RandomNumberGenerator
  ) {
    guard !steps.isEmpty else { return }
    var records: [DNSRecord] = []
    switch answer {
    case .records(let list): records = list
    case .nothing: break
    case .failed: wasUnanswered = true
    }
    switch steps.removeFirst() {
    case .pointers(let host): receivePointers(records, of: host)
    case .services(let services, let found, let otherwise):
      receiveServices(records, services, found, otherwise, &random)
    case .addresses(let server, let families): receiveAddresses(records, server, families)
    }
    settle()
  }

  public mutating func receive(_ answer: DNSAnswer) {
    var random = SystemRandomNumberGenerator()
    receive(answer, random: &random)
  }

  // MARK: Answers

  /// RFC 3263 §4.1: the services of the lowest order that we can use, most preferred first; else SRV of each transport.
  private mutating func receivePointers(_ records: [DNSRecord], of host: String) {
    var rules: [(order: UInt16, preference: UInt16, service: Service)] = []
    for record in records {
      guard case .pointer(let order, let preference, let flags, let service, let replacement) = record.content,
        flags.isSameToken(as: "s"), !replacement.isEmpty, let transport = Self.transport(ofService: service),
        isUsable(transport)
      else { continue }
      rules.append((order, preference, Service(name: replacement, transport: transport)))
    }
    let lowest = rules.map(\.order).min()
    var services = rules.filter { $0.order == lowest }.sorted { $0.preference < $1.preference }.map(\.service)
    if services.isEmpty {
      services = usable.map { Service(name: Self.serviceName($0, host), transport: $0) }
    }
    let transport: TransportProtocol = request.isSecure ? .tls : usable.first ?? .udp
    let otherwise = Server(host: host, port: transport.defaultPort, transport: transport)
    steps = [.services(services, found: false, otherwise: otherwise)]
  }

  /// RFC 3263 §4.2. Without any SRV record the domain itself is the server.
  private mutating func receiveServices(
    _ records: [DNSRecord], _ services: [Service], _ found: Bool, _ otherwise: Server,
    _ random: inout some RandomNumberGenerator
  ) {
    guard let service = services.first else { return }
    let servers = ServiceRecords.ordered(records, random: &random).prefix(Self.maximumTargets)
    let isFound = found || records.contains { if case .service = $0.content { true } else { false } }
    let rest = Array(services.dropFirst())
    if !rest.isEmpty { steps.insert(.services(rest, found: isFound, otherwise: otherwise), at: 0) }
    // Addresses come before the next service, so that the order of the targets is the order of the services.
    let lookups = servers.map { server in
      Step.addresses(
        of: Server(host: server.host, port: server.port, transport: service.transport), families: request.families)
    }
    steps.insert(contentsOf: lookups, at: 0)
    if rest.isEmpty, !isFound { add(otherwise) }
  }

  private mutating func receiveAddresses(
    _ records: [DNSRecord], _ server: Server, _ families: [ResolutionRequest.Family]
  ) {
    for record in records {
      guard case .address(let address) = record.content else { continue }
      append(server, address: address)
    }
    let rest = Array(families.dropFirst())
    if !rest.isEmpty { steps.insert(.addresses(of: server, families: rest), at: 0) }
  }

  private mutating func add(_ server: Server) {
    steps.append(.addresses(of: server, families: request.families))
  }

  /// Takes the steps that need no question: servers that are named by an address.
  private mutating func settle() {
    while case .addresses(let server, _) = steps.first, HostPort(host: server.host, port: 0).isAddress {
      steps.removeFirst()
      append(server, address: server.host)
    }
    if found.count >= Self.maximumTargets { steps = [] }
  }

  private mutating func append(_ server: Server, address: String) {
    let isNamed = !HostPort(host: request.host, port: 0).isAddress
    let security =
      server.transport == .tls
      ? TransportSecurity(serverName: isNamed ? request.host : nil, check: request.check) : nil
    let target = Destination(
      flow: nil, transport: server.transport, address: HostPort(host: address, port: server.port), security: security)
    if !found.contains(target), found.count < Self.maximumTargets { found.append(target) }
  }

  // MARK: Transports

  private var usable: [TransportProtocol] { request.supported.filter { isUsable($0) } }

  private func isUsable(_ transport: TransportProtocol) -> Bool {
    request.supported.contains(transport) && (!request.isSecure || transport == .tls)
  }

  private static func complaint(_ request: ResolutionRequest) -> ResolutionFailure? {
    guard !request.host.isEmpty else { return .noHost("the URI") }
    let wanted = request.transport ?? (request.isSecure ? .tls : nil)
    switch wanted {
    case .ws, .wss:
      return .unsupported(
        "\(request.host) asks for a WebSocket; those are opened by their clients only, so it must register with us")
    case let transport? where !request.supported.contains(transport):
      return .unsupported("\(request.host) asks for \(transport.token), which this server does not dial")
    default: return nil
    }
  }

  private static func serviceName(_ transport: TransportProtocol, _ host: String) -> String {
    switch transport {
    case .udp: "_sip._udp." + host
    case .tcp: "_sip._tcp." + host
    case .tls: "_sips._tcp." + host
    case .ws: "_sip._ws." + host
    case .wss: "_sips._ws." + host
    }
  }

  /// The services of RFC 3263 §4.1.
  private static func transport(ofService service: String) -> TransportProtocol? {
    if service.isSameToken(as: "SIP+D2U") { return .udp }
    if service.isSameToken(as: "SIP+D2T") { return .tcp }
    if service.isSameToken(as: "SIPS+D2T") { return .tls }
    return nil
  }
}
