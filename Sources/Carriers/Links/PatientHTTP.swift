/// Asks again, after a growing gap, when a carrier answers 429: such a request was not processed.
struct PatientHTTP: Sendable {
  let http: any CarrierHTTP
  let pause: @Sendable (Duration) async throws -> Void

  private static let gaps: [Duration] = [.seconds(1), .seconds(2), .seconds(4)]

  func send(_ request: CarrierRequest) async throws -> CarrierResponse {
    for gap in Self.gaps {
      let response = try await http.send(request)
      guard response.status == 429 else { return response }
      try await pause(gap)
    }
    return try await http.send(request)
  }
}
