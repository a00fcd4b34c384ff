import Foundation
import Identifiers

/// Writes the Twirp requests of an import.
struct LiveKitRequests: Sendable {
  let settings: LiveKitSettings
  let token: String

  func request(for step: LiveKitStep, of holdings: LiveKitHoldings) -> CarrierRequest {
    switch step {
    case .findOwned(let page): return call("PhoneNumberService/ListPhoneNumbers", paged(["limit": 50], page))
    case .search(let page):
      let area = String(holdings.number.dropFirst(2).prefix(3))
      return call(
        "PhoneNumberService/SearchPhoneNumbers",
        paged(["country_code": "US", "area_code": .string(area), "limit": 50], page))
    case .findRule: return call("SIP/ListSIPDispatchRule", [:])
    case .createRule:
      return call(
        "SIP/CreateSIPDispatchRule",
        [
          "dispatch_rule": [
            "name": .string(holdings.name), "numbers": [.string(holdings.number)],
            "rule": ["dispatch_rule_callee": ["room_prefix": "trunkline", "randomize": true]],
          ]
        ])
    case .purchase:
      return call(
        "PhoneNumberService/PurchasePhoneNumber",
        ["phone_numbers": [.string(holdings.number)], "sip_dispatch_rule_id": .string(holdings.rule.id ?? "")])
    case .attach(let id):
      return call(
        "PhoneNumberService/UpdatePhoneNumber",
        ["id": .string(id), "sip_dispatch_rule_id": .string(holdings.rule.id ?? "")])
    case .release(let id): return call("PhoneNumberService/ReleasePhoneNumbers", ["ids": [.string(id)]])
    case .detach(let id):
      return call("PhoneNumberService/UpdatePhoneNumber", ["id": .string(id), "sip_dispatch_rule_id": ""])
    case .deleteRule(let id): return call("SIP/DeleteSIPDispatchRule", ["sip_dispatch_rule_id": .string(id)])
    }
  }

  private func paged(_ members: [String: JSONValue], _ page: String?) -> [String: JSONValue] {
    guard let page else { return members }
    return members.merging(["page_token": ["token": .string(page)]]) { $1 }
  }

  private func call(_ method: String, _ members: [String: JSONValue]) -> CarrierRequest {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body = (try? encoder.encode(JSONValue.object(members))).map { String(decoding: $0, as: UTF8.self) }
    return CarrierRequest(
      .post, "\(settings.httpURL)/twirp/livekit.\(method)", authorization: "Bearer \(token)",
      contentType: "application/json", body: body ?? "{}")
  }
}
