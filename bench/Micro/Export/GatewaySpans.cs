using System.Diagnostics;
using TracedLlm.Export.Views;
using TracedLlm.Facts;
using TracedLlm.Requests;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>The ended spans of requests to a gateway. Each request has five spans, in the order of their ends. Each span has 20 attributes, including the attributes that every span has.</summary>
internal sealed class GatewaySpans : IDisposable
{
    public const int Attributes = 20;

    private const int SpansOfRequest = 5;
    private const int Requests = 128;

    private readonly ActivitySource _source = new("TracedLlm.Bench.Export");
    private readonly ActivityListener _listener;
    private readonly LlmTrace _like;

    /// <param name="like">A trace with the route and the span names of the requests.</param>
    public GatewaySpans(LlmTrace like)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
        _like = like;
        Traces = MakeTraces();
        Spans = [.. Traces.SelectMany(trace => trace.Spans)];
    }

    /// <summary>The requests.</summary>
    public IReadOnlyList<RequestOfSpans> Traces { get; }

    /// <summary>The spans of all requests, one request after the other.</summary>
    public EndedSpan[] Spans { get; }

    /// <summary>Makes as many requests anew.</summary>
    public RequestOfSpans[] MakeTraces() => [.. Enumerable.Range(0, Requests).Select(number => Make(_like, number))];

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    private static List<KeyValuePair<string, object?>> EverySpan(int number) =>
    [
        new(LiteLlm.SessionId, $"session-{number}"),
        new(LiteLlm.UserId, $"user-{number}"),
        new(LiteLlm.TraceName, "support chat"),
        new(LiteLlm.TraceTags, (string[])["production", "eu"]),
        new("litellm.metadata.region", "eu-central-1"),
        new("litellm.metadata.feature", "answers"),
    ];

    private static List<KeyValuePair<string, object?>> Auth(int number) =>
    [
        new(LiteLlm.ApiKeyHash, $"88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe{number:x4}"),
        new(LiteLlm.ApiKeyAlias, "mobile"),
        new(LiteLlm.ApiKeyUserId, "owner-1"),
        new(LiteLlm.TeamId, "team-1"),
        new(LiteLlm.TeamAlias, "Support"),
        new("app.tenant.id", $"tenant-{number}"),
        new("app.tenant.plan", "enterprise"),
        new("app.quota.left", 123_456L + number),
    ];

    private static List<KeyValuePair<string, object?>> Guardrail(int number) =>
    [
        new(LibraryAttributes.GuardrailName, "pii"),
        new(LibraryAttributes.GuardrailMode, "pre_call"),
        new(LibraryAttributes.GuardrailStatus, "guardrail_intervened"),
        new(LibraryAttributes.GuardrailAction, "mask"),
        new(LibraryAttributes.GuardrailMaskedEntityCount, 2L + number),
        new(LibraryAttributes.GuardrailDuration, 0.012 * number),
        new(LibraryAttributes.Level, "DEFAULT"),
    ];

    private static List<KeyValuePair<string, object?>> Attempt(int number) =>
    [
        new(GenAi.ProviderName, "openai"),
        new(LiteLlm.ProviderModel, "gpt-4o-mini-2024-07-18"),
        new(LiteLlm.DeploymentId, "deployment-1"),
        new(LibraryAttributes.AttemptIndex, 0L),
        new(LiteLlm.AttemptKind, "initial"),
        new(LibraryAttributes.AttemptTimeToFirstChunk, 0.25 * number),
        new("http.request.method", "POST"),
        new("http.response.status_code", 200L),
        new("server.address", "api.openai.com"),
        new("server.port", 443L),
        new("url.full", "https://api.openai.com/v1/chat/completions"),
        new("network.protocol.version", "1.1"),
    ];

    private static List<KeyValuePair<string, object?>> Request(int number) =>
    [
        new(GenAi.OperationName, "chat"),
        new(GenAi.ProviderName, "openai"),
        new(GenAi.RequestModel, "gpt-4o-mini"),
        new(GenAi.RequestTemperature, 0.2),
        new(GenAi.RequestMaxTokens, 256L),
        new(GenAi.ResponseId, $"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ{number:x4}"),
        new(GenAi.ResponseModel, "gpt-4o-mini-2024-07-18"),
        new(GenAi.ResponseFinishReasons, (string[])["stop"]),
        new(GenAi.UsageInputTokens, 1_000L + number),
        new(GenAi.UsageOutputTokens, 100L + number),
        new(LiteLlm.CostTotal, 0.0125),
        new(LiteLlm.ModelGroup, "gpt-4o-mini"),
        new(LiteLlm.CallId, $"6f0c1d1e-7a55-4d5c-9f0e-0123456{number:x5}"),
        new(LibraryAttributes.CallType, "acompletion"),
    ];

    private static List<KeyValuePair<string, object?>> Root(int number) =>
    [
        new("http.request.method", "POST"),
        new("http.route", "/v1/chat/completions"),
        new("url.path", "/v1/chat/completions"),
        new("http.response.status_code", 200L),
        new(LibraryAttributes.Outcome, "ok"),
        new(LiteLlm.ApiKeyHash, $"88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe{number:x4}"),
        new(LiteLlm.ApiKeyAlias, "mobile"),
        new(LiteLlm.ApiKeyUserId, "owner-1"),
        new(LiteLlm.TeamId, "team-1"),
        new(LiteLlm.TeamAlias, "Support"),
        new(LiteLlm.OrganizationId, "organization-1"),
    ];

    private RequestOfSpans Make(LlmTrace like, int number)
    {
        var everySpan = EverySpan(number);
        var root = Start("Received Proxy Server Request", ActivityKind.Server, default, [.. Root(number), .. everySpan]);
        var trace = new RequestState(like.State.Route, like.State.Naming, root, http: null, like.State.Outgoing, like.State.Services);
        foreach (var (name, value) in everySpan)
        {
            trace.SetTraceTag(name, value);
        }

        var auth = Start("auth", ActivityKind.Internal, root.Context, [.. Auth(number), .. everySpan]);
        var request = Start("litellm_request", ActivityKind.Internal, root.Context, [.. Request(number), .. everySpan]);
        var guardrail = Start("guardrail", ActivityKind.Internal, request.Context, [.. Guardrail(number), .. everySpan]);
        var attempt = Start("chat gpt-4o-mini-2024-07-18", ActivityKind.Client, request.Context, [.. Attempt(number), .. everySpan]);
        Activity[] ended = [auth, guardrail, attempt, request, root];
        if (ended.Length != SpansOfRequest)
        {
            throw new InvalidOperationException("A request has other spans.");
        }

        Array.ForEach(ended, activity => activity.Stop());
        var snapshot = new RequestSnapshot(root, trace.EverySpan, () => request);
        return new RequestOfSpans(trace, [.. ended.Select(activity => new EndedSpan(activity, snapshot))]);
    }

    /// <summary>Starts a span with these attributes and enough of the caller's metadata for 20 attributes.</summary>
    private Activity Start(string name, ActivityKind kind, ActivityContext parent, IReadOnlyList<KeyValuePair<string, object?>> attributes)
    {
        Activity.Current = null;
        var activity = _source.StartActivity(name, kind, parent)!;
        for (var more = attributes.Count; more < Attributes; more++)
        {
            activity.AddTag($"app.detail.{more}", $"value {more} of {name}");
        }

        foreach (var (key, value) in attributes)
        {
            activity.AddTag(key, value);
        }

        Activity.Current = null;
        return activity;
    }
}
