/// Writes the requests of an import (Twilio's APIs 2010-04-01 and trunking v1).
struct TwilioRequests: Sendable {
  let hosts: TwilioHosts
  let credentials: TwilioCredentials
  /// Of our calls to the trunk.
  let password: String

  func request(for step: TwilioStep, of holdings: TwilioHoldings) -> CarrierRequest {
    let trunk = "/v1/Trunks/\(holdings.trunk.id ?? "")"
    let list = "/SIP/CredentialLists/\(holdings.credentialList.id ?? "")"
    switch step {
    case .fetchAccount: return read(hosts.api + "/2010-04-01/Accounts/\(credentials.accountSID).json")
    case .findNumber(let number, let page):
      return api(.get, "/IncomingPhoneNumbers.json?PhoneNumber=\(FormBody.escaped(number))&PageSize=50", page: page)
    case .findTrunk(let page): return trunking(.get, "/v1/Trunks?PageSize=50", page: page)
    case .createTrunk:
      return trunking(
        .post, "/v1/Trunks",
        [
          ("FriendlyName", holdings.name), ("DomainName", holdings.domainWish), ("TransferMode", "enable-all"),
          ("TransferCallerId", "from-transferee"), ("Secure", "false"), ("CnamLookupEnabled", "false"),
        ])
    case .enableTransfers: return trunking(.post, trunk, [("TransferMode", "enable-all")])
    case .readTrunk: return trunking(.get, trunk)
    case .findOrigination: return trunking(.get, trunk + "/OriginationUrls?PageSize=50")
    case .createOrigination:
      return trunking(
        .post, trunk + "/OriginationUrls",
        [
          ("FriendlyName", holdings.name), ("SipUrl", holdings.origin), ("Priority", "10"), ("Weight", "10"),
          ("Enabled", "true"),
        ])
    case .pointOrigination(let sid):
      return trunking(.post, trunk + "/OriginationUrls/\(sid)", [("SipUrl", holdings.origin), ("Enabled", "true")])
    case .findCredentialList(let page): return api(.get, "/SIP/CredentialLists.json?PageSize=50", page: page)
    case .createCredentialList: return api(.post, "/SIP/CredentialLists.json", [("FriendlyName", holdings.name)])
    case .findCredential: return api(.get, list + "/Credentials.json?PageSize=50")
    case .createCredential:
      return api(.post, list + "/Credentials.json", [("Username", holdings.username), ("Password", password)])
    case .findMapping: return trunking(.get, trunk + "/CredentialLists?PageSize=50")
    case .createMapping:
      return trunking(.post, trunk + "/CredentialLists", [("CredentialListSid", holdings.credentialList.id ?? "")])
    case .attach(let number):
      return trunking(.post, trunk + "/PhoneNumbers", [("PhoneNumberSid", holdings.numbers[number]?.sid ?? "")])
    default: return undoing(step, trunk: trunk, list: list, of: holdings)
    }
  }

  private func undoing(
    _ step: TwilioStep, trunk: String, list: String, of holdings: TwilioHoldings
  ) -> CarrierRequest {
    switch step {
    case .detach(let number):
      return trunking(.delete, trunk + "/PhoneNumbers/\(holdings.numbers[number]?.sid ?? "")")
    case .restore(let number):
      let entry = holdings.numbers[number]
      return api(
        .post, "/IncomingPhoneNumbers/\(entry?.sid ?? "").json",
        [("VoiceApplicationSid", entry?.voiceApplication ?? "")])
    case .findForeignNumbers: return trunking(.get, trunk + "/PhoneNumbers?PageSize=20")
    case .removeMapping: return trunking(.delete, trunk + "/CredentialLists/\(holdings.credentialList.id ?? "")")
    case .deleteCredential: return api(.delete, list + "/Credentials/\(holdings.credential.id ?? "").json")
    case .deleteCredentialList: return api(.delete, list + ".json")
    case .deleteOrigination: return trunking(.delete, trunk + "/OriginationUrls/\(holdings.originationURL.id ?? "")")
    default: return trunking(.delete, trunk)
    }
  }

  private func api(
    _ method: CarrierRequest.Method, _ path: String, _ fields: [(String, String)] = [], page: String? = nil
  ) -> CarrierRequest {
    let url = page ?? "/2010-04-01/Accounts/\(credentials.accountSID)\(path)"
    return request(method, hosts.api + url, fields)
  }

  private func trunking(
    _ method: CarrierRequest.Method, _ path: String, _ fields: [(String, String)] = [], page: String? = nil
  ) -> CarrierRequest {
    request(method, hosts.trunking + (page ?? path), fields)
  }

  private func read(_ url: String) -> CarrierRequest { request(.get, url, []) }

  private func request(
    _ method: CarrierRequest.Method, _ url: String, _ fields: [(String, String)]
  ) -> CarrierRequest {
    CarrierRequest(
      method, url, authorization: credentials.authorization,
      contentType: fields.isEmpty ? nil : FormBody.contentType,
      body: FormBody.text(fields.map { (name: $0.0, value: $0.1) }))
  }
}

extension TwilioHoldings {
  /// The domain to be asked for.
  var domainWish: String { label + (attempt == 0 ? "" : "-\(attempt)") + ".pstn.twilio.com" }
}
