import Carriers
import Foundation
import Identifiers
import Logging
import Synchronization
import Testing
import WireTesting

/// LiveKit Cloud in memory: numbers on offer, those of the project, and dispatch rules.
private final class ScriptedLiveKit: CarrierHTTP {
  struct State {
    var offered = ["+14155550001", "+14155550002"]
    var owned: [String: String] = [:]
    var rules: [String: String] = [:]
    /// Rule by number.
    var attached: [String: String] = [:]
    var requests: [String] = []
    var brokenAt: Int?
    var isDown = false
    var whenBroken: (@Sendable () -> Void)?
  }

  let state = Mutex(State())
  var isEmpty: Bool { state.withLock { $0.owned.isEmpty && $0.rules.isEmpty } }

  func send(_ request: CarrierRequest) async throws -> CarrierResponse {
    try state.withLock { state in
      let method = request.url.split(separator: ".").last.map(String.init) ?? ""
      state.requests.append(method)
      guard !state.isDown else { throw CarrierSilence(reason: "down") }
      let wish = try JSONDecoder().decode(JSONValue.self, from: Data(request.body.utf8))
      let answer = Self.answer(method, wish, &state)
      if state.requests.count == state.brokenAt {
        state.isDown = true
        state.whenBroken?()
        throw CarrierSilence(reason: "broken")
      }
      return answer
    }
  }

