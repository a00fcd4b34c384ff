/// One call of LiveKit's Twirp API and what it is for.
enum LiveKitStep: Hashable, Sendable {
  case findOwned(page: String?)
  case search(page: String?)
  case findRule
  case createRule
  case purchase
  case attach(String)
  case release(String)
  case detach(String)
  case deleteRule(String)

  var purpose: String {
    switch self {
    case .findOwned: "looking for the number among those of the project"
    case .search: "looking for the number among those on offer"
    case .findRule, .createRule: "making the dispatch rule"
    case .purchase: "buying the number"
    case .attach: "putting the number on the dispatch rule"
    case .release: "giving the number back"
    case .detach: "taking the number off the dispatch rule"
    case .deleteRule: "deleting the dispatch rule"
    }
  }

  var isRemoval: Bool {
    switch self {
    case .release, .detach, .deleteRule: true
    default: false
    }
  }
}
