"""A small application for the tests of the local host: each function shows one thing that the host must do."""

import json
import logging
import time

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
STORAGE = "AzureWebJobsStorage"


@app.route(route="echo/{*rest}")
def echo(req: func.HttpRequest) -> func.HttpResponse:
    """What the function was given."""
    seen = {
        "method": req.method,
        "url": req.url,
        "headers": dict(req.headers),
        "params": dict(req.params),
        "route_params": dict(req.route_params),
        "body": req.get_body().decode("latin-1"),
    }
    return func.HttpResponse(json.dumps(seen), mimetype="application/json")


@app.route(route="things/{thing}", methods=["GET"])
def a_thing(req: func.HttpRequest) -> func.HttpResponse:
    """Comes before `the_mine_thing` by its name, and so takes its requests."""
    return func.HttpResponse(f"thing {req.route_params['thing']}")


@app.route(route="things/mine", methods=["GET", "DELETE"])
def the_mine_thing(req: func.HttpRequest) -> func.HttpResponse:
    """Never reached with GET."""
    return func.HttpResponse(f"mine by {req.method}")


@app.route(route="broken", methods=["GET"])
def broken(req: func.HttpRequest) -> func.HttpResponse:
    """Raises."""
    raise RuntimeError("a fault with a secret in it")


@app.route(route="cookies", methods=["GET"])
def cookies(req: func.HttpRequest) -> func.HttpResponse:
    """Sets two cookies and a header."""
    answer = func.HttpResponse("ok", status_code=201, headers={"X-Own": "1"})
    answer.headers.add("Set-Cookie", "a=1; Path=/; HttpOnly")
    answer.headers.add("Set-Cookie", "b=2; SameSite=Lax")
    return answer


@app.route(route="later", methods=["GET"])
async def later(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    """An async function that wants its context."""
    return func.HttpResponse(f"{context.function_name} {len(context.invocation_id)}")


@app.route(route="slow", methods=["GET"])
def slow(req: func.HttpRequest) -> func.HttpResponse:
    """Takes the seconds that the query names."""
    time.sleep(float(req.params["seconds"]))
    return func.HttpResponse("slept")


@app.route(route="orders", methods=["POST"])
@app.queue_output(arg_name="orders", queue_name="orders", connection=STORAGE)
def take_order(req: func.HttpRequest, orders: func.Out[str]) -> func.HttpResponse:
    """Puts the body into the queue."""
    orders.set(req.get_body().decode())
    return func.HttpResponse(status_code=202)


@app.queue_trigger(arg_name="message", queue_name="orders", connection=STORAGE)
@app.blob_output(arg_name="receipt", path="receipts/{order}.json", connection=STORAGE)
def fill_order(message: func.QueueMessage, receipt: func.Out[str]) -> None:
    """Writes a receipt that says how often the message was tried; `fail` says how often that is in vain."""
    order = json.loads(message.get_body())
    logging.info("order %s, try %s", order["order"], message.dequeue_count)
    if int(message.dequeue_count or 0) <= order.get("fail", 0):
        raise RuntimeError("not yet")
    time.sleep(order.get("seconds", 0))
    receipt.set(json.dumps({"tries": message.dequeue_count, "id": message.id}))


@app.queue_trigger(arg_name="message", queue_name="orders-poison", connection=STORAGE)
@app.blob_output(arg_name="note", path="poison/{order}.json", connection=STORAGE)
def bury_order(message: func.QueueMessage, note: func.Out[bytes]) -> None:
    """Writes down what could not be done."""
    note.set(message.get_body())


@app.blob_trigger(arg_name="upload", path="uploads/cv-{file}.txt", connection=STORAGE)
@app.blob_output(arg_name="note", path="notes/{file}.json", connection=STORAGE)
def note_upload(upload: func.InputStream, note: func.Out[str]) -> None:
    """Describes the file; a file that says `fail` is never described."""
    content = upload.read().decode()
    if content == "fail":
        raise RuntimeError("cannot be read")
    time.sleep(2 if content == "slow" else 0)
    seen = {"name": upload.name, "length": upload.length, "uri": upload.uri, "content": content}
    note.set(json.dumps(seen))


@app.blob_trigger(arg_name="sound", path="recordings/{name}", connection=STORAGE, source=func.BlobSource.EVENT_GRID)
@app.blob_output(arg_name="note", path="heard/{name}", connection=STORAGE)
def hear_recording(sound: func.InputStream, note: func.Out[bytes]) -> None:
    """Copies the recording."""
    note.set(sound.read())


@app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *")
@app.blob_output(arg_name="tick", path="ticks/{rand-guid}", connection=STORAGE)
def every_year(timer: func.TimerRequest, tick: func.Out[str]) -> None:
    """Writes down whether it came late."""
    tick.set("late" if timer.past_due else "in time")


@app.event_grid_trigger(arg_name="event")
@app.blob_output(arg_name="note", path="events/{id}.json", connection=STORAGE)
def hear_event(event: func.EventGridEvent, note: func.Out[str]) -> None:
    """Writes the event down; one of the type `Bad` cannot be handled."""
    if event.event_type == "Bad":
        raise RuntimeError("cannot be handled")
    note.set(json.dumps({"type": event.event_type, "data": event.get_json()}))


heard: list[dict[str, object]] = []


@app.route(route="api/v1/realtime/events", methods=["POST", "OPTIONS"])
def realtime_events(req: func.HttpRequest) -> func.HttpResponse:
    """The event handler of the live socket: keeps what it hears, and answers by script."""
    body = req.get_body().decode()
    heard.append({"headers": dict(req.headers), "body": body})
    if req.headers["ce-type"] == "azure.webpubsub.sys.connect":
        query = json.loads(body)["query"]
        if query.get("token") == ["wrong"]:
            return func.HttpResponse('{"detail": "sign in first"}', status_code=401, mimetype="application/json")
        granted = {"userId": "ada", "groups": [f"interview-{query.get('interview_id', ['none'])[0]}"]}
        state = {"ce-connectionState": "bmV3"}
        return func.HttpResponse(json.dumps(granted), headers=state, mimetype="application/json")
    if body == "crash":
        raise RuntimeError("a fault")
    if body == "quiet" or req.headers["ce-type"] != "azure.webpubsub.user.message":
        return func.HttpResponse(status_code=204)
    return func.HttpResponse(f"you said {body}", headers={"ce-connectionState": "dGFsa2Vk"})


@app.route(route="heard", methods=["GET"])
def list_heard(req: func.HttpRequest) -> func.HttpResponse:
    """Everything that the event handler heard."""
    return func.HttpResponse(json.dumps(heard), mimetype="application/json")
