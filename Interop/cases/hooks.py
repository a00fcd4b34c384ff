"""What the owner of an agent is told over HTTP, judged by a receiver that checks the signatures by itself."""

from case import case, expect


def call(stage, number):
    """A caller who hangs up; the conversation's id."""
    phone = stage.sipp(stage.scenario().answered_call().pause(1).bye(), number)
    expect(phone.wait(), phone.summary())
    return stage.expect_end("completed", "caller_hangup")["id"]


def of(conversation, event):
    return lambda r: r["body"]["event"] == event and r["body"]["conversation"]["id"] == conversation


@case("webhook-crash", "SIPp, Python's http.server", "a receiver that answers 500 twice is told of the call's start and "
      "end, signed, although the server is killed with -9 after the call and started again", short=True)
def crash(stage):
    receiver = stage.receiver("whsec_interop", script=[500, 500])
    agent = stage.agent("Hooked", first_message="Hello.", webhook_url=receiver.url, webhook_secret=receiver.secret)
    number = "+14155550171"
    stage.number(number, agent)
    stage.afterwards(lambda: stage.forget_number(number))
    conversation = call(stage, number)
    stage.server.kill()
    before = len(receiver.requests)
    stage.server.start()
    completed = receiver.wait_for(
        lambda r: r["status"] == 200 and of(conversation, "conversation.completed")(r), 90)
    expect(completed, f"the end was not told; {len(receiver.requests)} requests came")
    expect(all(receiver.is_signed(r, brand) for r in receiver.requests for brand in ("Speechify", "Trunkline")),
           "a request is not signed, or for another time")
    started = [r for r in receiver.requests if of(conversation, "conversation.started")(r)]
    expect([r["status"] for r in started][:3] == [500, 500, 200],
           f"the start was told with the answers {[r['status'] for r in started]}")
    expect(len({r["raw"] for r in started}) == 1, "a repeated event says something else")
    body = completed["body"]
    expect(body["conversation"] == stage.api.get(f"/v1/conversations/{conversation}"),
           "the conversation is not as the API shows it")
    expect(body["messages"] == stage.api.messages(conversation), "the messages are not as the API shows them")
    expect(body["evaluations"] == [], f"the evaluations are {body['evaluations']}")
    log = stage.deliveries(conversation, "delivered", 10)
    expect([len(d["attempts"]) >= n for d, n in zip(log, (3, 1))] == [True, True], f"the deliveries are {log}")
    stage.note(f"{before} requests before the crash, {len(receiver.requests) - before} after; start told "
               f"{len(started)} times")


@case("webhook-private", "SIPp, Python's http.server", "a webhook on a private address is not reached unless that is "
      "allowed, and the delivery says why", short=True)
def private(stage):
    receiver = stage.receiver("whsec_interop")
    stage.restart(allow_private_webhooks=False)
    stage.afterwards(stage.restart)
    agent = stage.agent("Hooked", first_message="Hello.", webhook_url=receiver.url)
    number = "+14155550172"
    stage.number(number, agent)
    stage.afterwards(lambda: stage.forget_number(number))
    conversation = call(stage, number)
    attempt = stage.attempt(conversation, 10)
    expect("TRUNKLINE_ALLOW_PRIVATE_WEBHOOKS" in (attempt["problem"] or ""), f"the attempt is {attempt}")
    expect(not receiver.requests, f"{len(receiver.requests)} requests reached a private address")
