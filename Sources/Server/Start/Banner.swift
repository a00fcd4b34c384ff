import Carriers
import Foundation

/// What a start prints: where the server listens, what to dial, a first request, and what to connect next.
struct Banner {
  var http: String
  var sip: [String]
  /// The address a softphone dials, host and port.
  var dialAddress: String
  var media: String
  var number: PhoneNumber?
  /// Shown once, at the start that made it.
  var newKey: String?
  var languageModel: String
  var hasLanguageModel: Bool
  var warnings: [String]
  var dataDirectory: String

  var text: String {
    var lines = ["", "Trunkline is running.", ""]
    lines.append("  API and console   \(http)/")
    lines.append("  SIP               \(sip.joined(separator: ", "))")
    lines.append("  Media             \(media)")
    lines.append("  Data              \(dataDirectory)")
    lines.append("")
    if let number {
      lines.append("  Dial              sip:\(number.number)@\(dialAddress)")
    } else {
      lines.append("  Dial              import a number first: POST \(http)/v1/phone-numbers")
    }
    if let newKey {
      lines.append("  API key           \(newKey)")
      lines.append("                    shown this once; only its hash is kept")
    } else {
      lines.append("  API key           made at the first start; for another: trunkline keys create")
    }
    let key = newKey ?? "$TRUNKLINE_API_KEY"
    lines.append("  Try               curl -H \"Authorization: Bearer \(key)\" \(http)/v1/conversations")
    lines.append("")
    lines.append("  Language model    \(languageModel)")
    if !hasLanguageModel {
      lines.append("                    for a real one: TRUNKLINE_LLM_BASE_URL=https://api.openai.com/v1 \\")
      lines.append("                    TRUNKLINE_LLM_API_KEY=… TRUNKLINE_LLM_MODEL=gpt-4o-mini, or make run LLM=local")
    }
    for warning in warnings { lines.append("  Note              \(warning)") }
    lines.append("")
    return lines.joined(separator: "\n")
  }
}