  private static func answer(_ method: String, _ wish: JSONValue, _ state: inout State) -> CarrierResponse {
    switch method {
    case "PhoneNumberService/ListPhoneNumbers":
      return json([
        "items": .array(
          state.owned.map { number, id in
            [
              "id": .string(id), "e164_format": .string(number), "status": "PHONE_NUMBER_STATUS_ACTIVE",
              "sip_dispatch_rule_ids": .array(state.attached[number].map { [.string($0)] } ?? []),
            ]
          })
      ])
    case "PhoneNumberService/SearchPhoneNumbers":
      return json(["items": .array(state.offered.map { ["e164_format": .string($0)] })])
    case "PhoneNumberService/PurchasePhoneNumber":
      guard case .array(let numbers)? = wish["phone_numbers"], let number = numbers.first?.stringValue,
        state.offered.contains(number)
      else { return CarrierResponse(status: 404, body: Array(#"{"code":"not_found","msg":"no"}"#.utf8)) }
      state.offered.removeAll { $0 == number }
      state.owned[number] = "PN_\(number.suffix(4))"
      state.attached[number] = wish["sip_dispatch_rule_id"]?.stringValue
      return json(["phone_numbers": [["id": .string("PN_\(number.suffix(4))"), "e164_format": .string(number)]]])
    case "PhoneNumberService/ReleasePhoneNumbers":
      guard case .array(let ids)? = wish["ids"] else { return CarrierResponse(status: 400) }
      for (number, id) in state.owned where ids.contains(.string(id)) {
        (state.owned[number], state.attached[number]) = (nil, nil)
        state.offered.append(number)
      }
      return json([:])
    case "PhoneNumberService/UpdatePhoneNumber":
      for (number, id) in state.owned where wish["id"]?.stringValue == id {
        let rule = wish["sip_dispatch_rule_id"]?.stringValue ?? ""
        state.attached[number] = rule.isEmpty ? nil : rule
      }
      return json([:])
    case "SIP/ListSIPDispatchRule":
      return json([
        "items": .array(state.rules.map { ["sip_dispatch_rule_id": .string($0.key), "name": .string($0.value)] })
      ])
    case "SIP/CreateSIPDispatchRule":
      let id = "SDR_\(state.requests.count)"
      state.rules[id] = wish["dispatch_rule"]?["name"]?.stringValue
      return json(["sip_dispatch_rule_id": .string(id)])
    case "SIP/DeleteSIPDispatchRule":
      state.rules[wish["sip_dispatch_rule_id"]?.stringValue ?? ""] = nil
      return json([:])
    default: return CarrierResponse(status: 404)
    }
  }

  private static func json(_ value: JSONValue) -> CarrierResponse {
    CarrierResponse(status: 200, body: Array((try? JSONEncoder().encode(value)) ?? Data()))
  }
}

struct LiveKitDeskTests {
  private let cloud = ScriptedLiveKit()
  private let store = MemoryCarrierStore()
  private static let settings = LiveKitSettings(url: "wss://p.livekit.cloud/", apiKey: "APIkey", apiSecret: "secret")

  private func desk(_ settings: LiveKitSettings? = settings) -> LiveKitDesk {
    LiveKitDesk(
      CarrierEquipment(
        http: cloud, links: store, numbers: store, trunks: store, ids: IDSource { ULID(high: 0, low: 9) },
        now: { Date(timeIntervalSince1970: 1_800_000_000) }, pause: { _ in },
        log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }), settings: settings)
  }

  private func importNumber(_ e164: String = "+14155550001", by desk: LiveKitDesk? = nil) async throws -> PhoneNumber {
    let draft = NumberDraft(e164: e164, source: .livekit)
    let number = try draft.provisioningNumber(
      id: ID(ULID(high: 0, low: 5)), in: ID(ULID(high: 0, low: 1)), at: Date(timeIntervalSince1970: 1))
    return try await (desk ?? self.desk()).provision(number, with: nil)
  }

  private func refusal(_ e164: String, by desk: LiveKitDesk? = nil) async throws -> CarrierRefusal? {
    do {
      _ = try await importNumber(e164, by: desk)
      return nil
    } catch let refusal as CarrierRefusal { return refusal }
  }

  @Test func `a number is bought last, hangs on a rule of its own, takes calls only, and says who does not answer`()
    async throws
  {
    let number = try await importNumber()
    #expect(number.status == .active)
    #expect(number.capabilities == [.inbound])
    #expect(number.statusDetail == LiveKitDesk.inServiceDetail)
    #expect(cloud.state.withLock { $0.requests.last } == "PhoneNumberService/PurchasePhoneNumber")
    #expect(cloud.state.withLock { $0.attached["+14155550001"] == $0.rules.keys.first })
    try await desk().release(number)
    #expect(cloud.isEmpty)
    #expect(store.now.links.isEmpty && store.now.numbers.isEmpty)
  }

  @Test func `a number that the project had before is used, and kept when it is deleted here`() async throws {
    cloud.state.withLock { $0.owned["+14155550009"] = "PN_9" }
    let number = try await importNumber("+14155550009")
    #expect(cloud.state.withLock { $0.attached["+14155550009"] } != nil)
    try await desk().release(number)
    #expect(cloud.state.withLock { $0.owned.count } == 1)
    #expect(cloud.state.withLock { $0.attached.isEmpty && $0.rules.isEmpty })
  }

  @Test(arguments: ["+14165550123", "+18765550123", "+17875550123", "+442071838750", "+19005550123"])
  func `Canada, the Caribbean, territories, premium numbers and other countries are not the United States`(
    number: String
  ) async throws {
    #expect(try await refusal(number)?.kind == .unsuitable)
    #expect(cloud.state.withLock { $0.requests.isEmpty })
  }

  @Test func `without a project its keys are named, and a number that is not offered names others`() async throws {
    #expect(try await refusal("+14155550001", by: desk(nil))?.message.contains("TRUNKLINE_LIVEKIT_API_SECRET") == true)
    #expect(try await refusal("+14155550007")?.message.contains("+14155550001") == true)
    #expect(cloud.isEmpty && store.now.numbers.isEmpty && store.now.links.isEmpty)
  }

  @Test(arguments: 1...5)
  func `a kill at any request of an import leaves nothing after the next start`(request: Int) async throws {
    let store = store
    cloud.state.withLock {
      $0.brokenAt = request
      $0.whenBroken = { store.freeze() }
    }
    _ = try? await importNumber()
    #expect(cloud.state.withLock { $0.isDown })
    store.thaw()
    cloud.state.withLock { ($0.isDown, $0.brokenAt) = (false, nil) }
    _ = try await store.forgetProvisioningNumbers()
    await desk().recover()
    #expect(cloud.isEmpty)
    #expect(store.now.links.isEmpty && store.now.numbers.isEmpty)
  }

  /// Made by Python's hmac for the same claims.
  @Test(.rfc(7515, "3.1"))
  func `a token is the claims signed with HMAC-SHA256`() {
    let token = LiveKitToken.administration(Self.settings, at: Date(timeIntervalSince1970: 1_800_000_000))
    #expect(
      token == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
        + "eyJleHAiOjE4MDAwMDA2MDAsImlzcyI6IkFQSWtleSIsIm5iZiI6MTc5OTk5OTk5MCwic2lwIjp7ImFkbWluIjp0cnVlfSwic3ViIjoidHJ1"
        + "bmtsaW5lIn0.lIeiHyZyR5EG0bWOk5k4X2NX0GjI0o9ZiDjmVVFgV50")
  }
}
