import Carriers
import Foundation
import Synchronization

/// Twilio's account, number, credential and trunk APIs in memory, with the rules that its schemas do not say. Lists come
/// one entry a page, so that whoever reads only the first page fails.
final class ScriptedTwilio: CarrierHTTP {
  static let account = "AC" + String(repeating: "a", count: 32)
  static let token = "planted-token"

  /// When the connection breaks: before the request arrives, or after it was done.
  enum Break: Hashable, Sendable { case before(Int), after(Int) }

  struct State: Sendable {
    var status = "active"
    var trunkLimit = 100
    var takenDomains: Set<String> = []
    var numbers: [String: [String: String]] = [:]
    var trunks: [String: [String: String]] = [:]
    var origins: [String: [String: String]] = [:]
    var lists: [String: [String: String]] = [:]
    var credentials: [String: [String: String]] = [:]
    var mappings: Set<[String]> = []
    var requests: [String] = []
    var broken: Break?
    var isDown = false
    /// The request that is answered with 500 and not done.
    var failing: Int?
    /// Answers, by what the request begins with.
    var refusals: [String: (status: Int, code: Int)] = [:]
    /// POSTs of TransferMode are answered and forgotten.
    var forgetsTransfers = false
    var made = 0

    var isEmpty: Bool {
      trunks.isEmpty && origins.isEmpty && lists.isEmpty && credentials.isEmpty && mappings.isEmpty
        && numbers.values.allSatisfy { $0["trunk_sid"] == "" }
    }

    mutating func sid(_ prefix: String) -> String {
      made += 1
      return prefix + String(repeating: "0", count: 28) + String(1000 + made)
    }
  }

  private let state: Mutex<State>
  /// Called when the connection breaks; from then on nothing arrives until ``State/isDown`` is false.
  let whenBroken = Mutex<(@Sendable () -> Void)?>(nil)
  var now: State { state.withLock { $0 } }

  init(numbers: [String]) {
    var state = State()
    for number in numbers {
      let sid = state.sid("PN")
      state.numbers[sid] = [
        "sid": sid, "phone_number": number, "trunk_sid": "", "voice_application_sid": "", "voice_receive_mode": "voice",
      ]
    }
    self.state = Mutex(state)
  }

  func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

  func send(_ request: CarrierRequest) async throws -> CarrierResponse {
    try state.withLock { state in
      let url = URL(string: request.url)!
      let line = "\(request.method.rawValue) \(url.path())"
      state.requests.append(line)
      if state.isDown { throw CarrierSilence(reason: "down") }
      let count = state.requests.count
      guard state.broken != .before(count) else { throw breakDown(&state) }
      if state.failing == count { return Self.refusal(500, 20500) }
      let answer = Self.answer(request, url, line, in: &state)
      guard state.broken != .after(count) else { throw breakDown(&state) }
      return answer
    }
  }

  private func breakDown(_ state: inout State) -> CarrierSilence {
    state.isDown = true
    whenBroken.withLock { $0 }?()
    return CarrierSilence(reason: "broken")
  }

  private static func answer(
    _ request: CarrierRequest, _ url: URL, _ line: String, in state: inout State
  ) -> CarrierResponse {
    let basic = "Basic " + Data("\(account):\(token)".utf8).base64EncodedString()
    guard request.authorization == basic else { return refusal(401, 20003) }
    if let refused = state.refusals.first(where: { line.hasPrefix($0.key) })?.value {
      return refusal(refused.status, refused.code)
    }
    let form = fields(request.body)
    let query = fields(url.query(percentEncoded: true) ?? "")
    guard form.isEmpty || request.contentType == "application/x-www-form-urlencoded" else { return refusal(400, 20001) }
    let path = url.path()
    if path.hasPrefix("/v1/Trunks") {
      return trunking(request.method, path.split(separator: "/").dropFirst().map(String.init), form, query, &state)
    }
    guard path.hasPrefix("/2010-04-01/Accounts/\(account)"), path.hasSuffix(".json") else { return refusal(404, 20404) }
    let rest = path.dropFirst("/2010-04-01/Accounts/\(account)".count).dropLast(5)
    return main(request.method, rest.split(separator: "/").map(String.init), form, query, &state)
  }

