import Carriers
import Hummingbird
import Identifiers

extension APIError {
  /// A carrier's refusal: 502 when the carrier said no, 422 and 409 when it was not even asked for more.
  init(_ refusal: CarrierRefusal) {
    var details: [String: JSONValue] = [:]
    if let code = refusal.carrierCode { details["carrier_code"] = .string(code) }
    if let message = refusal.carrierMessage { details["carrier_message"] = .string(message) }
    switch refusal.kind {
    case .upstream, .unauthorized:
      self.init(status: .badGateway, code: "upstream_failure", message: refusal.message, details: details)
    case .unsuitable:
      self.init(
        status: .unprocessableContent, code: "number_not_available", message: refusal.message, details: details)
    case .conflict: self.init(status: .conflict, code: "conflict", message: refusal.message, details: details)
    case .notConfigured:
      self.init(
        status: .unprocessableContent, code: "carrier_not_configured", message: refusal.message, details: details)
    }
  }
}
