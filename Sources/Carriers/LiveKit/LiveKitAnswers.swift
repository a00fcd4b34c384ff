/// LiveKit's answers, as far as an import reads them (proto3 JSON with the names of the proto).
enum LiveKitAnswer {
  struct Number: Decodable {
    var id: String?
    var e164Format: String?
    var status: String?
    var sipDispatchRuleIds: [String]?
  }

  struct Numbers: Decodable {
    struct Page: Decodable { var token: String? }

    var items: [Number]?
    var phoneNumbers: [Number]?
    var nextPageToken: Page?

    var next: String? { nextPageToken?.token.flatMap { $0.isEmpty ? nil : $0 } }
  }

  struct Rule: Decodable {
    var sipDispatchRuleId: String?
    var name: String?
  }

  struct Rules: Decodable { var items: [Rule]? }

  struct Failure: Decodable {
    var code: String?
    var msg: String?
  }
}
