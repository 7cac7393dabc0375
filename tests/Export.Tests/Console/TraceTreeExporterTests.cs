using System.Diagnostics;
using OpenTelemetry;
using TracedLlm.Export.ConsoleTree;
using TracedLlm.Export.Delivery;

namespace TracedLlm.Export.Tests.Console;

public sealed class TraceTreeExporterTests : IDisposable
{
    private const string Heading = $"trace {MadeActivities.TraceId}, under span b7ad6b7169203331\n";

    private readonly MadeActivities _made = new();
    private readonly StringWriter _text = new();
    private readonly BackendLedger _ledger = new DeliveryLedger().AddBackend("console");
    private readonly TraceTreeExporter _exporter;

    public TraceTreeExporterTests() => _exporter = new TraceTreeExporter(_text, _ledger);

    public void Dispose()
    {
        _exporter.Dispose();
        _made.Dispose();
        _text.Dispose();
    }

    [Fact]
    public void A_request_is_written_as_a_tree_with_its_main_attributes()
    {
        var root = _made.Make("Received Proxy Server Request", null, 0, 1234, ActivityKind.Server, error: true,
            ("litellm.outcome", "error"), ("http.request.method", "POST"), ("http.route", "/v1/messages"),
            ("http.response.status_code", 502), ("error.type", "503"), ("url.path", "/v1/messages"));
        var auth = _made.Make("auth", root, 1, 2.25);
        var request = _made.Make("litellm_request", root, 4, 1230, error: true, tags: ("gen_ai.request.model", "claude"));
        var guardrail = _made.Make("guardrail", request, 5, 1, tags:
            [("litellm.guardrail.name", "pii"), ("litellm.guardrail.mode", "pre_call"), ("litellm.guardrail.status", "success"), ("litellm.guardrail.masked_entity_count", 2)]);
        var first = _made.Make("chat claude", request, 10, 500, ActivityKind.Client, error: true, ("litellm.attempt.kind", "initial"), ("gen_ai.provider.name", "anthropic"));
        var second = _made.Make("chat claude", request, 600, 600, ActivityKind.Client, error: true, ("litellm.attempt.kind", "retry"), ("litellm.attempt.backoff_ms", 90L));

        Export(auth, guardrail, second, first, request, root);

        Assert.Equal(
            Heading +
            """
            Received Proxy Server Request  1.23 s  ERROR  [error, POST, /v1/messages, status=502, error=503]
            ├─ auth  2.3 ms
            └─ litellm_request  1.23 s  ERROR  [model=claude]
               ├─ guardrail  1.0 ms  [pii, pre_call, success, masked=2]
               ├─ chat claude  500.0 ms  ERROR  [initial, provider=anthropic]
               └─ chat claude  600.0 ms  ERROR  [retry, back-off ms=90]


            """,
            _text.ToString());
    }

