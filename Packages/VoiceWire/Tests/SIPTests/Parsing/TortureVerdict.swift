/// What RFC 4475 says must, or may, be done with one of its messages.
struct TortureVerdict: Sendable {
  enum Demand: Hashable, Sendable {
    /// Well-formed: it is parsed, and no 400 is said to it.
    case understood
    /// Refused, with one of these.
    case refused(Set<Int>)
    /// Refused with one of these, or understood by an element that is liberal in what it accepts.
    case refusedOrForgiven(Set<Int>)
    /// A response that is thrown away.
    case discarded
  }

  var section: String
  var demand: Demand
  /// What the section is about.
  var subject: String

  init(_ section: String, _ demand: Demand, _ subject: String) {
    self.section = section
    self.demand = demand
    self.subject = subject
  }

  /// Of each message, by its name.
  static let all: [String: TortureVerdict] = [
    // Valid.
    "wsinv": .init("3.1.1.1", .understood, "spaces and folding everywhere"),
    "intmeth": .init("3.1.1.2", .understood, "every character that is allowed"),
    "esc01": .init("3.1.1.3", .understood, "escapes in URIs"),
    "escnull": .init("3.1.1.4", .understood, "an escaped NUL"),
    "esc02": .init("3.1.1.5", .understood, "a percent sign that escapes nothing"),
    "lwsdisp": .init("3.1.1.6", .understood, "no space between display name and bracket"),
    "longreq": .init("3.1.1.7", .understood, "long values"),
    "dblreq": .init("3.1.1.8", .understood, "more octets in the datagram than the message has"),
    "semiuri": .init("3.1.1.9", .understood, "parameters in the user part"),
    "transports": .init("3.1.1.10", .understood, "transports that nobody knows"),
    "mpart01": .init("3.1.1.11", .understood, "a body of several parts with zeros in it"),
    "unreason": .init("3.1.1.12", .discarded, "a reason phrase in another script"),
    "noreason": .init("3.1.1.13", .discarded, "no reason phrase"),
    // Invalid.
    "badinv01": .init("3.1.2.1", .refused([400]), "separators without anything between them"),
    "clerr": .init("3.1.2.2", .refused([400]), "a body shorter than Content-Length"),
    "ncl": .init("3.1.2.3", .refused([400]), "a negative Content-Length"),
    "scalar02": .init("3.1.2.4", .refused([400]), "numbers too large, in a request"),
    "scalarlg": .init("3.1.2.5", .discarded, "numbers too large, in a response"),
    "quotbal": .init("3.1.2.6", .refusedOrForgiven([400]), "a quotation that does not end"),
    "ltgtruri": .init("3.1.2.7", .refused([400]), "angle brackets around the Request-URI"),
    "lwsruri": .init("3.1.2.8", .refusedOrForgiven([400]), "a space inside the Request-URI"),
    "lwsstart": .init("3.1.2.9", .refusedOrForgiven([400]), "several spaces in the start line"),
    "trws": .init("3.1.2.10", .refusedOrForgiven([400]), "spaces at the end of the start line"),
    "escruri": .init("3.1.2.11", .refusedOrForgiven([400]), "headers in the Request-URI"),
    "baddate": .init("3.1.2.12", .refusedOrForgiven([400]), "a time zone other than GMT"),
    "regbadct": .init("3.1.2.13", .refusedOrForgiven([400]), "a Contact that needs brackets"),
    "badaspec": .init("3.1.2.14", .refusedOrForgiven([400]), "spaces inside an address"),
    "baddn": .init("3.1.2.15", .refusedOrForgiven([400]), "a display name that needs quotes"),
    "badvers": .init("3.1.2.16", .refused([505]), "a version nobody speaks"),
    "mismatch01": .init("3.1.2.17", .refused([400]), "a CSeq of another method"),
    "mismatch02": .init("3.1.2.18", .refused([400, 501]), "a CSeq of another method than the unknown one"),
    "bigcode": .init("3.1.2.19", .discarded, "a status beyond 699"),
    // Transactions and applications.
    "badbranch": .init("3.2.1", .understood, "a branch that is nothing but the cookie"),
    "insuf": .init("3.3.1", .refused([400]), "no Call-ID, From or To"),
    "unkscm": .init("3.3.2", .refused([416]), "a Request-URI of an unknown scheme"),
    "novelsc": .init("3.3.3", .refused([416]), "a Request-URI of a scheme for other things"),
    "unksm2": .init("3.3.4", .understood, "other schemes in To, From and Contact"),
    "bext01": .init("3.3.5", .refused([420]), "extensions nobody has"),
    "invut": .init("3.3.6", .refused([415]), "a body of a type nobody knows"),
    "regaut01": .init("3.3.7", .understood, "credentials of a scheme nobody knows"),
    "multi01": .init("3.3.8", .refused([400]), "several values where one belongs"),
    "mcl01": .init("3.3.9", .refused([400]), "two lengths that differ"),
    "bcast": .init("3.3.10", .discarded, "a response whose next hop is everybody"),
    "zeromf": .init("3.3.11", .understood, "Max-Forwards of zero, which only a proxy heeds"),
    "cparam01": .init("3.3.12", .understood, "a parameter of the Contact"),
    "cparam02": .init("3.3.13", .understood, "a parameter of the URI in the Contact"),
    "regescrt": .init("3.3.14", .understood, "a header inside the URI of the Contact"),
    "sdp01": .init("3.3.15", .refused([406]), "an answer wanted in a type nobody makes"),
    "inv2543": .init("3.3.16", .understood, "an INVITE of RFC 2543"),
  ]
}
