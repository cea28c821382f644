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
