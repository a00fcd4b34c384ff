/// Twilio's errors in words that say what to do.
enum TwilioSentence {
  static func refusal(status: Int, _ failure: TwilioAnswer.Failure?, during step: TwilioStep) -> CarrierRefusal {
    let code = failure?.code
    let kind: CarrierRefusal.Kind = status == 401 || status == 403 ? .unauthorized : .upstream
    return CarrierRefusal(
      kind, sentence(status: status, code: code, during: step), carrierCode: code.map { "\($0)" } ?? "\(status)",
      carrierMessage: failure?.message.map { String($0.prefix(300)) })
  }

  /// For an answer that never came.
  static func silence(_ silence: CarrierSilence, during step: TwilioStep) -> CarrierRefusal {
    CarrierRefusal(
      .upstream, "Twilio could not be reached while \(step.purpose): \(silence.reason); try again in a while")
  }

  private static func sentence(status: Int, code: Int?, during step: TwilioStep) -> String {
    switch code {
    case 20008: "these are Twilio's test credentials, which own no numbers; use the live account SID and auth token"
    case 20005, 10001, 20403, 21472: "the Twilio account is suspended or closed; bring it back at Twilio"
    case 21244:
      "the Twilio account has as many SIP trunks as it may have (one on a trial account); delete one or upgrade"
    case 21248: "Twilio knows every name that was tried for the trunk's domain already; import the number again"
    case 21249: "the SIP trunk has its 10 origination URLs; delete one at Twilio"
    case 21240: "Twilio has a credential list of the same name; delete it there or import the number again"
    case 21243: "Twilio does not take the password made for the trunk; import the number again"
    case 21241, 21247: "something at Twilio still uses the SIP trunk or its credential list; take it off there first"
    case 21631: "Twilio wants an address for this number first; add one in its console"
    case 21649: "Twilio wants a regulatory bundle for this number first; complete it in its console"
    case 21634: "the number is used for emergency calling at Twilio; end that there first"
    case 21219, 21210, 32100: "a trial account of Twilio calls verified numbers only; verify the number or upgrade"
    default: sentence(status: status, during: step)
    }
  }

  private static func sentence(status: Int, during step: TwilioStep) -> String {
    switch status {
    case 401, 403:
      "Twilio did not accept the credentials while \(step.purpose): the account SID or the auth token is wrong, or the "
        + "account may not do this; copy both again from Twilio's console"
    case 404: "Twilio has no such thing (404) while \(step.purpose); import the number again"
    case 409: "something else was changed at Twilio at the same time, while \(step.purpose); import the number again"
    case 429: "Twilio refuses more requests for now, while \(step.purpose); try again in a minute"
    case 500...: "Twilio failed (\(status)) while \(step.purpose); try again in a while"
    default: "Twilio refused (\(status)) while \(step.purpose)"
    }
  }
}