  private static func main(
    _ method: CarrierRequest.Method, _ path: [String], _ form: [String: String], _ query: [String: String],
    _ state: inout State
  ) -> CarrierResponse {
    switch (method, path.count) {
    case (.get, 0): return json(200, ["sid": account, "status": state.status, "auth_token": token])
    case (.get, 1) where path[0] == "IncomingPhoneNumbers":
      let part = (query["PhoneNumber"] ?? "").dropFirst()
      return page(
        "incoming_phone_numbers", state.numbers.values.filter { $0["phone_number"]!.contains(part) }, query,
        "/2010-04-01/Accounts/\(account)/IncomingPhoneNumbers.json?PhoneNumber=%2B\(part)")
    case (.post, 2) where path[0] == "IncomingPhoneNumbers":
      guard state.numbers[path[1]] != nil else { return refusal(404, 20404) }
      if let application = form["VoiceApplicationSid"] {
        guard state.numbers[path[1]]?["trunk_sid"] == "" else { return refusal(400, 21245) }
        state.numbers[path[1]]?["voice_application_sid"] = application
      }
      return json(200, state.numbers[path[1]]!)
    case (.get, 2) where path[1] == "CredentialLists":
      return page(
        "credential_lists", Array(state.lists.values), query,
        "/2010-04-01/Accounts/\(account)/SIP/CredentialLists.json?x=y")
    case (.post, 2) where path[1] == "CredentialLists":
      guard let name = form["FriendlyName"], name.count <= 64 else { return refusal(400, 21239) }
      guard !state.lists.values.contains(where: { $0["friendly_name"] == name }) else { return refusal(400, 21240) }
      let sid = state.sid("CL")
      state.lists[sid] = ["sid": sid, "friendly_name": name]
      return json(201, state.lists[sid]!)
    case (.delete, 3) where path[1] == "CredentialLists":
      guard state.lists[path[2]] != nil else { return refusal(404, 20404) }
      guard !state.mappings.contains(where: { $0[1] == path[2] }) else { return refusal(400, 21241) }
      state.lists[path[2]] = nil
      state.credentials = state.credentials.filter { $0.value["list"] != path[2] }
      return CarrierResponse(status: 204)
    default: return credentials(method, path, form, &state)
    }
  }

  private static func credentials(
    _ method: CarrierRequest.Method, _ path: [String], _ form: [String: String], _ state: inout State
  ) -> CarrierResponse {
    guard path.count >= 4, path[3] == "Credentials", state.lists[path[2]] != nil else { return refusal(404, 20404) }
    switch (method, path.count) {
    case (.get, 4):
      return page("credentials", state.credentials.values.filter { $0["list"] == path[2] }, [:], "")
    case (.post, 4):
      guard let user = form["Username"], user.count <= 32 else { return refusal(400, 21242) }
      let password = form["Password"] ?? ""
      let isStrong =
        password.count >= 12 && password.contains(where: \.isNumber) && password.contains(where: \.isUppercase)
        && password.contains(where: \.isLowercase)
      guard isStrong else { return refusal(400, 21243) }
      let sid = state.sid("CR")
      state.credentials[sid] = ["sid": sid, "username": user, "list": path[2], "secret": password]
      return json(201, ["sid": sid, "username": user])
    case (.delete, 5):
      guard state.credentials.removeValue(forKey: path[4]) != nil else { return refusal(404, 20404) }
      return CarrierResponse(status: 204)
    default: return refusal(404, 20404)
    }
  }

  private static func trunking(
    _ method: CarrierRequest.Method, _ path: [String], _ form: [String: String], _ query: [String: String],
    _ state: inout State
  ) -> CarrierResponse {
    if path.count == 1 {
      guard method == .post else {
        return page("trunks", Array(state.trunks.values), query, "https://trunking.twilio.com/v1/Trunks?x=y")
      }
      guard (form["FriendlyName"] ?? "").count <= 64, let domain = form["DomainName"],
        domain.hasSuffix(".pstn.twilio.com")
      else { return refusal(400, 21245) }
      guard state.trunks.count < state.trunkLimit else { return refusal(400, 21244) }
      guard !state.takenDomains.contains(domain) else { return refusal(400, 21248) }
      let sid = state.sid("TK")
      state.takenDomains.insert(domain)
      state.trunks[sid] = [
        "sid": sid, "friendly_name": form["FriendlyName"] ?? "", "domain_name": domain,
        "transfer_mode": state.forgetsTransfers ? "disable-all" : form["TransferMode"] ?? "disable-all",
      ]
      return json(201, state.trunks[sid]!)
    }
    let trunk = path[1]
    guard state.trunks[trunk] != nil else { return refusal(404, 20404) }
    guard path.count == 2 else { return parts(method, trunk, Array(path.dropFirst(2)), form, &state) }
    switch method {
    case .get: break
    case .post: if !state.forgetsTransfers { state.trunks[trunk]?["transfer_mode"] = form["TransferMode"] }
    case .delete:
      state.trunks[trunk] = nil
      state.origins = state.origins.filter { $0.value["trunk"] != trunk }
      state.mappings = state.mappings.filter { $0[0] != trunk }
      for (sid, number) in state.numbers where number["trunk_sid"] == trunk { state.numbers[sid]?["trunk_sid"] = "" }
      return CarrierResponse(status: 204)
    }
    return json(200, state.trunks[trunk]!)
  }

