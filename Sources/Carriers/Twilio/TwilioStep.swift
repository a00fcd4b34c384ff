/// One request to Twilio and what it is for.
enum TwilioStep: Hashable, Sendable {
  case fetchAccount
  case findNumber(String, page: String?)
  case findTrunk(page: String?)
  case createTrunk
  case enableTransfers
  case readTrunk
  case findOrigination
  case createOrigination
  case pointOrigination(String)
  case findCredentialList(page: String?)
  case createCredentialList
  case findCredential
  case createCredential
  case findMapping
  case createMapping
  case attach(String)

  case detach(String)
  case restore(String)
  case findForeignNumbers
  case removeMapping
  case deleteCredential
  case deleteCredentialList
  case deleteOrigination
  case deleteTrunk

  /// What is gone already needs no removal.
  var isRemoval: Bool {
    switch self {
    case .detach, .removeMapping, .deleteCredential, .deleteCredentialList, .deleteOrigination, .deleteTrunk, .restore:
      true
    default: false
    }
  }

  /// What was being done, for a sentence.
  var purpose: String {
    switch self {
    case .fetchAccount: "reading the account"
    case .findNumber: "looking for the number"
    case .findTrunk, .readTrunk: "reading the SIP trunk"
    case .createTrunk: "making the SIP trunk"
    case .enableTransfers: "allowing call transfer on the SIP trunk"
    case .findOrigination, .createOrigination, .pointOrigination: "pointing the SIP trunk at this server"
    case .findCredentialList, .createCredentialList, .findCredential, .createCredential: "making SIP credentials"
    case .findMapping, .createMapping: "putting the SIP credentials on the trunk"
    case .attach: "putting the number on the SIP trunk"
    case .detach: "taking the number off the SIP trunk"
    case .restore: "giving the number back to the application that answered it"
    case .findForeignNumbers, .removeMapping, .deleteCredential, .deleteCredentialList, .deleteOrigination,
      .deleteTrunk:
      "taking the SIP trunk away"
    }
  }
}
