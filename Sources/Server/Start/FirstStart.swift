import Agents
import Carriers
import Crypto
import Exchange
import Foundation
import Identifiers

/// Makes, on the first start, what a newcomer needs to hear the first word: a workspace, a key, a trunk that takes
/// calls from this machine and the private network, a demo agent and a demo number. Later starts only find it.
struct FirstStart: Sendable {
  let access: any AccessStore
  let agents: any AgentStore
  let trunks: any TrunkStore
  let numbers: any NumberStore
  let ids: IDSource
  let now: Date

  struct Outcome: Sendable {
    /// The whole key, only when it was made by this start.
    var newKey: String?
    /// Nil when the demo number was deleted.
    var demoNumber: PhoneNumber?
  }

  /// - Parameter bootstrapKey: made instead of a random one; also added to a store that lacks it.
  func run(bootstrapKey: String?) async throws -> Outcome {
    if let workspace = try await access.workspaces().first {
      if let bootstrapKey, try await access.key(hash: Self.hash(bootstrapKey)) == nil {
        try await access.insert(key(bootstrapKey, name: "bootstrap", in: workspace.id))
      }
      return Outcome(newKey: nil, demoNumber: try await demoNumber(in: workspace.id))
    }
    let workspace = Workspace(id: ids.make(), name: "default")
    try await access.insert(workspace)
    let made = try await makeDemo(in: workspace.id)
    let secret = bootstrapKey ?? Self.randomKey()
    // Last, so that a start that was cut short does not leave a key that nobody saw.
    try await access.insert(key(secret, name: "first key", in: workspace.id))
    return Outcome(newKey: secret, demoNumber: made)
  }

  /// SHA-256, lower-case hexadecimal.
  static func hash(_ key: String) -> String {
    SHA256.hash(data: Data(key.utf8)).map { byte in
      let hex = String(byte, radix: 16)
      return hex.count == 1 ? "0" + hex : hex
    }.joined()
  }

  /// `sk_` and 40 random characters: 238 bits.
  static func randomKey() -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    var generator = SystemRandomNumberGenerator()
    return "sk_" + String((0..<40).compactMap { _ in alphabet.randomElement(using: &generator) })
  }

  private func key(_ secret: String, name: String, in workspace: ID<Workspace>) -> APIKey {
    APIKey(
      id: ids.make(), workspace: workspace, name: name, hash: Self.hash(secret), hint: String(secret.prefix(7)),
      createdAt: now)
  }

  private func demoNumber(in workspace: ID<Workspace>) async throws -> PhoneNumber? {
    let page = try await numbers.numbers(in: workspace, filter: NumberFilter(), page: PageRequest(limit: 200))
    return page.elements.first { $0.number == Demo.number }
  }

  private func makeDemo(in workspace: ID<Workspace>) async throws -> PhoneNumber {
    let agent = Agent(
      id: ids.make(), workspace: workspace, name: "Demo front desk", prompt: Demo.prompt,
      firstMessage: Demo.firstMessage, savesRecording: true, tools: [.system(.endCall)], createdAt: now,
      updatedAt: now)
    try await agents.insert(agent)
    let trunk = Trunk(
      id: ids.make(), workspace: workspace, name: "This machine and its network", kind: .byoc, direction: .inbound,
      allowedAddresses: Demo.allowedAddresses.compactMap { AddressRange($0) }, createdAt: now, updatedAt: now)
    try await trunks.insert(trunk)
    let number = PhoneNumber(
      id: ids.make(), workspace: workspace, number: Demo.number, source: .byoc, label: "Demo", trunk: trunk.id,
      agent: agent.id.ulid, capabilities: [.inbound], createdAt: now, updatedAt: now)
    try await numbers.insert(number)
    return number
  }
}
