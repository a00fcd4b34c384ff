import SIP

/// Writes the requests of one call as a telephone at `port` would.
struct Requests {
  var transport: String
  var port: Int
  var callID = "call-1"

  func text(
    _ method: String, branch: String, number: Int = 1, toTag: String? = nil, body: String = ""
  ) -> String {
    let tag = toTag.map { ";tag=\($0)" } ?? ""
    let type = body.isEmpty ? "" : "Content-Type: application/sdp\n"
    let parameter = transport == "TCP" ? ";transport=tcp" : ""
    return """
      \(method) sip:100@127.0.0.1 SIP/2.0
      Via: SIP/2.0/\(transport) 127.0.0.1:\(port);branch=z9hG4bK\(callID)\(branch);rport
      From: <sip:alice@127.0.0.1>;tag=a
      To: <sip:100@127.0.0.1>\(tag)
      Call-ID: \(callID)
      CSeq: \(number) \(method)
      Max-Forwards: 70
      Contact: <sip:alice@127.0.0.1:\(port)\(parameter)>
      \(type)Content-Length: \(body.utf8.count)

      \(body)
      """
  }

  /// The 200 to a request of the server's.
  static func ok(_ request: SIPRequest) -> [UInt8] {
    SIPMessage.response(SIPResponse(answering: request, 200)).serialized()
  }
}

extension SIPResponse {
  var toTag: String? { headers[.to].flatMap { NameAddress($0) }?.tag }
}
