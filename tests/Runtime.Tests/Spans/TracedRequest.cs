using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TracedLlm.Cost;
using TracedLlm.Endpoints;
using TracedLlm.Facts;
using TracedLlm.Failures;
using TracedLlm.Requests;
using TracedLlm.Responses;
using TracedLlm.Routes;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Trees;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Spans;

/// <summary>A request to a traced route, without a server: open from construction to <see cref="End"/>.</summary>
internal sealed class TracedRequest : IDisposable
{
    /// <summary>A source that is exported besides ours, as a database client's would be.</summary>
    public static readonly ActivitySource Other = new("TracedLlm.Tests.Other");

    private readonly CancellationTokenSource _aborted = new();
    private readonly RecordedActivities _recorded;
    private readonly LlmTraceScope _scope;

    public TracedRequest(LlmApi api = LlmApi.ChatCompletions, TracedLlmOptions? options = null, ResponsePayloads? payloads = null, CallPrices? prices = null, params (string Name, string Value)[] headers)
    {
        // Listeners see the whole process; the trace id tells this test's spans from those of others.
        var traceId = ActivityTraceId.CreateRandom();
        _recorded = new RecordedActivities([TracedLlmTelemetry.SourceName, Other.Name], only: activity => activity.TraceId == traceId);
        var http = new DefaultHttpContext { RequestAborted = _aborted.Token };
        http.Request.Method = "POST";
        http.Request.Path = "/v1/chat/completions";
        http.Request.Headers["traceparent"] = $"00-{traceId}-{ActivitySpanId.CreateRandom()}-01";
        foreach (var (name, value) in headers)
        {
            http.Request.Headers[name] = value;
        }

        Http = http;
        options ??= new();
        var services = new RequestServices
        {
            Clock = Clock,
            Payloads = payloads ?? new ApiResponses(),
            CapturesContent = options.CaptureContent,
            Failures = FailureLogs.SpanOnly,
            Prices = prices,
        };
        State = RequestTrace.Open(http, new LlmRoute(LlmApiLookup.RowFor(api, [], method: null), "/v1/chat/completions"), options, services, DateTime.UtcNow);
        State.EnterHandler();
        _scope = Trace.Use();
    }

    public DefaultHttpContext Http { get; }

    /// <summary>The clock of the waits for providers.</summary>
    public SettableClock Clock { get; } = new();

    public LlmTrace Trace => LlmTrace.FromState(State);

    public RequestState State { get; }

    /// <summary>The activities that have started and not ended.</summary>
    public IReadOnlyList<Activity> Running => _recorded.Running;

    /// <summary>Aborts the request, as a disconnect of the caller does.</summary>
    public void Abort() => _aborted.Cancel();

    /// <summary>Ends the request as its server would.</summary>
    /// <returns>Its tree: names, kinds, statuses, and the attributes that begin with one of <paramref name="attributes"/>.</returns>
    public string End(int statusCode = 200, params string[] attributes)
    {
        Http.Response.StatusCode = statusCode;
        State.LeaveHandler();
        State.Close();
        return Print(attributes);
    }

    /// <summary>The activities that have ended so far.</summary>
    public string Print(params string[] attributes)
    {
        var format = attributes.Length == 0 ? SpanTreeFormat.NamesOnly with { ShowEvents = false } : SpanTreeFormat.Only(attributes);
        var remote = State.Root!.ParentSpanId.ToHexString();
        return SpanTree.Print(_recorded.Spans, format with { KnownIds = new Dictionary<string, string> { [remote] = "caller" } }).TrimEnd();
    }

    public Activity Ended(string name) => _recorded.Activities.Single(activity => activity.DisplayName == name);

    public IEnumerable<Activity> EndedAll(string name) => _recorded.Activities.Where(activity => activity.DisplayName == name);

    public void Dispose()
    {
        _scope.Dispose();
        State.Close();
        TraceInvariants.Check(_recorded.Spans, [State.Root!.ParentSpanId.ToHexString()]);
        _recorded.Dispose();
        _aborted.Dispose();
    }
}
