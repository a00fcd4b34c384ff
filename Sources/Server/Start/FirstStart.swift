import Agents
import Carriers
import Exchange
import Foundation
import HTTPAPI
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
      if let bootstrapKey, try await access.key(hash: BearerKey(bootstrapKey).hash) == nil {
        try await access.insert(key(bootstrapKey, name: "bootstrap", in: workspace.id))
      }
      return Outcome(newKey: nil, demoNumber: try await demoNumber(in: workspace.id))
    }
    let workspace = Workspace(id: ids.make(), name: "default")
    try await access.insert(workspace)
    let made = try await makeDemo(in: workspace.id)
    let secret = bootstrapKey ?? BearerKey.random().secret
    // Last, so that a start that was cut short does not leave a key that nobody saw.
    try await access.insert(key(secret, name: "first key", in: workspace.id))
    return Outcome(newKey: secret, demoNumber: made)
  }

  private func key(_ secret: String, name: String, in workspace: ID<Workspace>) -> APIKey {
    let bearer = BearerKey(secret)
    return APIKey(
      id: ids.make(), workspace: workspace, name: name, hash: bearer.hash, hint: bearer.hint, createdAt: now)
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
