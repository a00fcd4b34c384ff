/// One call on this node: its dialog and where it stands (RFC 3261 §13, §14, §15).
struct Leg: Sendable {
  enum Stage: Sendable {
    /// The peer's INVITE has no final response.
    case incoming(IncomingInvite)
    /// 200 was sent, no ACK came. `hangUp` holds the headers of the BYE to send as soon as that is allowed.
    case answered(Unacknowledged, hangUp: SIPHeaders?)
    /// Our INVITE has no final response.
    case outgoing(OutgoingInvite)
    /// The 2xx to our INVITE made the offer; the ACK waits for our answer.
    case accepted(AcceptedOffer)
    case established
    /// BYE was sent; leaves on its final response or failure, with this for the product, or with nothing when the product
    /// was told at once.
    case leaving(EndCause?)
  }

  enum Reoffer: Sendable {
    case none
    /// Waits for the product.
    case pending(SIPRequest, ServerTransactionKey, Destination)
    /// A re-INVITE got its 200 and waits for the ACK.
    case answered(Unacknowledged)
  }

  let id: LegID
  /// Nil for a call of ours.
  let received: ReceivedInvite?
  var flow: Flow
  /// The way the call came or was placed; what later destinations do not say themselves, they take from here.
  var way: Destination
  /// Where else our INVITE may go.
  var otherWays = OutgoingWays([])
  /// True when the peer sits behind address translation, so that its Contact leads nowhere.
  var isTranslated: Bool
  var dialog: Dialog
  var stage: Stage
  var reoffer: Reoffer = .none
  var reinvitation = Reinvitation()
  var timer: SessionTimer?
  /// The transfer that we asked for last.
  var referral: Referral?
  /// The transfer that the peer asks for.
  var incomingReferral: IncomingReferral?
  /// How many the peer asked for.
  var referralCount = 0
  /// The leg that this one takes the place of when it is answered (RFC 3891).
  var replaces: LegID?
  var peer = PeerAbilities()
  /// The session description that we sent last and that holds.
  var localDescription: [UInt8] = []
  /// Answers the challenges of its peers; nil while nobody has said who we are to them.
  var digest: DigestSession?
  /// Requests of ours that wait for their final response.
  var requests: [ClientTransactionKey: OwnRequest] = [:]
  var acknowledgements = Acknowledgements()

  var deadline: Duration? {
    var deadlines: [Duration?] = []
    switch stage {
    case .incoming(let invite): deadlines.append(invite.deadline)
    case .answered(let answer, _): deadlines.append(answer.deadline)
    case .outgoing(let invite): deadlines.append(invite.deadline)
    case .established: deadlines += [timer?.deadline, reinvitation.deadline]
    case .accepted, .leaving: break
    }
    if case .answered(let answer) = reoffer { deadlines.append(answer.deadline) }
    deadlines += [referral?.deadline, incomingReferral?.deadline]
    return deadlines.compactMap { $0 }.min()
  }

  /// Where our requests inside a dialog go: the next hop, except where only the way the call came leads back.
  func destination(in dialog: Dialog) -> Destination {
    let hop = dialog.nextHop
    let address = hop.hostPort
    var destination = way
    let leadsNowhere = !address.isAddress || (isTranslated && dialog.routeSet.isEmpty)
    if flow.transport.isReliable {
      if flow.connection == 0, let lookup = lookup(of: hop), let transport = lookup.transport {
        destination.flow = nil
        destination.transport = transport
        destination.lookup = lookup
        return destination
      }
      destination.transport = flow.transport
      destination.flow = flow
      destination.address = address.isAddress ? address : flow.remote
      // Another element than the one we are connected with.
      if !leadsNowhere, address.host != flow.remote.host {
        destination.flow = nil
        destination.transport = hop.askedTransport ?? flow.transport
      }
      return destination
    }
    destination.flow = flow
    destination.transport = .udp
    destination.address = leadsNowhere ? flow.remote : address
    if !leadsNowhere, hop.transport != .udp {
      destination.flow = nil
      destination.transport = hop.transport
    }
    return destination
  }

  /// Where to look for a next hop that is a name, on a transport we can dial.
  private func lookup(of hop: SIPURI) -> ResolutionRequest? {
    guard !hop.hostPort.isAddress, var request = try? ResolutionRequest(hop) else { return nil }
    let transport = hop.askedTransport ?? flow.transport
    guard transport == .tcp || transport == .tls else { return nil }
    request.transport = transport
    request.check = way.security?.check
    return request
  }

  /// The dialogs of the leg that are not its own yet: the phones that ring.
  var earlyDialogs: [DialogID] {
    if case .outgoing(let invite) = stage { invite.forks.values.map(\.dialog.id) } else { [] }
  }

  /// The dialog with the peer of this tag.
  func dialog(with remoteTag: String) -> Dialog? {
    if dialog.id.remoteTag == remoteTag { return dialog }
    if case .outgoing(let invite) = stage { return invite.forks[remoteTag]?.dialog }
    return nil
  }

  /// Follows the Contact of a target refresh request or of its 2xx (RFC 3261 §12.2).
  mutating func refreshTarget(of remoteTag: String?, from headers: SIPHeaders) {
    guard var dialog = dialog(with: remoteTag ?? "") else { return }
    dialog.refreshTarget(from: headers)
    replace(dialog)
  }

  mutating func replace(_ dialog: Dialog) {
    let tag = dialog.id.remoteTag
    if self.dialog.id == dialog.id {
      self.dialog = dialog
    } else if case .outgoing(var invite) = stage, invite.forks[tag] != nil {
      invite.forks[tag]?.dialog = dialog
      stage = .outgoing(invite)
    }
  }
}

extension SIPURI {
  /// The transport it names; nil when it leaves the choice to us.
  var askedTransport: TransportProtocol? {
    scheme == .sips ? .tls : parameters["transport"].flatMap(TransportProtocol.init(token:))
  }
}
