public import Agents
public import Carriers
internal import Foundation
public import Identifiers

/// The one workspace of a ``VirtualExchange``.
extension ID<Workspace> {
  public static let office = ID(ULID(high: 1, low: 1))
}

extension Agent {
  /// Greets, and may hang up.
  public static let receptionist = Agent(
    id: ID(ULID(high: 2, low: 2)), workspace: .office, name: "Reception", prompt: "You answer the telephone.",
    firstMessage: "Hello, how can I help?", tools: [.system(.endCall)], createdAt: .distantPast,
    updatedAt: .distantPast)
}

extension Trunk {
  /// Where the office's calls go.
  public static let officeHost = "192.0.2.50"

  /// Takes calls from anywhere.
  public static let office = Trunk(
    id: ID(ULID(high: 3, low: 3)), workspace: .office, name: "office", kind: .byoc, direction: .both,
    createdAt: .distantPast, updatedAt: .distantPast)
}

extension PhoneNumber {
  /// ``VirtualExchange/number`` on the office's trunk.
  public static func office(agent: ULID?) -> PhoneNumber {
    guard let number = E164(VirtualExchange.number) else { preconditionFailure("no number") }
    return PhoneNumber(
      id: ID(ULID(high: 4, low: 4)), workspace: .office, number: number, source: .byoc, trunk: Trunk.office.id,
      agent: agent, capabilities: [.inbound, .outbound], createdAt: .distantPast, updatedAt: .distantPast)
  }
}