    [Theory]
    [InlineData(0.0000575, "0.0000575")]
    [InlineData(0.00012349, "0.000123")]
    [InlineData(0.0042, "0.0042")]
    [InlineData(1.23456, "1.235")]
    [InlineData(12345.6789, "12345.679")]
    [InlineData(0, "0")]
    [InlineData(-0.00002, "-0.00002")]
    public void A_cost_below_a_thousandth_is_not_zero(double cost, string shown)
    {
        var root = _made.Make("root", null, 0, 10, tags: ("litellm.cost.total", cost));

        Export(root);

        Assert.Contains($"[cost={shown}]", _text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_span_shows_the_reason_of_the_failure_on_its_line_and_one_that_has_not_failed_shows_none()
    {
        var root = Root("root", 0);
        var failed = _made.Make("failed", root, 1, 1);
        failed.SetStatus(ActivityStatusCode.Error, "The model \"gpt-9\"\r\ndoes not exist.");
        var silent = _made.Make("silent", root, 2, 1);
        silent.SetStatus(ActivityStatusCode.Error);
        var cut = _made.Make("long", root, 3, 1);
        cut.SetStatus(ActivityStatusCode.Error, new string('x', 158) + "\ud83d\ude00\ud83d\ude00");

        Export(failed, silent, cut, root);

        Assert.Equal(
            $"""
            {Heading}root  10.0 ms
            ├─ failed  1.0 ms  ERROR "The model "gpt-9" does not exist."
            ├─ silent  1.0 ms  ERROR
            └─ long  1.0 ms  ERROR "{new string('x', 158)}…"


            """,
            _text.ToString());
    }

    [Fact]
    public void Only_the_line_of_a_request_shows_the_caller_and_the_keys_user_only_if_it_is_another()
    {
        (string, object?)[] own = [("litellm.api_key.user_id", "u1"), ("user.id", "u1"), ("session.id", "s1")];
        (string, object?)[] stated = [("litellm.api_key.user_id", "u1"), ("user.id", "end-user"), ("session.id", "s1")];
        var first = _made.Make("first", null, 0, 10, ActivityKind.Server, tags: own);
        var child = _made.Make("auth", first, 1, 1, tags: [("user.id", "u1"), ("session.id", "s1"), ("litellm.api_key.alias", "k"), ("litellm.api_key.user_id", "u2"), ("litellm.team.alias", "t")]);
        var second = _made.Make("second", null, 20, 10, ActivityKind.Server, tags: stated);

        Export(child, first, second);

        Assert.Equal(
            $"{Heading}first  10.0 ms  [user=u1, session=s1]\n└─ auth  1.0 ms\n\n{Heading}second  10.0 ms  [key's user=u1, user=end-user, session=s1]\n\n",
            _text.ToString());
    }

    [Fact]
    public void Nothing_is_written_before_the_root_has_ended()
    {
        var root = Root("first", 0);
        var child = _made.Make("auth", root, 1, 1);

        Export(child);
        Assert.Equal("", _text.ToString());

        Export(root);
        Assert.Equal(Heading + "first  10.0 ms\n└─ auth  1.0 ms\n\n", _text.ToString());
    }

    [Fact]
    public void Requests_that_share_a_trace_are_trees_of_their_own()
    {
        var first = Root("first", 0);
        var second = Root("second", 1);
        var ofFirst = _made.Make("of first", first, 2, 1);
        var ofSecond = _made.Make("of second", second, 2, 1);
        var deep = _made.Make("deep", ofFirst, 2, 1);

        Export(deep, ofSecond, ofFirst, second, first);

        Assert.Equal(
            $"{Heading}second  10.0 ms\n└─ of second  1.0 ms\n\n{Heading}first  10.0 ms\n└─ of first  1.0 ms\n   └─ deep  1.0 ms\n\n",
            _text.ToString());
    }

    [Fact]
    public void A_request_under_another_request_of_the_process_is_a_tree_of_its_own()
    {
        var outer = Root("outer", 0);
        var call = _made.Make("call", outer, 1, 8, ActivityKind.Client);
        var inner = _made.Make("inner", call, 2, 5, ActivityKind.Server);

        Export(inner, call, outer);

        Assert.Equal(
            $"trace {MadeActivities.TraceId}, under span {call.SpanId}\ninner  5.0 ms\n\n{Heading}outer  10.0 ms\n└─ call  8.0 ms\n\n",
            _text.ToString());
    }

    [Fact]
    public void A_late_span_is_logged_when_it_arrives()
    {
        var root = Root("first", 0);
        var late = _made.Make("log", root, 50, 1, tags: ("litellm.late", true));

        Export(root);
        Export(late);

        Assert.Equal($"{Heading}first  10.0 ms\n\ntrace {MadeActivities.TraceId}, under span {root.SpanId}\nlog  1.0 ms  [late=true]\n\n", _text.ToString());
    }

    [Fact]
    public void A_late_span_that_arrives_with_its_root_is_in_the_tree()
    {
        var root = Root("first", 0);
        var late = _made.Make("log", root, 50, 1, tags: ("litellm.late", true));

        Export(late, root);

        Assert.Contains("log  1.0 ms  [late=true]", _text.ToString(), StringComparison.Ordinal);
        Assert.Single(_text.ToString().Split("log "), part => part.Contains("late", StringComparison.Ordinal));
    }

    [Fact]
    public void A_span_outside_of_a_request_is_a_tree_when_it_is_a_root()
    {
        var job = _made.Make("job", null, 0, 5);

        Export(job);

        Assert.Equal($"trace {job.TraceId}\njob  5.0 ms\n\n", _text.ToString());
    }

    [Fact]
    public void Spans_waiting_for_a_root_are_logged_at_the_shutdown()
    {
        var root = Root("never ends", 0);
        var child = _made.Make("auth", root, 1, 1);
        Export(child);

        _exporter.Shutdown();

        Assert.Equal($"trace {MadeActivities.TraceId}, under span {root.SpanId}\nauth  1.0 ms\n\n", _text.ToString());
    }

    [Fact]
    public void Surplus_spans_without_a_root_are_logged_oldest_first()
    {
        var root = Root("never ends", 0);
        var orphans = Enumerable.Range(0, 10_001).Select(i => _made.Make($"orphan {i}", root, i, 1)).ToArray();

        Export(orphans);

        Assert.Equal($"trace {MadeActivities.TraceId}, under span {root.SpanId}\norphan 0  1.0 ms\n\n", _text.ToString());
    }

    [Fact]
    public void Values_are_short_and_on_one_line()
    {
        var job = _made.Make("job", null, 0, 5, tags:
            [("http.route", "a\r\nb"), ("error.type", new string('x', 100)), ("gen_ai.request.stream", true), ("gen_ai.response.time_to_first_chunk", 0.12345), ("litellm.guardrail.name", new[] { "a", "b" })]);

        Export(job);

        Assert.Equal(
            $"trace {job.TraceId}\njob  5.0 ms  [a b, error={new string('x', 79)}…, stream=true, first chunk s=0.123, a b]\n\n",
            _text.ToString());
    }

    [Fact]
    public void A_closed_console_is_not_a_failure()
    {
        using var exporter = new TraceTreeExporter(new ClosedWriter(), _ledger);

        Assert.Equal(ExportResult.Success, exporter.Export(new Batch<Activity>([Root("first", 0)], 1)));
    }

    private Activity Root(string name, double start) => _made.Make(name, null, start, 10, ActivityKind.Server);

    private void Export(params Activity[] activities) => _exporter.Export(new Batch<Activity>(activities, activities.Length));
}
