import Testing

@testable import Providers

@Suite struct SidecarSessionTests {
  @Test func `speech goes to its request until that ends`() {
    var session = SidecarSession()
    let first = session.speak("One.", speed: 1).request
    let second = session.speak("Two.", speed: 1).request
    #expect(first != second)
    #expect(
      session.receive(SidecarFrame(.audio, request: second, payload: [1, 0, 255, 255, 7]))
        == .speech(request: second, samples: [1, -1]))
    #expect(session.receive(SidecarFrame(.end, request: second)) == .finish(request: second))
    #expect(session.receive(SidecarFrame(.audio, request: second, payload: [1, 0])) == nil)
    #expect(session.receive(SidecarFrame(.end, request: second)) == nil)
    #expect(session.open == [first])
  }

  @Test func `what arrives for a cancelled request is dropped`() {
    var session = SidecarSession()
    let request = session.speak("One.", speed: 1).request
    #expect(session.cancel(request) == SidecarFrame(.cancel, request: request))
    #expect(session.cancel(request) == nil)
    #expect(session.receive(SidecarFrame(.audio, request: request, payload: [1, 0])) == nil)
  }

  @Test func `a ping that was not answered is not followed by another`() {
    var session = SidecarSession()
    #expect(session.ping() == SidecarFrame(.ping))
    #expect(session.ping() == nil)
    _ = session.receive(SidecarFrame(.pong))
    #expect(session.ping() != nil)
  }

  @Test func `a peer that sends the server's frames is abandoned`() {
    var session = SidecarSession()
    #expect(session.receive(SidecarFrame(.speak)) == .abandon)
  }

  @Test func `a lost connection names what will never be answered and forgets it`() {
    var session = SidecarSession()
    _ = session.receive(SidecarFrame(.ready))
    let request = session.speak("One.", speed: 1).request
    #expect(session.lost() == [request])
    #expect(session.open.isEmpty)
    #expect(!session.isReady)
  }

  @Test func `pauses between starts double up to half a minute, and shrink after a sound run`() {
    var delay = RestartDelay()
    #expect(delay.afterRun(lasting: .zero) == .milliseconds(250))
    #expect(delay.afterRun(lasting: .zero) == .milliseconds(500))
    for _ in 0..<20 { _ = delay.afterRun(lasting: .seconds(1)) }
    #expect(delay.afterRun(lasting: .seconds(1)) == .seconds(30))
    #expect(delay.afterRun(lasting: .seconds(60)) == .milliseconds(250))
  }
}
