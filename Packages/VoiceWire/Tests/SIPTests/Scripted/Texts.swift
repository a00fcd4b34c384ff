import SIP

/// Parses a message written with plain line ends; what follows an empty line is the body.
func message(_ text: String) throws -> SIPMessage {
  try SIPParser().parse(wire(text))
}

func request(_ text: String) throws -> SIPRequest {
  guard case .request(let request) = try message(text) else { throw NotOfThisKind() }
  return request
}

func response(_ text: String) throws -> SIPResponse {
  guard case .response(let response) = try message(text) else { throw NotOfThisKind() }
  return response
}

struct NotOfThisKind: Error {}

/// The text as bytes, each line ended by CRLF.
func wire(_ text: String) -> [UInt8] {
  text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
}
