/// LiveKit's errors in words that say what to do.
enum LiveKitSentence {
  static func refusal(
    status: Int, _ failure: LiveKitAnswer.Failure?, during step: LiveKitStep
  ) -> CarrierRefusal {
    CarrierRefusal(
      status == 401 || status == 403 ? .unauthorized : .upstream, sentence(status, failure?.code, step),
      carrierCode: failure?.code ?? "\(status)", carrierMessage: failure?.msg.map { String($0.prefix(300)) })
  }

  static func silence(_ silence: CarrierSilence, during step: LiveKitStep) -> CarrierRefusal {
    CarrierRefusal(
      .upstream, "LiveKit could not be reached while \(step.purpose): \(silence.reason); check TRUNKLINE_LIVEKIT_URL")
  }

  private static func sentence(_ status: Int, _ code: String?, _ step: LiveKitStep) -> String {
    switch (status, code) {
    case (401, _), (403, _):
      "LiveKit did not accept the key while \(step.purpose); check TRUNKLINE_LIVEKIT_API_KEY and "
        + "TRUNKLINE_LIVEKIT_API_SECRET"
    case (404, "bad_route"), (404, nil):
      "this LiveKit has no phone numbers: only LiveKit Cloud sells them; check TRUNKLINE_LIVEKIT_URL"
    case (_, "resource_exhausted"):
      "the LiveKit project has as many numbers as it may have; give one back or raise its plan"
    case (500..., _): "LiveKit failed (\(status)) while \(step.purpose); try again in a while"
    default: "LiveKit refused (\(code ?? "\(status)")) while \(step.purpose)"
    }
  }
}
