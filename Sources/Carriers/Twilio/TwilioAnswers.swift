import Foundation

/// The answers of Twilio's APIs, as far as an import reads them.
enum TwilioAnswer {
  struct Account: Decodable { var status: String }

  struct Sid: Decodable { var sid: String }

  struct Number: Decodable {
    struct Capabilities: Decodable { var voice: Bool? }

    var sid: String
    var phoneNumber: String
    var capabilities: Capabilities?
    var voiceReceiveMode: String?
    var trunkSid: String?
    var voiceApplicationSid: String?
  }

  struct Trunk: Decodable {
    var sid: String
    var friendlyName: String?
    var domainName: String?
    var transferMode: String?
  }

  struct Named: Decodable {
    var sid: String
    var friendlyName: String?
    var sipUrl: String?
    var username: String?
  }

  /// A page of either API: the one names the next by path, the other by address.
  struct Page: Decodable {
    struct Meta: Decodable { var nextPageUrl: String? }

    var nextPageUri: String?
    var meta: Meta?
    var incomingPhoneNumbers: [Number]?
    var trunks: [Trunk]?
    var originationUrls: [Named]?
    var credentialLists: [Named]?
    var credentials: [Named]?
    var phoneNumbers: [Sid]?

    /// The path and query of the page after this one; never a host, because ours is not to be changed by an answer.
    var next: String? {
      guard let link = nextPageUri ?? meta?.nextPageUrl, !link.isEmpty else { return nil }
      guard let scheme = link.range(of: "://") else { return link.hasPrefix("/") ? link : nil }
      let rest = link[scheme.upperBound...]
      return rest.firstIndex(of: "/").map { String(rest[$0...]) }
    }
  }

  struct Failure: Decodable {
    var code: Int?
    var message: String?
  }
}