  private static func parts(
    _ method: CarrierRequest.Method, _ trunk: String, _ path: [String], _ form: [String: String], _ state: inout State
  ) -> CarrierResponse {
    switch (path[0], method, path.count) {
    case ("OriginationUrls", .get, 1):
      return page("origination_urls", state.origins.values.filter { $0["trunk"] == trunk }, [:], "")
    case ("OriginationUrls", .post, 1):
      let needed = ["FriendlyName", "SipUrl", "Priority", "Weight", "Enabled"]
      guard needed.allSatisfy({ form[$0] != nil }), form["SipUrl"]!.hasPrefix("sip:") else {
        return refusal(400, 21245)
      }
      let sid = state.sid("OU")
      state.origins[sid] = [
        "sid": sid, "friendly_name": form["FriendlyName"]!, "sip_url": form["SipUrl"]!, "trunk": trunk,
      ]
      return json(201, state.origins[sid]!)
    case ("OriginationUrls", .post, 2):
      state.origins[path[1]]?["sip_url"] = form["SipUrl"]
      return state.origins[path[1]].map { json(200, $0) } ?? refusal(404, 20404)
    case ("OriginationUrls", .delete, 2):
      return state.origins.removeValue(forKey: path[1]) == nil ? refusal(404, 20404) : CarrierResponse(status: 204)
    case ("CredentialLists", .get, 1):
      return page(
        "credential_lists", state.mappings.filter { $0[0] == trunk }.compactMap { state.lists[$0[1]] }, [:], "")
    case ("CredentialLists", .post, 1):
      guard let list = form["CredentialListSid"], state.lists[list] != nil else { return refusal(404, 20404) }
      guard state.mappings.insert([trunk, list]).inserted else { return refusal(400, 21245) }
      return json(201, state.lists[list]!)
    case ("CredentialLists", .delete, 2):
      return state.mappings.remove([trunk, path[1]]) == nil ? refusal(404, 20404) : CarrierResponse(status: 204)
    case ("PhoneNumbers", .get, 1):
      return page("phone_numbers", state.numbers.values.filter { $0["trunk_sid"] == trunk }, [:], "")
    case ("PhoneNumbers", .post, 1):
      guard let sid = form["PhoneNumberSid"], state.numbers[sid] != nil else { return refusal(404, 20404) }
      state.numbers[sid]?["trunk_sid"] = trunk
      state.numbers[sid]?["voice_application_sid"] = ""
      return json(201, state.numbers[sid]!)
    case ("PhoneNumbers", .delete, 2):
      guard state.numbers[path[1]]?["trunk_sid"] == trunk else { return refusal(404, 20404) }
      state.numbers[path[1]]?["trunk_sid"] = ""
      return CarrierResponse(status: 204)
    default: return refusal(404, 20404)
    }
  }

  private static func page(
    _ key: String, _ entries: [[String: String]], _ query: [String: String], _ next: String
  ) -> CarrierResponse {
    let sorted = entries.sorted { $0["sid"]! < $1["sid"]! }
    guard !next.isEmpty else { return json(200, [key: sorted]) }
    let index = query["Page"].flatMap { Int($0) } ?? 0
    let link = index + 1 < sorted.count ? "\(next)&Page=\(index + 1)" : ""
    let shown = index < sorted.count ? [sorted[index]] : []
    return link.hasPrefix("https")
      ? json(200, [key: shown, "meta": ["next_page_url": link]]) : json(200, [key: shown, "next_page_uri": link])
  }

  private static func fields(_ text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        String($0).removingPercentEncoding!
      }
      fields[halves[0]] = halves[1]
    }
    return fields
  }

  private static func json(_ status: Int, _ value: Any) -> CarrierResponse {
    CarrierResponse(status: status, body: Array(try! JSONSerialization.data(withJSONObject: value)))
  }

  private static func refusal(_ status: Int, _ code: Int) -> CarrierResponse {
    json(status, ["code": code, "message": "said \(code)", "more_info": "", "status": status])
  }
}
