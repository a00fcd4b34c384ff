import AsyncHTTPClient
import Foundation
public import NIOCore
import NIOHTTP1
import NIOPosix

/// Sends requests to customers' addresses: looks the name up, checks the address, and connects to the address that was
/// checked, so that a name cannot point elsewhere between the two. Redirects are not followed.
public struct GuardedClient: OutsideSender {
  private let rules: AddressRules
  private let group: any EventLoopGroup
  private let lookUp: @Sendable (String) async -> [String]
  private let pause: @Sendable (Duration) async throws -> Void

  public init(
    rules: AddressRules, group: any EventLoopGroup,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.init(rules: rules, group: group, lookUp: NameLookup.addresses, pause: pause)
  }

  init(
    rules: AddressRules, group: any EventLoopGroup, lookUp: @escaping @Sendable (String) async -> [String],
    pause: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.rules = rules
    self.group = group
    self.lookUp = lookUp
    self.pause = pause
  }

  public func send(_ request: OutsideRequest) async -> Result<OutsideAnswer, OutsideProblem> {
    await withTaskGroup(of: Result<OutsideAnswer, OutsideProblem>.self) { race in
      race.addTask { await attempt(request) }
      race.addTask {
        try? await pause(request.timeLimit)
        return .failure(.late(request.timeLimit))
      }
      defer { race.cancelAll() }
      return await race.next() ?? .failure(.late(request.timeLimit))
    }
  }

  private func attempt(_ request: OutsideRequest) async -> Result<OutsideAnswer, OutsideProblem> {
    guard let url = URL(string: request.url), ["http", "https"].contains(url.scheme?.lowercased() ?? ""),
      let host = url.host, !host.isEmpty
    else { return .failure(.badURL) }
    let addresses = await lookUp(host.trimmingCharacters(in: ["[", "]"]))
    guard !addresses.isEmpty else { return .failure(.unknownHost(host)) }
    guard let address = addresses.first(where: rules.allows) else { return .failure(.privateAddress(host)) }
    // A client of its own: the checked address is a setting of the client.
    let client = HTTPClient(
      eventLoopGroupProvider: .shared(group), configuration: Self.configuration(for: host, at: address))
    let result = await Self.perform(request, with: client)
    try? await client.shutdown()
    return result
  }

  private static func configuration(for host: String, at address: String) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.dnsOverride[host] = address
    configuration.dnsOverride[host.lowercased()] = address
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.httpVersion = .http1Only
    return configuration
  }

  private static func perform(
    _ request: OutsideRequest, with client: HTTPClient
  ) async -> Result<OutsideAnswer, OutsideProblem> {
    var outgoing = HTTPClientRequest(url: request.url)
    outgoing.method = HTTPMethod(rawValue: request.method)
    for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
    if let body = request.body { outgoing.body = .bytes(ByteBuffer(bytes: body)) }
    do {
      let response = try await client.execute(outgoing, deadline: .distantFuture)
      var answer = OutsideAnswer(status: Int(response.status.code))
      guard request.mostAnswer > 0 else { return .success(answer) }
      for try await piece in response.body {
        let room = request.mostAnswer - answer.body.count
        answer.body += piece.readableBytesView.prefix(room)
        if piece.readableBytes > room {
          answer.isCut = true
          break
        }
      }
      return .success(answer)
    } catch {
      return .failure(.broken(reason(error)))
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as HTTPClientError: error.shortDescription
    case let error as NIOConnectionError:
      error.connectionErrors.first.map { "\($0.error)" } ?? "nobody listens at \(error.host):\(error.port)"
    default: "\(error)"
    }
  }
}
