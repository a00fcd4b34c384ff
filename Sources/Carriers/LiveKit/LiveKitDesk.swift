import Foundation
import Identifiers
import Logging

/// Buys numbers at LiveKit Cloud and gives them back: asks what ``LiveKitPlan`` decides, and writes down what is there
/// before each request.
public struct LiveKitDesk: NumberCarrier {
  private let equipment: CarrierEquipment
  private let settings: LiveKitSettings?
  private let turns = TurnQueue()

  /// - Parameter settings: nil when no project is configured.
  public init(_ equipment: CarrierEquipment, settings: LiveKitSettings?) {
    self.equipment = equipment
    self.settings = settings
  }

  /// What a number's status says, because nobody of ours is in LiveKit's rooms yet.
  public static let inServiceDetail =
    "calls arrive in rooms of the LiveKit project; this version's agents do not join them there"

  public func provision(_ number: PhoneNumber, with credentials: TwilioCredentials?) async throws -> PhoneNumber {
    guard let settings else {
      throw CarrierRefusal(
        .notConfigured,
        "livekit numbers need a LiveKit Cloud project: set TRUNKLINE_LIVEKIT_URL, TRUNKLINE_LIVEKIT_API_KEY and "
          + "TRUNKLINE_LIVEKIT_API_SECRET, and restart the server")
    }
    guard NorthAmericanAreas.isUnitedStates(number.number) else {
      throw CarrierRefusal(
        .unsuitable,
        "LiveKit has numbers of the United States only, and \(number.number) is none (Canada and the Caribbean are +1 too)"
      )
    }
    try await equipment.numbers.insert(number)
    return try await turns.run(number.number.description) {
      do {
        return try await importing(number, settings)
      } catch {
        _ = try await equipment.numbers.deleteNumber(number.id, in: number.workspace)
        throw error
      }
    }
  }

  private func importing(_ number: PhoneNumber, _ settings: LiveKitSettings) async throws -> PhoneNumber {
    var link = LiveKitLink(number, at: equipment.now())
    do {
      try await walk(&link, settings)
      var number = number
      number.status = .active
      number.statusDetail = Self.inServiceDetail
      number.capabilities = [.inbound]
      number.updatedAt = equipment.now()
      var settled = link
      settled.holdings.goal = .held
      try await equipment.links.settle(try settled.sealed(at: equipment.now()), number: number, newTrunk: nil)
      return number
    } catch {
      link.holdings.goal = .leaving
      await finish(link, settings)
      throw error
    }
  }

  public func release(_ number: PhoneNumber) async throws {
    try await turns.run(number.number.description) {
      guard var link = try await links().first(where: { $0.holdings.row == number.id }) else {
        _ = try await equipment.numbers.deleteNumber(number.id, in: number.workspace)
        return
      }
      link.holdings.goal = .leaving
      try await equipment.links.withdraw(try link.sealed(at: equipment.now()), number: number.id)
      if let settings { await finish(link, settings) }
    }
  }

  public func recover() async {
    guard let settings else { return }
    do {
      for found in try await links() where found.holdings.goal != .held {
        try await turns.run(found.holdings.number) {
          guard var link = try await links().first(where: { $0.id == found.id }), link.holdings.goal != .held else {
            return
          }
          link.holdings.goal = .leaving
          _ = try await equipment.numbers.deleteNumber(link.holdings.row, in: link.workspace)
          await finish(link, settings)
        }
      }
    } catch {
      equipment.log.error("what is left at LiveKit could not be looked at", metadata: ["error": "\(error)"])
    }
  }

  private func finish(_ link: LiveKitLink, _ settings: LiveKitSettings) async {
    var link = link
    do {
      try await walk(&link, settings)
      try await equipment.links.deleteLink(link.id)
    } catch {
      equipment.log.warning(
        "something of ours is left at LiveKit; it is taken away later",
        metadata: ["number": "\(link.holdings.number)", "why": "\(error)"])
    }
  }

  private static let mostSteps = 500

  private func walk(_ link: inout LiveKitLink, _ settings: LiveKitSettings) async throws {
    var plan = LiveKitPlan(link.holdings)
    defer { link.holdings = plan.holdings }
    for _ in 0..<Self.mostSteps {
      guard let step = plan.next() else { return }
      link.holdings = plan.holdings
      try await equipment.links.save(try link.sealed(at: equipment.now()))
      let token = LiveKitToken.administration(settings, at: equipment.now())
      let request = LiveKitRequests(settings: settings, token: token).request(for: step, of: plan.holdings)
      let response: CarrierResponse
      do { response = try await equipment.patientHTTP.send(request) } catch let silence as CarrierSilence {
        throw LiveKitSentence.silence(silence, during: step)
      }
      try plan.receive(response, to: step)
    }
    throw CarrierRefusal(.upstream, "LiveKit's answers lead nowhere; report it")
  }

  private func links() async throws -> [LiveKitLink] {
    try await equipment.links.links(to: .livekit).compactMap(LiveKitLink.init)
  }
}
